"""A person in a work writes, and the work is shut; what the privacy officer then does."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive import events, mine, publication, waiting
from archive.models import Audience, ItemPage, Release, State
from consent import closures, concerns, decisions, reminders
from consent.cases import Closure, Concern
from consent.models import LedgerEntry, Request
from people.models import Role
from tests.factories import make_item, make_release, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db

FORM = "/jeg-er-i-teksten/"
SENT = FORM + "sendt/"
TEXT = "It says that I was ill."


@pytest.fixture(autouse=True)
def _review_does_not_block(monkeypatch):
    """Review has tests of its own."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees, closures.not_shut])


@pytest.fixture
def officer():
    return make_user(name="Olga Officer", roles=[Role.PRIVACY_OFFICER], language="en")


@pytest.fixture
def author():
    return make_student("Ada Berg")


def make_shared(author, audience=Audience.PROGRAMME, title="Trust in small places"):
    """A work that its author has agreed to share, released."""
    item = make_item(title=title, authors=[author], owner=author)
    rendition = make_rendition(item)
    choices = decisions.Choices(audience)
    decisions.grant(item.contributors.get(), rendition, choices, by=author)
    publication.release(item, by=None)
    return ItemPage.objects.get(pk=item.pk)


def write(client, which, **fields):
    return client.post(FORM, {"which": which, "text": TEXT, **fields})


def as_user(user):
    client = Client()
    client.force_login(user)
    return client


def readable(item, user):
    return Release.objects.visible_to(user).filter(item=item).exists()


# Shutting


def test_a_reader_shuts_the_work_with_the_request(author, client):
    item = make_shared(author, Audience.PUBLIC)
    assert client.get(item.url).status_code == 200
    response = write(client, item.full_url, email="x@example.org")
    assert (response.status_code, response.url) == (302, SENT)
    gone = client.get(item.url)
    assert gone.status_code == 410
    assert "This was withdrawn" not in gone.content.decode()
    item.refresh_from_db()
    assert item.state == State.SUSPENDED
    with pytest.raises(publication.NotReleasable):
        publication.release(item, by=None)


def test_a_new_yes_does_not_open_a_work_that_is_shut(author, work):
    item = make_shared(author)
    write(as_user(make_student()), str(item.pk))
    decisions.grant(item.contributors.get(), item.current_rendition, decisions.Choices(Audience.PROGRAMME), by=author)
    work()
    assert not readable(item, author)


def test_a_visitor_with_the_address_of_a_work_for_others_shuts_it(author, client):
    item = make_shared(author, Audience.CLASS)
    write(client, f"https://arkiv.example.no{item.url}?side=3")
    assert not readable(item, author)


@pytest.mark.parametrize("which", ["number", "title"])
def test_what_can_be_guessed_shuts_nothing_for_those_who_may_not_read_it(author, client, which):
    item = make_shared(author, Audience.CLASS)
    write(client, {"number": f"#{item.pk}", "title": "trust in small places"}[which])
    concern = Concern.objects.get()
    assert (concern.item, concern.suspends) == (item, False)
    assert readable(item, author)


def test_a_title_that_several_have_points_at_none(author, client):
    for _ in range(2):
        make_shared(make_student(), Audience.PUBLIC)
    write(client, "Trust in small places")
    assert Concern.objects.get().item is None


def test_visitors_can_not_shut_the_whole_archive(client, officer, work):
    items = [make_shared(make_student(), Audience.PUBLIC) for _ in range(concerns.VISITORS_SHUT + 2)]
    for item in items:
        write(client, item.full_url)
    assert Release.objects.active().count() == 2
    assert Concern.objects.filter(suspends=False).count() == 2
    work()
    assert sum("No work was closed" in each.body for each in mail.outbox) == 2
    Concern.objects.update(made_at=timezone.now() - datetime.timedelta(hours=2))
    write(client, items[-1].full_url)
    assert Release.objects.active().count() == 1


def test_one_person_can_not_shut_the_whole_archive():
    client = as_user(make_student())
    for _ in range(concerns.PERSON_SHUTS + 1):
        write(client, make_shared(make_student()).full_url)
    assert Release.objects.active().count() == 1
    other = as_user(make_student())
    write(other, Release.objects.active().get().item.full_url)
    assert not Release.objects.active().exists()


