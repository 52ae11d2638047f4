"""Searches that people keep, and what they are told of."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import daily
from archive.models import Audience, Release
from search import indexing
from search.models import SavedSearch
from search.saved import actions, mails
from tests.factories import make_item, make_release, make_student

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def reader():
    return make_student(name="Ola Leser")


def released(title, *, audience=Audience.PROGRAMME, ago=datetime.timedelta(hours=1), item=None):
    item = item or make_item(title=title)
    make_release(item, audience=audience, released_at=timezone.now() - ago)
    indexing.mark(item)
    indexing.catch_up()
    return item


def keep(user, query="q=tillit", **values) -> SavedSearch:
    values = {"name": "Tillit", "frequency": "daily", "looked_until": timezone.now() - 2 * DAY, **values}
    return SavedSearch.objects.create(user=user, query=query, **values)


def run(work):
    daily.run(timezone.localdate())
    work()
    return mail.outbox


def test_the_person_is_told_what_is_new(reader, work):
    released("Gammel tillit", ago=5 * DAY)
    new = released("Ny tillit")
    released("Noko heilt anna")
    keep(reader)
    (message,) = run(work)
    assert message.to == [reader.email]
    assert "Ny tillit" in message.body
    assert f"/{new.slug}/" in message.body
    assert "Gammel tillit" not in message.body
    assert "heilt anna" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_is_told_twice(reader, work):
    released("Ny tillit")
    kept = keep(reader)
    assert len(run(work)) == 1
    mails.mail(kept.pk)
    SavedSearch.objects.update(looked_until=timezone.now() - DAY + datetime.timedelta(hours=23, minutes=30))
    for key in mails.due(timezone.now() + DAY):
        mails.mail(key)
    assert len(mail.outbox) == 1


def test_the_mail_is_in_the_persons_language(reader, work):
    reader.language = "en"
    reader.save()
    released("Ny tillit")
    keep(reader)
    (message,) = run(work)
    assert message.subject == "New in Samling: one item"
    assert message.extra_headers["Content-Language"] == "en"


@pytest.mark.parametrize("reason", ["stopped", "deactivated", "no access", "withdrawn"])
def test_no_mail(reason, reader, work):
    item = released("Ny tillit", audience=Audience.CLASS if reason == "no access" else Audience.PROGRAMME)
    kept = keep(reader)
    if reason == "stopped":
        actions.stop(kept.pk)
    if reason == "deactivated":
        reader.is_active = False
        reader.save()
    if reason == "no access":
        reader.memberships.all().delete()
    if reason == "withdrawn":
        Release.objects.filter(item=item).end(by=None)
        indexing.mark(item)
        indexing.catch_up()
    assert run(work) == []


def test_someone_deactivated_after_the_task_was_set_gets_nothing(reader):
    released("Ny tillit", audience=Audience.PUBLIC)
    kept = keep(reader)
    daily.run(timezone.localdate())
    reader.is_active = False
    reader.save()
    mails.mail(kept.pk)
    assert mail.outbox == []


def test_an_item_released_anew_is_no_news(reader, work):
    item = released("Ny tillit", ago=5 * DAY)
    Release.objects.filter(item=item).end(by=None, reason="replaced")
    released("", item=item)
    keep(reader)
    assert run(work) == []


def test_an_item_that_was_for_others_is_news(reader, work):
    item = make_item(
        title="Ny tillit", programme_class=None, cohort=make_student().memberships.get().programme_class.cohort
    )
    make_release(item, audience=Audience.COHORT, released_at=timezone.now() - 5 * DAY, token="cohort:0")
    Release.objects.filter(item=item).end(by=None, reason="replaced")
    released("", item=item)
    keep(reader)
    assert len(run(work)) == 1


def test_what_was_released_a_minute_ago_waits_and_is_not_lost(reader):
    released("Ny tillit", ago=datetime.timedelta(minutes=1))
    kept = keep(reader)
    mails.mail(kept.pk)
    assert mail.outbox == []
    kept.refresh_from_db()
    until = timezone.now() + DAY
    assert [release.rendition.title for release in mails.news(kept, until)] == ["Ny tillit"]


def test_while_the_index_is_behind_nothing_is_told_and_nothing_lost(reader):
    item = released("Ny tillit")
    kept = keep(reader)
    indexing.mark(item)
    with pytest.raises(mails.IndexBehindError):
        mails.mail(kept.pk)
    indexing.catch_up()
    mails.mail(kept.pk)
    assert len(mail.outbox) == 1


def test_a_weeks_news_come_once_a_week(reader):
    now = timezone.now()
    for days in (5, 7):
        keep(reader, f"q={days}", frequency="weekly", looked_until=now - days * DAY)
    assert mails.due(now) == [SavedSearch.objects.get(query="q=7").pk]


def test_facets_are_part_of_what_is_kept(reader, work):
    released("Ny tillit")
    keep(reader, "q=tillit&kind=lecture")
    assert run(work) == []


def test_one_click_stops_the_mails_and_opening_the_link_does_not(reader):
    kept = keep(reader)
    url = mails.stop_address(kept).removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    page = client.get(url)
    kept.refresh_from_db()
    assert kept.frequency == "daily"
    assert reader.email not in page.content.decode()
    response = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    kept.refresh_from_db()
    assert kept.frequency == "never"
    assert client.post(url).status_code == 200
    assert client.post(reverse("stop_saved_search", args=["x" + url.rstrip("/").rpartition("/")[2]])).status_code == 404


def test_a_search_is_saved_from_its_address(client, reader):
    client.force_login(reader)
    url = reverse("save_search") + "?q=tillit&kind=thesis&page=3&side=2"
    page = client.get(url).content.decode()
    assert "tillit" in page
    client.post(url, {"name": "Mi", "frequency": "weekly"})
    client.post(url, {"name": "Min", "frequency": "daily"})
    (kept,) = reader.saved_searches.all()
    assert (kept.name, kept.query, kept.frequency) == ("Min", "q=tillit&kind=thesis", "daily")
    assert kept.looked_until <= timezone.now()
    assert "Min" in client.get(reverse("saved_searches")).content.decode()


def test_nobody_saves_more_than_fifty(client, reader):
    for number in range(actions.MOST):
        actions.save(reader, name="x", query=f"q={number}", frequency="never")
    with pytest.raises(actions.TooManyError):
        actions.save(reader, name="x", query="q=new", frequency="never")
    actions.save(reader, name="y", query="q=1", frequency="never")
    client.force_login(reader)
    assert client.post(reverse("save_search") + "?q=new", {"name": "x", "frequency": "never"}).status_code == 422


def test_a_search_is_the_persons_own(client, reader):
    kept = keep(make_student())
    client.force_login(reader)
    assert client.post(reverse("change_saved_search", args=[kept.pk]), {"delete": "1"}).status_code == 404
    assert kept.name not in client.get(reverse("saved_searches")).content.decode()
    client.force_login(kept.user)
    client.post(reverse("change_saved_search", args=[kept.pk]), {"frequency": "never"})
    kept.refresh_from_db()
    assert kept.frequency == "never"
    client.post(reverse("change_saved_search", args=[kept.pk]), {"delete": "1"})
    assert not SavedSearch.objects.exists()


def test_mails_that_are_wanted_again_do_not_tell_what_came_meanwhile(reader):
    kept = keep(reader, frequency="never")
    actions.change(kept, "daily")
    assert kept.looked_until > timezone.now() - DAY
