"""A unique phrase in an item in every state, looked for on every surface, by every kind of viewer.

It is found exactly where the audience table says, and nowhere else, whatever button, bulk action or script was used to make
the page live.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from archive import publication
from archive.models import Audience, ItemPage, Purpose, Release
from consent import decisions
from consent.decisions import Choices
from ingest.models import Source
from people.models import Role, User
from search import indexing
from search.engines.base import get_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.service import search
from tests.factories import (
    make_class,
    make_item,
    make_membership,
    make_release,
    make_rendition,
    make_student,
    make_user,
)
from tests.ingest.factories import make_source
from tests.search.engines.elastic import forget, needs_elasticsearch, options

pytestmark = pytest.mark.django_db

WORD = "kvitveisfiolinharpe"
SECRET = "gullfiskbollesymfoni"
"""Words that no page, sentence or address of the site has. They stand side by side; the one is typed, the other looked for."""
PHRASE = f"{WORD} {SECRET}"


@pytest.fixture(autouse=True, params=["tantivy", pytest.param("elasticsearch", marks=needs_elasticsearch)])
def _engine(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Both engines are asked."""
    if request.param == "tantivy":
        yield
        return
    settings.SEARCH = {"default": {"BACKEND": "search.engines.elasticsearch.ElasticsearchEngine", "OPTIONS": options()}}
    engine = get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    yield
    forget(engine)