def test_too_many_messages_from_one_place_are_refused_in_words(client, monkeypatch):
    monkeypatch.setattr("consent.concern_views.MOST_A_DAY", {"person": 10, "network": 2})
    assert [write(client, "nothing").status_code for _ in range(3)] == [302, 302, 422]


def test_the_answer_is_the_same_whatever_the_archive_holds(author, client):
    held = make_item(authors=[author])
    shared = make_shared(author, Audience.CLASS)
    answers = set()
    for which in (str(held.pk), shared.full_url, held.full_url, "/no-such-address/", "99999999", "Nowhere at all"):
        response = write(client, which)
        page = re.sub(r'(csrf\S*(?:" value=|": )")\w+', r"\1", client.get(response.url).content.decode(), flags=re.I)
        answers.add((response.status_code, response.url, page))
    assert len(answers) == 1


def test_the_form_tells_nobody_of_a_work_they_may_not_read(author, client):
    item = make_shared(author, Audience.CLASS)
    hidden = client.get(FORM, {"om": item.pk}).content.decode()
    assert item.slug not in hidden
    shown = as_user(author).get(FORM, {"om": item.pk, "side": "3"}).content.decode()
    assert item.slug in shown
    assert 'value="side 3"' in shown or 'value="page 3"' in shown


def test_pages_for_readers_lead_to_the_form(author):
    item = make_shared(author)
    client = as_user(author)
    link = f"{FORM}?om={item.pk}"
    assert link in client.get(item.url).content.decode()
    assert f"{link}&amp;side=1" in client.get(item.url, {"side": 1}).content.decode()
    assert FORM in client.get("/personvern/").content.decode()


# Who learns what


def test_contributors_learn_that_it_is_shut_and_not_who_wrote_what(author, officer, work):
    item = make_shared(author)
    write(as_user(make_student("Nils Naboen")), item.full_url, name="Nils Naboen", email="nils@example.org")
    work()
    assert [each for each in mail.outbox if author.email in each.to and f"{item.pk}" in each.body]
    notes = " ".join(str(each.note) for each in mine.actions_for(author, [item])[item.pk])
    for text in (notes, *(f"{each.body} {each.subject}" for each in mail.outbox)):
        assert "Nils" not in text
        assert TEXT not in text
    assert [each for each in mail.outbox if officer.email in each.to]


def test_the_ledger_keeps_that_somebody_wrote_and_not_who(author):
    writer = make_student("Nils Naboen")
    write(as_user(writer), make_shared(author).full_url)
    entry = LedgerEntry.objects.get(event="concern_raised")
    assert (entry.by, bytes(entry.sealed)) == (None, b"")
    assert entry.details == {"concern": Concern.objects.get().pk, "suspends": True}


def test_only_privacy_officers_read_what_was_written(author, officer):
    write(as_user(make_student()), make_shared(author).full_url)
    address = f"/admin/privacy/messages/{Concern.objects.get().pk}/"
    assert TEXT in as_user(officer).get(address).content.decode()
    for other in (author, make_user(roles=[Role.ADMINISTRATOR]), make_user(roles=[Role.TEACHER])):
        assert TEXT not in as_user(other).get(address, follow=True).content.decode()
    assert [each.count for each in waiting.waiting_for(officer)] == [1]


def test_without_a_privacy_officer_the_controller_is_mailed(author, work, settings):
    write(Client(), "some work")
    work()
    assert mail.outbox[-1].to == [settings.SAMLING["CONTROLLER"]["contact"]]


# Deciding


@pytest.fixture
def concern(author):
    item = make_shared(author)
    client = as_user(make_student())
    client.cookies["django_language"] = "en"
    write(client, item.full_url, name="Nils", email="nils@example.org")
    return Concern.objects.select_related("item").get()


def answer_to(address):
    return [each for each in mail.outbox if address in each.to]


def test_lifting_brings_the_work_back_and_answers_the_person(concern, author, officer, work):
    concerns.lift(concern, "The page is about somebody else.", by=officer)
    work()
    assert readable(concern.item, author)
    (answer,) = answer_to("nils@example.org")
    assert "The page is about somebody else." in answer.body
    assert LedgerEntry.objects.filter(event="concern_lifted").count() == 1
    with pytest.raises(concerns.Decided):
        concerns.lift(concern, "Again.", by=officer)


