"""Confidential works: closed by the institution on a ground, for all but those who hold them."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive import mine, publication
from archive.models import Audience, ItemPage, Release, State
from consent import closures, decisions
from consent.cases import Closure
from consent.models import LedgerEntry
from people.models import Role
from tests.factories import make_item, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db

GROUND = "Opplysninger om en pasients helse"
PAGE = "/admin/privacy/confidential/"


@pytest.fixture(autouse=True)
def _review_does_not_block(monkeypatch):
    """Review has tests of its own."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees, closures.not_shut])


@pytest.fixture
def officer():
    return make_user(name="Olga Officer", roles=[Role.PRIVACY_OFFICER])


@pytest.fixture
def author():
    return make_student("Ada Berg")


@pytest.fixture
def item(author):
    """Released to the programme."""
    made = make_item(authors=[author], owner=author)
    rendition = make_rendition(made)
    choices = decisions.Choices(Audience.PROGRAMME)
    decisions.grant(made.contributors.get(), rendition, choices, by=author)
    publication.release(made, by=None)
    return ItemPage.objects.get(pk=made.pk)


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


def test_closing_ends_the_release_at_once_and_keeps_it_ended(item, author, officer, work):
    closures.close(item, GROUND, "fvl13", by=officer)
    assert not Release.objects.active().exists()
    assert ItemPage.objects.get(pk=item.pk).state == State.CONFIDENTIAL
    work()
    with pytest.raises(publication.NotReleasable):
        publication.release(item, by=officer)
    reader = as_user(make_student()).get(item.url)
    assert reader.status_code == 410
    assert GROUND not in reader.content.decode()
    assert LedgerEntry.objects.get(event="closed").details["law"] == "fvl13"


def test_contributors_are_told_the_ground_and_see_it(item, author, officer, work):
    closures.close(item, GROUND, "fvl13", by=officer)
    work()
    (told,) = [each for each in mail.outbox if "klausulert" in each.subject.lower() or "confidential" in each.subject]
    assert (told.to, GROUND in told.body) == ([author.email], True)
    assert any(GROUND in str(each.note) for each in mine.actions_for(author, [item])[item.pk])
    assert GROUND in as_user(author).get("/mine/").content.decode()


def test_lifting_brings_it_back_by_the_normal_task(item, author, officer, work):
    closure = closures.close(item, GROUND, "fvl13", by=officer)
    closures.lift(closure, by=officer)
    work()
    assert Release.objects.visible_to(author).exists()
    closures.lift(closure, by=officer)
    assert LedgerEntry.objects.filter(event="opened_again").count() == 1


def test_it_opens_on_its_day(item, officer):
    until = timezone.localdate() + datetime.timedelta(days=10)
    closures.close(item, GROUND, "hpl21", by=officer, until=until)
    assert [blocker.state for blocker in publication.blockers(item)] == [State.CONFIDENTIAL]
    Closure.objects.update(until=timezone.localdate())
    assert publication.blockers(item) == []
    closures.close(item, "Another ground", "other", by=officer)
    assert Closure.objects.standing().get().ground == "Another ground"


def test_a_closed_work_is_closed_once(item, officer):
    closures.close(item, GROUND, "fvl13", by=officer)
    with pytest.raises(closures.AlreadyClosed):
        closures.close(item, GROUND, "fvl13", by=officer)


def test_only_privacy_officers_and_administrators_close_and_open(item, author, officer):
    teacher = make_user(roles=[Role.TEACHER])
    for nobody in (author, teacher):
        with pytest.raises(closures.NotAllowed):
            closures.close(item, GROUND, "fvl13", by=nobody)
        as_user(nobody).post(PAGE, {"item": item.pk, "ground": GROUND, "law": "fvl13"})
    assert not Closure.objects.exists()
    closure = closures.close(item, GROUND, "fvl13", by=make_user(roles=[Role.ADMINISTRATOR]))
    with pytest.raises(closures.NotAllowed):
        closures.lift(closure, by=author)


def test_the_page_closes_and_opens(item, officer):
    client = as_user(officer)
    assert f'value="{item.pk}"' in client.get(PAGE, {"item": item.pk}).content.decode()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    told = {"item": str(item.pk), "ground": GROUND, "law": "fvl13"}
    assert client.post(PAGE, {**told, "until": yesterday}).status_code == 422
    assert client.post(PAGE, {**told, "item": "no such work"}).status_code == 422
    assert client.post(PAGE, told).status_code == 302
    closure = Closure.objects.standing().get()
    assert GROUND in client.get(PAGE).content.decode()
    assert client.post(PAGE, told).status_code == 422
    assert client.post(f"{PAGE}{closure.pk}/lift/").status_code == 302
    assert not Closure.objects.standing().exists()


def test_those_who_hold_it_still_see_it(item, author, officer):
    closures.close(item, GROUND, "fvl13", by=officer)
    preview = f"/forhandsvisning/{item.current_rendition.pk}/"
    assert as_user(author).get(preview).status_code == 200
    assert as_user(make_student()).get(preview).status_code == 404