@pytest.fixture(autouse=True)
def _only_consent_blocks(monkeypatch):
    """Review has tests of its own; here items are held by their contributors alone."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


@pytest.fixture
def people() -> dict[str, User | None]:
    oslo = make_class("Oslo 1", year=2023)
    alumna = make_user(name="Alumna")
    make_membership(alumna, make_class("Oslo 1", year=2019), end=datetime.date(2020, 6, 30))
    return {
        "author": make_student("Forfattar", programme_class=oslo),
        "classmate": make_student("Klassevenn", programme_class=oslo),
        "same cohort": make_student("Kullvenn", programme_class=make_class("Bergen 1", year=2023)),
        "alumna": alumna,
        "teacher": make_user(name="Lærar", roles=[Role.TEACHER]),
        "outsider": make_user(name="Utanfor"),
        "signed out": None,
    }


READERS = {
    Audience.CLASS: {"author", "classmate"},
    Audience.COHORT: {"author", "classmate", "same cohort"},
    Audience.PROGRAMME: {"author", "classmate", "same cohort", "alumna", "teacher"},
    Audience.PUBLIC: {"author", "classmate", "same cohort", "alumna", "teacher", "outsider", "signed out"},
}


def make_work(author: User) -> ItemPage:
    """An item whose title, abstract, keywords, text and files all hold the phrase."""
    item = make_item(
        title=f"Om {PHRASE}",
        abstract=f"Samandrag om {PHRASE}.",
        keywords=SECRET,
        authors=[author],
        owner=author,
        theme=3,
    )
    make_source(f"{PHRASE} i kjelda".encode(), by=author, item=item, name=f"{SECRET}.pdf")
    make_rendition(
        item,
        ["Ei side om tillit.", f"Her står {PHRASE} midt i teksten."],
        files=[
            ("document", 0, "application/pdf", f"%PDF {PHRASE}".encode()),
            ("page", 2, "image/webp", f"RIFF {PHRASE}".encode()),
        ],
        keywords=[SECRET],
    )
    return item


def make_neighbour() -> ItemPage:
    """An item that everyone reads and that is like the work, but has none of its words that matter."""
    item = make_item(title="Ein nabo", programme_class=None, slug="nabo")
    make_rendition(item, ["Ei side om tillit.", "Her står noko anna midt i teksten."])
    make_release(item, audience=Audience.PUBLIC)
    indexing.mark(item)
    return item


def derived(item: ItemPage) -> Iterator[str]:
    """Where the index speaks by itself: did you mean, suggestions, what is similar."""
    yield reverse("search") + f"?q={SECRET[:-1]}"
    yield reverse("search") + f"?q={SECRET[:-1]}&sort=oldest&kind=thesis"
    yield reverse("search") + f"?q={SECRET[:-1]}&exact=1"
    yield reverse("suggest") + f"?q={SECRET[:3]}"
    yield reverse("suggest") + f"?q=om {WORD[:4]}"
    for neighbour in ItemPage.objects.filter(slug="nabo"):
        yield reverse("similar", args=[neighbour.pk])
        yield reverse("similar", args=[item.pk])


def surfaces(item: ItemPage) -> Iterator[str]:
    """Every address that a reader could try."""
    url = item.get_url()
    yield url
    yield f"{url}?side=2"
    yield f"{url}?side=2&q={WORD}"
    yield reverse("search") + f"?q={WORD}"
    yield reverse("search") + f'?q="{WORD}"&sort=newest'
    yield reverse("search") + "?q="
    yield reverse("search") + f"?q=tillit&theme={item.theme}"
    yield reverse("search") + f"?q={WORD}&year_from=1990&year_to=2090"
    yield from derived(item)
    yield reverse("newest_feed")
    yield reverse("my_items")
    yield "/"
    yield "/sitemap.xml"
    yield "/robots.txt"
    for rendition in item.renditions.all():
        yield reverse("preview_rendition", args=[rendition.pk])
        for file in rendition.files.all():
            yield reverse("file", args=[file.pk, "samling.pdf"])
    for source in Source.objects.filter(item=item):
        yield reverse("source", args=[source.pk])
    yield reverse("consent:answer", args=[item.pk])
    yield reverse("consent:choose", args=[item.pk])
    yield reverse("consent:done", args=[item.pk])
    yield reverse("consent:limit", args=[item.pk])
    yield reverse("details", args=[item.pk])
    yield reverse("questions", args=[item.pk])
    yield reverse("wagtailadmin_explore", args=[item.get_parent().pk])
    yield reverse("wagtailadmin_pages:edit", args=[item.pk])
    yield reverse("wagtailadmin_pages:view_draft", args=[item.pk])
    yield reverse("wagtailadmin_pages:history", args=[item.pk])
    yield reverse("wagtailadmin_pages:search") + f"?q={WORD}"
    yield reverse("review_queue")
    yield reverse("pipeline")
    yield reverse("review_item", args=[item.pk])


def where_found(user: User | None, item: ItemPage) -> set[str]:
    """The surfaces on which `user` meets the word that nobody typed."""
    client = Client()
    if user is not None:
        client.force_login(user)
    found = set()
    for url in surfaces(item):
        response = client.get(url)
        body = response.getvalue() if response.streaming else response.content
        text = unescape(body.decode(errors="replace")) + str(dict(response.headers))
        if SECRET in text:
            found.add(url)
    if user is not None:
        results = search(WORD, user)
        if results.total or results.hits or results.facets:
            found.add("search service")
    return found


def assert_seen_by(item: ItemPage, people: dict[str, User | None], expected: set[str]) -> None:
    """Everyone but the author meets the phrase somewhere if and only if they are `expected` to."""
    for name, user in people.items():
        if name == "author":
            continue
        found = where_found(user, item)
        assert bool(found) == (name in expected), (name, sorted(found))


def grant(item: ItemPage, audience: Audience) -> None:
    contributor = item.contributors.get()
    assert contributor.user is not None
    rendition = item.current_rendition
    assert rendition is not None
    decisions.grant(contributor, rendition, Choices(audience, frozenset(Purpose), named=True), by=contributor.user)


def test_the_places_where_the_index_speaks_by_itself_show_it_to_its_readers(people, work):
    item = make_work(people["author"])
    make_neighbour()
    grant(item, Audience.COHORT)
    work()
    item.refresh_from_db()
    assert set(derived(item)) <= where_found(people["same cohort"], item)
    assert not set(derived(item)) & where_found(people["alumna"], item)


@pytest.mark.parametrize("audience", list(Audience))
def test_a_released_item_is_found_by_exactly_its_audience(audience, people, work):
    item = make_work(people["author"])
    make_neighbour()
    grant(item, audience)
    work()
    item.refresh_from_db()
    assert_seen_by(item, people, READERS[audience])


@pytest.mark.parametrize("state", ["held", "refused", "withdrawn", "withdrawn, index not told"])
def test_an_item_that_is_not_released_is_found_by_nobody(state, people, work):
    item = make_work(people["author"])
    make_neighbour()
    contributor = item.contributors.get()
    if state == "refused":
        decisions.refuse(contributor, item.renditions.get(), by=people["author"])
    if state.startswith("withdrawn"):
        grant(item, Audience.PUBLIC)
        work()
        decisions.withdraw(contributor, by=people["author"])
    if "not told" not in state:
        work()
    item.refresh_from_db()
    assert_seen_by(item, people, set())
    assert SECRET not in "".join(message.subject + str(message.body) for message in mail.outbox)


def publish_button(item: ItemPage) -> None:
    item.specific.save_revision().publish(skip_permission_checks=True)


def save_live(item: ItemPage) -> None:
    page = item.specific
    page.live = True
    page.save()


def bulk_publish(item: ItemPage) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.no", name="Root"))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(f"{url}?next=/admin/&id={item.pk}")
    assert response.status_code == 302
    item.refresh_from_db()
    assert item.live


def scheduled_publish(item: ItemPage) -> None:
    page = item.specific
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    revision = page.save_revision()
    revision.publish(skip_permission_checks=True)
    past = timezone.now() - datetime.timedelta(hours=1)
    content = {**revision.content, "go_live_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled")
    item.refresh_from_db()
    assert item.live


def alias(item: ItemPage) -> None:
    publish_button(item)
    item.specific.create_alias(parent=item.get_parent(), update_slug="alias")


def copy(item: ItemPage) -> None:
    item.specific.copy(to=item.get_parent(), update_attrs={"slug": "kopi"}, keep_live=True, copy_revisions=True)
    publish_button(ItemPage.objects.get(slug="kopi"))


def restored_revision(item: ItemPage) -> None:
    page = item.specific
    page.save_revision()
    first = page.get_latest_revision()
    page.title = "Noko anna"
    page.save_revision().publish(skip_permission_checks=True)
    first.publish(skip_permission_checks=True)


@pytest.mark.parametrize(
    "trick", [publish_button, save_live, bulk_publish, scheduled_publish, alias, copy, restored_revision]
)
@pytest.mark.parametrize("state", ["held", "withdrawn"])
def test_no_way_of_making_a_page_live_shows_it(trick: Callable[[ItemPage], None], state, people, work):
    item = make_work(people["author"])
    if state == "withdrawn":
        grant(item, Audience.PUBLIC)
        work()
        decisions.withdraw(item.contributors.get(), by=people["author"])
    trick(item)
    work()
    assert not Release.objects.active().exists()
    pages = ItemPage.objects.filter(content_type=ContentType.objects.get_for_model(item.specific_class))
    assert pages.filter(live=True).exists()
    for page in pages:
        assert_seen_by(page, people, set())


def test_what_an_editor_types_into_a_released_page_is_not_shown(people, work):
    item = make_item(authors=[people["author"]])
    make_rendition(item)
    grant(item, Audience.PUBLIC)
    work()
    page = Page.objects.get(pk=item.pk).specific
    page.title, page.abstract = f"Om {PHRASE}", PHRASE
    page.save_revision().publish(skip_permission_checks=True)
    work()
    item.refresh_from_db()
    readers = {name: user for name, user in people.items() if name != "teacher"}
    assert_seen_by(item, readers, set())
