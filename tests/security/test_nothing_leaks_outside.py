"""The same phrase, looked for where programs ask: API, harvesters, search engines, feeds, mails, files of references."""

from __future__ import annotations

import datetime
import json

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api import keys
from archive.citing.formats import CITATIONS, EXPORTS
from archive.models import Audience, ItemPage, Purpose, Release
from archive.public import oai
from consent import decisions
from people.models import User
from search.models import SavedSearch
from search.saved import mails
from tests.factories import make_item, make_release, make_rendition, make_user
from tests.security.test_nothing_leaks import (
    READERS,
    SECRET,
    WORD,
    _only_consent_blocks,  # noqa: F401 - a fixture.
    grant,
    make_work,
    people,  # noqa: F401 - a fixture.
    publish_button,
)

pytestmark = pytest.mark.django_db

AFTER = timezone.now() + datetime.timedelta(days=10)


def told_to(user: User | None, item: ItemPage) -> dict[str, str]:
    """What each surface says of `item` to `user`, by the surface's name."""
    client = Client()
    if user is not None:
        client.force_login(user)
    identifier = f"oai:localhost:{item.slug}"
    asked = {
        "page": item.get_url(),
        "feed": reverse("newest_feed"),
        "sitemap": reverse("sitemap"),
        "robots": reverse("robots"),
        "records": f"{reverse('oai')}?verb=ListRecords&metadataPrefix=oai_dc",
        "record": f"{reverse('oai')}?verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}",
        **{f"cite {name}": reverse("cite", args=[item.pk, name]) for name in CITATIONS},
        **{f"export {name}": f"{reverse('export', args=[name])}?q={WORD}" for name in EXPORTS},
        "everything exported": reverse("export", args=["csv"]),
    }
    told = {name: client.get(url).content.decode() for name, url in asked.items()}
    if user is not None:
        headers = {"Authorization": f"Bearer {keys.make(user, name='Test', days=1)}"}
        for name, url in api_addresses(item).items():
            told[name] = json.dumps(Client().get(url, headers=headers).json(), ensure_ascii=False)
        told["mail"] = mailed(user)
    return told


def api_addresses(item: ItemPage) -> dict[str, str]:
    return {
        "API search": f"/api/v1/search?q={WORD}",
        "API all": f"/api/v1/search?theme={item.theme}",
        "API item": f"/api/v1/items/{item.pk}",
        "API passages": f"/api/v1/items/{item.pk}/passages",
    }


def mailed(user: User) -> str:
    """What a mail about the newest tells, ten days from now."""
    long_ago = timezone.now() - datetime.timedelta(days=1)
    kept = SavedSearch.objects.create(user=user, name="Alt", query=f"q={WORD}", looked_until=long_ago)
    found = mails.news(kept, AFTER)
    message = mails._message(kept, found)
    kept.delete()
    return f"{message.subject} {message.body} {message.extra_headers}" if found else ""


def where(user: User | None, item: ItemPage) -> set[str]:
    return {name for name, text in told_to(user, item).items() if SECRET in text}


OUTSIDE = {"records", "record"}
"""Surfaces that answer everyone alike: what is released to the public, and nothing else."""
NAMELESS = {"sitemap", "robots"}


@pytest.mark.parametrize("audience", list(Audience))
def test_each_surface_tells_exactly_the_audience(audience, people, work):  # noqa: F811
    item = make_work(people["author"])
    grant(item, audience)
    work()
    item.refresh_from_db()
    for name, user in people.items():
        told = told_to(user, item)
        expected = set(told) - OUTSIDE - NAMELESS if name in READERS[audience] else set()
        if audience is Audience.PUBLIC:
            expected |= OUTSIDE
        assert {surface for surface, text in told.items() if SECRET in text} == expected, name
        assert (item.slug in told["sitemap"]) == (audience is Audience.PUBLIC)
        assert (item.slug in told["robots"]) == (audience is Audience.PUBLIC)
        markup = "citation_title" in told["page"] or "ld+json" in told["page"]
        assert markup == (audience is Audience.PUBLIC)


@pytest.mark.parametrize("state", ["held", "refused", "withdrawn", "withdrawn, index not told", "off the site"])
def test_what_is_not_released_is_told_to_nobody(state, people, work):  # noqa: F811
    item = make_work(people["author"])
    if state == "refused":
        decisions.refuse(item.contributors.get(), item.renditions.get(), by=people["author"])
    if state.startswith("withdrawn") or state == "off the site":
        grant(item, Audience.PUBLIC)
        work()
    if state.startswith("withdrawn"):
        decisions.withdraw(item.contributors.get(), by=people["author"])
    if state == "off the site":
        ItemPage.objects.get(pk=item.pk).unpublish()
    if "not told" not in state:
        work()
    item.refresh_from_db()
    mail.outbox.clear()
    for name, user in people.items():
        # The author may see their own held item, and without an index there is no mail: those ask as everyone does.
        asks = None if name == "author" or "not told" in state else user
        assert where(asks, item) == set(), name