def test_a_second_message_holds_the_work_when_the_first_is_lifted(concern, author, officer, work):
    write(as_user(author), concern.item.full_url)
    concerns.lift(concern, "No.", by=officer)
    work()
    assert not readable(concern.item, author)


def test_only_a_privacy_officer_decides(concern, author):
    for act in (concerns.lift, concerns.redact_more):
        with pytest.raises(concerns.NotAllowed):
            act(concern, "No.", by=author)
    with pytest.raises(concerns.NotAllowed):
        concerns.suspend(concern, by=author)


def make_next(item, *, by, **fields):
    before = item.current_rendition
    made = make_rendition(item, follows=before, **fields)
    events.record("rendition_made", item, by=by, key=made.pk, rendition=made.digest)
    return made


def test_taking_more_out_shuts_until_there_is_a_new_version(concern, author, officer, work):
    concerns.redact_more(concern, "Your name is gone.", by=officer)
    work()
    concern.refresh_from_db()
    assert not concern.outcome
    assert not readable(concern.item, author)
    make_next(concern.item, by=officer)
    publication.release(concern.item, by=None)
    work()
    concern.refresh_from_db()
    assert concern.outcome == Concern.Outcome.REDACTED
    assert readable(concern.item, author)
    assert "Your name is gone." in answer_to("nils@example.org")[0].body


def test_a_version_that_only_leaves_out_an_authors_name_decides_nothing(concern, officer):
    concerns.redact_more(concern, "Your name is gone.", by=officer)
    make_next(concern.item, by=None, unnamed=[concern.item.contributors.get().pk])
    concern.refresh_from_db()
    assert not concern.outcome


def test_closing_for_good_closes_the_work_as_confidential(concern, author, officer, work):
    concerns.close_for_good(concern, "It is closed.", by=officer, ground="Health of a person", law="fvl13")
    work()
    concern.item.refresh_from_db()
    assert concern.item.state == State.CONFIDENTIAL
    assert Closure.objects.standing().get().item == concern.item
    assert not readable(concern.item, author)
    assert answer_to("nils@example.org")


def test_the_officer_says_which_work_it_is(author, client, officer):
    item = make_shared(author)
    write(client, "The one about trust and such")
    concern = Concern.objects.get()
    page = f"/admin/privacy/messages/{concern.pk}/"
    response = as_user(officer).post(page, {"act": "find", "find-item": str(item.pk)})
    assert response.status_code == 302
    concern.refresh_from_db()
    assert (concern.item, concern.suspends) == (item, True)
    assert not readable(item, author)


def test_the_officers_page_acts(concern, officer, author, work):
    client = as_user(officer)
    page = f"/admin/privacy/messages/{concern.pk}/"
    assert client.post(page, {"act": "lift", "lift-answer": ""}).status_code == 422
    assert client.post(page, {"act": "lift", "lift-answer": "No."}).status_code == 302
    work()
    assert readable(concern.item, author)
    assert client.post(page, {"act": "lift", "lift-answer": "No."}).status_code == 302


def test_an_answer_is_due_within_a_month():
    january = timezone.make_aware(datetime.datetime(2026, 1, 31, 12))
    concern = Concern(made_at=january)
    assert concern.due_on == datetime.date(2026, 2, 28)
    assert concern.days_left < 0


def test_the_queue_takes_the_same_queries_whatever_waits(officer, django_assert_max_num_queries):
    client = as_user(officer)
    most = 40
    for _ in range(3):
        write(Client(), make_shared(make_student(), Audience.PUBLIC).full_url)
        with django_assert_max_num_queries(most) as queries:
            client.get("/admin/privacy/messages/")
        most = len(queries)


def test_nobody_is_reminded_of_a_work_that_is_shut(author, officer, settings):
    item = make_item(authors=[author], owner=author)
    decisions.ask(make_rendition(item))
    Request.objects.update(mailed_at=timezone.now() - datetime.timedelta(days=30))
    assert len(reminders.due()) == 1
    closures.close(item, "Ground", "fvl13", by=officer)
    assert reminders.due() == []


def test_a_release_made_beside_the_rules_is_ended_too(author, client):
    item = make_item(authors=[author])
    make_release(item, audience=Audience.PUBLIC)
    write(client, item.full_url)
    assert not Release.objects.active().exists()
