"""Looking at held material leaves a trace in the ledger, once a day, or is refused."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from archive import daily, events
from archive.models import ItemPage, Look
from archive.reading import neutral_name
from consent.models import LedgerEntry
from people.models import Role, User
from tests.factories import make_item, make_release, make_rendition, make_user
from tests.ingest.factories import make_passage, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make_user(name="Kari Nordmann")


@pytest.fixture
def item(author) -> ItemPage:
    found = make_item(authors=[author], owner=author)
    source = make_source(by=author, item=found)
    source.media_type = "audio/mp4"
    source.save()
    make_passage(source, "Ein tekst.", words=[])
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    storages["held"].save(f"derived/{source.sha256}/page-00001.webp", ContentFile(b"x"))
    make_rendition(found, files=[("document", 0, "application/pdf", b"%PDF")])
    return found


def told(event: str) -> int:
    return LedgerEntry.objects.filter(event=event).count()


def doors(item: ItemPage) -> dict[str, str]:
    rendition = item.current_rendition
    assert rendition is not None
    file = rendition.files.get()
    return {
        "the desk": reverse("review_item", args=[item.pk]),
        "a page's picture": reverse("review_picture", args=[item.pk, 1]),
        "a page's words": reverse("review_words", args=[item.pk, 1]),
        "the recording": reverse("review_recording", args=[item.pk]),
        "the preview": reverse("preview_rendition", args=[rendition.pk]),
        "a held file": reverse("file", args=[file.pk, neutral_name(file)]),
        "the page's editor": reverse("wagtailadmin_pages:edit", args=[item.pk]),
    }


DOORS = [
    "the desk",
    "a page's picture",
    "a page's words",
    "the recording",
    "the preview",
    "a held file",
    "the page's editor",
]


@pytest.mark.parametrize("door", DOORS)
def test_each_door_is_told_of_once_a_day(client, item, door):
    client.force_login(make_user(roles=[Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]))
    for _ in range(2):
        assert client.get(doors(item)[door]).status_code == 200
    assert told("accessed") == 1
    Look.objects.update(day=datetime.date.today() - datetime.timedelta(days=1))
    client.get(doors(item)[door])
    assert told("accessed") == 2


@pytest.mark.parametrize("door", DOORS)
def test_what_cannot_be_told_is_not_shown(client, item, door, monkeypatch):
    def fails(event):
        raise RuntimeError

    monkeypatch.setattr(events, "_subscribers", [fails])
    client.force_login(make_user(roles=[Role.PRIVACY_OFFICER, Role.ADMINISTRATOR]))
    client.raise_request_exception = False
    assert client.get(doors(item)[door]).status_code == 500
    assert not Look.objects.exists()


def test_a_contributor_views_the_version_they_are_asked_about(client, item, author):
    client.force_login(author)
    for _ in range(2):
        assert client.get(reverse("consent:answer", args=[item.pk])).status_code == 200
    client.get(doors(item)["the preview"])
    client.get(doors(item)["a held file"])
    assert told("viewed") == 1
    assert LedgerEntry.objects.get(event="viewed").details == {"rendition": item.current_rendition.digest}
    make_rendition(item)
    client.get(reverse("consent:answer", args=[item.pk]))
    assert told("viewed") == 2
    assert told("accessed") == 0


def test_who_may_not_look_leaves_no_trace(client, item):
    client.force_login(make_user())
    for url in doors(item).values():
        assert client.get(url).status_code in (302, 403, 404)
    assert not Look.objects.exists()


def test_reading_what_is_released_leaves_none(client, item):
    make_release(item)
    client.force_login(make_user(roles=[Role.TEACHER]))
    assert client.get(item.specific.url).status_code == 200
    assert client.get(doors(item)["a held file"]).status_code == 200
    assert not Look.objects.exists()


def test_looks_are_forgotten_the_day_after(item, author):
    day = datetime.date.today()
    for passed in (0, 1):
        Look.objects.create(event="viewed", person=author, item=item, day=day - datetime.timedelta(days=passed))
    daily.run()
    assert [look.day for look in Look.objects.all()] == [day]