def test_while_the_index_has_not_been_told_there_is_no_mail(people, work):  # noqa: F811
    item = make_work(people["author"])
    grant(item, Audience.PUBLIC)
    work()
    decisions.withdraw(item.contributors.get(), by=people["author"])
    with pytest.raises(mails.IndexBehindError):
        mailed(people["alumna"])


def test_a_withdrawal_takes_effect_with_its_request_everywhere(people, work):  # noqa: F811
    """No worker comes between: the next request is told nothing."""
    item = make_work(people["author"])
    grant(item, Audience.PUBLIC)
    work()
    item.refresh_from_db()
    reader = people["alumna"]
    secret = keys.make(reader, name="Test", days=1)
    headers = {"Authorization": f"Bearer {secret}"}
    client = Client()
    assert all(SECRET in client.get(url, headers=headers).content.decode() for url in api_addresses(item).values())
    decisions.withdraw(item.contributors.get(), by=people["author"])
    for url in api_addresses(item).values():
        assert SECRET not in client.get(url, headers=headers).content.decode()
    assert where(None, item) == set()
    record = client.get(
        f"{reverse('oai')}?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:{item.slug}"
    ).content.decode()
    assert 'status="deleted"' in record
    assert "<metadata>" not in record
    assert item.slug not in client.get(reverse("sitemap")).content.decode()


@pytest.mark.parametrize("state", ["held", "withdrawn"])
def test_making_the_page_live_opens_nothing(state, people, work):  # noqa: F811
    item = make_work(people["author"])
    if state == "withdrawn":
        grant(item, Audience.PUBLIC)
        work()
        decisions.withdraw(item.contributors.get(), by=people["author"])
    publish_button(item)
    work()
    assert not Release.objects.active().exists()
    item.refresh_from_db()
    assert where(None, item) == where(people["alumna"], item) == set()


def test_a_release_for_fewer_is_a_deletion_to_harvesters(people):  # noqa: F811
    item = make_item(authors=[people["author"]])
    make_rendition(item, title=f"Om {SECRET}")
    make_release(item, audience=Audience.PUBLIC)
    Release.objects.active().end(by=None, reason="replaced")
    make_release(item, audience=Audience.COHORT)
    content = oai.answer({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"]}).decode()
    assert 'status="deleted"' in content
    assert SECRET not in content
    assert item.slug not in Client().get(reverse("sitemap")).content.decode()


def test_a_name_that_is_not_shown_is_told_nowhere(people, work):  # noqa: F811
    """The contributor's row holds it; nothing that is sent out does."""
    author = make_user(name=f"Kari {SECRET}")
    item = make_item(authors=[author], title=f"Om {WORD}", theme=3)
    rendition = make_rendition(item)
    rendition.unnamed = [item.contributors.get().pk]
    rendition.save()
    make_release(item, audience=Audience.PUBLIC, names=[])
    from search import indexing

    indexing.mark(item)
    work()
    told = told_to(people["alumna"], item)
    assert {name for name, text in told.items() if SECRET in text} == set()
    assert item.title in told["mail"]


def test_the_text_of_a_work_is_for_programs_only_if_all_agreed_to_search(people):  # noqa: F811
    item = make_item(authors=[people["author"]])
    make_rendition(item, [f"Her står {SECRET}."])
    make_release(item, purposes=[Purpose.READING.value])
    headers = {"Authorization": f"Bearer {keys.make(people['alumna'], name='Test', days=1)}"}
    response = Client().get(f"/api/v1/items/{item.pk}/passages", headers=headers)
    assert response.status_code == 403
    assert SECRET not in response.content.decode()


def test_only_the_page_of_a_public_item_may_be_kept_by_search_engines(client):
    public, closed = make_item(), make_item()
    make_release(public, audience=Audience.PUBLIC)
    make_release(closed)
    assert client.get(public.get_url())["X-Robots-Tag"] == "noarchive"
    others = ["/", reverse("search"), reverse("privacy"), reverse("newest_feed"), closed.get_url()]
    others += [f"{public.get_url()}?side=1", f"{public.get_url()}?q=page", reverse("cite", args=[public.pk, "bib"])]
    others += [reverse("oai"), reverse("sitemap"), settings.LOGIN_REDIRECT_URL, "/api/v1/openapi.json"]
    for url in others:
        assert "noindex" in client.get(url)["X-Robots-Tag"], url
