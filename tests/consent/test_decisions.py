"""Who must agree, whose answer holds, and what the narrowest of them means."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult

from archive import mine, publication, waiting
from archive.models import Audience, Contributor, Purpose, Release, State
from consent import decisions
from consent.decisions import Choices, NotYours, OutOfDate
from consent.models import Decision, LedgerEntry, Notice
from tests.factories import (
    make_class,
    make_contributor,
    make_item,
    make_notice,
    make_rendition,
    make_student,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_but_consent_blocks(monkeypatch):
    """The other condition has tests of its own."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


def grant(item, user, audience=Audience.PROGRAMME, **choices):
    contributor = item.contributors.get(user=user)
    return decisions.grant(contributor, item.current_rendition, Choices(audience, **choices), by=user)


def make_asked_item(*authors, **fields):
    item = make_item(authors=authors, **fields)
    make_rendition(item)
    return item


def test_silence_is_never_consent(work):
    first, second = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(first, second)
    grant(item, first)
    work()
    assert not Release.objects.exists()
    assert [blocker.waiting_for for blocker in publication.blockers(item)] == [second]
    assert publication.state_of(item) == State.AWAITING_CONSENT


def test_the_last_yes_releases_to_the_narrowest_audience_that_anyone_chose(work):
    first, second = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(first, second)
    grant(item, first, Audience.PUBLIC, named=True)
    grant(item, second, Audience.COHORT, named=True)
    work()
    release = Release.objects.get()
    assert (release.audience, release.token) == ("cohort", f"cohort:{item.cohort_id}")
    assert release.names == ["Ada Berg", "Bo Dahl"]


def test_a_no_holds_the_item_and_can_become_a_yes(work):
    author = make_student()
    item = make_asked_item(author)
    decisions.refuse(item.contributors.get(), item.current_rendition, by=author)
    work()
    assert not Release.objects.exists()
    assert publication.state_of(item) == State.REFUSED
    grant(item, author)
    work()
    assert item.active_release


def test_withdrawing_ends_the_release_in_the_same_transaction(work):
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    work()
    assert Release.objects.visible_to(author).exists()
    decisions.withdraw(item.contributors.get(), by=author)
    assert not Release.objects.visible_to(author).exists()
    item.refresh_from_db()
    assert item.state == State.WITHDRAWN


def test_withdrawing_twice_is_no_error(work):
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    decisions.withdraw(item.contributors.get(), by=author)
    assert decisions.withdraw(item.contributors.get(), by=author) is None
    assert Decision.objects.filter(answer="withdrawn").count() == 1


def test_a_withdrawal_before_the_worker_comes_leaves_nothing_to_release(work):
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    decisions.withdraw(item.contributors.get(), by=author)
    work()
    assert not Release.objects.exists()


def test_nobody_answers_for_another(work):
    author, other = make_student(), make_user()
    item = make_asked_item(author)
    for answer in (
        lambda: decisions.grant(item.contributors.get(), item.current_rendition, Choices(Audience.PUBLIC), by=other),
        lambda: decisions.refuse(item.contributors.get(), item.current_rendition, by=other),
        lambda: decisions.withdraw(item.contributors.get(), by=other),
    ):
        with pytest.raises(NotYours):
            answer()
    assert not Decision.objects.exists()


def test_an_answer_is_about_the_version_that_was_seen():
    author = make_student()
    item = make_asked_item(author)
    seen = item.current_rendition
    make_rendition(item)
    with pytest.raises(OutOfDate):
        decisions.grant(item.contributors.get(), seen, Choices(Audience.CLASS), by=author)


def test_a_changed_version_asks_again_and_one_that_only_redacts_more_does_not(work):
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    first = item.current_rendition
    make_rendition(item, follows=first)
    assert publication.blockers(item) == []
    make_rendition(item)
    assert [blocker.waiting_for for blocker in publication.blockers(item)] == [author]


def test_a_contributor_without_an_address_holds_the_item():
    author = make_student()
    item = make_asked_item(author)
    make_contributor(item, None, name="Ukjent Medforfatter")
    grant(item, author)
    (blocker,) = publication.blockers(item)
    assert "Ukjent Medforfatter" in str(blocker.reason)


def test_requests_go_to_authors_lecturers_and_recorded_participants_and_to_no_supervisor():
    item = make_item()
    asked = {role: make_contributor(item, make_user(), role=role).user for role in Contributor.Role}
    requests = decisions.ask(make_rendition(item))
    del asked[Contributor.Role.SUPERVISOR]
    assert {request.contributor.user for request in requests} == set(asked.values())


def test_an_item_without_contributors_is_held():
    item = make_asked_item()
    assert publication.blockers(item)


def test_an_embargo_holds_until_its_date(work):
    author = make_student()
    item = make_asked_item(author)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    grant(item, author, not_before=tomorrow)
    work()
    assert not Release.objects.exists()
    (blocker,) = publication.blockers(item)
    assert (blocker.state, publication.state_of(item)) == (State.DEFERRED, State.DEFERRED)
    assert date_format(tomorrow) in str(blocker.reason)


def test_what_one_wants_deferred_and_another_has_not_answered_still_awaits_consent():
    first, second = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(first, second)
    grant(item, first, not_before=timezone.localdate() + datetime.timedelta(days=1))
    assert publication.state_of(item) == State.AWAITING_CONSENT


def test_what_was_deferred_is_released_on_its_day(work, monkeypatch):
    author = make_student()
    item = make_asked_item(author)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    grant(item, author, not_before=tomorrow)
    work()
    assert not item.active_release
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert item.active_release


def test_what_somebody_said_is_not_told_before_everyone_has_answered():
    first, second = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(first, second)
    decisions.refuse(item.contributors.get(user=first), item.current_rendition, by=first)
    assert publication.state_of(item) == State.AWAITING_CONSENT
    assert [blocker.waiting_for for blocker in publication.blockers(item)] == [second]
    assert publication.declined_by(item) == {first}
    grant(item, second)
    assert publication.state_of(item) == State.REFUSED


def test_narrowing_takes_effect_at_once_and_comes_back_narrower(work):
    author, stranger = make_student(), make_user()
    item = make_asked_item(author)
    grant(item, author, Audience.PUBLIC)
    work()
    assert Release.objects.visible_to(stranger).exists()
    grant(item, author, Audience.CLASS)
    assert not Release.objects.visible_to(stranger).exists()
    work()
    assert Release.objects.visible_to(author).exists()
    assert not Release.objects.visible_to(stranger).exists()


def test_an_audience_that_nobody_belongs_to_releases_nothing(work):
    author = make_student()
    item = make_asked_item(author, programme_class=None)
    grant(item, author, Audience.CLASS)
    work()
    assert not Release.objects.exists()


def test_asking_mails_each_contributor_once_in_the_persons_language(work):
    nynorsk = make_user("sigrid@example.no", name="Sigrid Nes", language="nn")
    item = make_asked_item(nynorsk)
    decisions.ask(item.current_rendition)
    decisions.ask(item.current_rendition)
    work()
    (message,) = mail.outbox
    assert message.to == ["sigrid@example.no"]
    assert f"/{item.pk}/" in message.body
    assert item.title not in message.subject


def test_an_answer_names_the_notice_in_the_persons_language():
    author = make_user("sigrid@example.no", name="Sigrid Nes", language="nn")
    item = make_asked_item(author)
    contributor = item.contributors.get()
    decision = decisions.grant(
        contributor, item.current_rendition, Choices(Audience.CLASS), by=author, language=author.language
    )
    assert (decision.notice, decision.language) == (decisions.current_notice(), "nn")
    assert "Føremålet" in decision.notice.text("nn")


def test_every_step_is_in_the_ledger(work):
    author = make_student()
    item = make_asked_item(author)
    decisions.ask(item.current_rendition)
    grant(item, author)
    work()
    decisions.withdraw(item.contributors.get(), by=author)
    events = list(LedgerEntry.objects.filter(item=item).values_list("event", flat=True))
    assert events == ["asked", "granted", "released", "withdrawn", "withdrawn"]


# Purposes


def test_what_it_may_be_used_for_is_what_all_agreed_to():
    first, second = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(first, second)
    grant(item, first, purposes=frozenset(Purpose))
    grant(item, second, purposes=frozenset({Purpose.READING, Purpose.TEACHING}))
    release = publication.release(item, by=None)
    assert release.purposes == ["reading", "teaching"]
    assert release.contacts == [item.contributors.get(user=first).pk]


@pytest.mark.parametrize("purposes", [frozenset(), frozenset({Purpose.SEARCH})])
def test_there_is_no_yes_without_reading(purposes):
    author = make_student()
    item = make_asked_item(author)
    with pytest.raises(ValueError, match="reading"):
        grant(item, author, purposes=purposes)


def test_a_notice_with_other_purposes_asks_again_and_what_was_agreed_holds_meanwhile():
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    publication.release(item, by=None)
    make_notice(Purpose.READING, Purpose.SEARCH)
    assert [request.contributor.user for request in decisions.ask(item.current_rendition)] == [author]
    assert publication.blockers(item) == []
    assert item.active_release
    (waits,) = (each for each in waiting.waiting_for(author) if each.count)
    assert waits.count == 1
    assert [action.label for action in mine.actions_for(author, [item])[item.pk] if action.main]
    grant(item, author)
    assert not waiting.waiting_for(author)


def test_a_new_notice_does_not_ask_again_who_said_no_or_has_not_answered():
    refusing, silent = make_student("Ada Berg"), make_student("Bo Dahl")
    item = make_asked_item(refusing, silent)
    decisions.ask(item.current_rendition)
    decisions.refuse(item.contributors.get(user=refusing), item.current_rendition, by=refusing)
    make_notice(Purpose.READING)
    assert decisions.ask(item.current_rendition) == []


def test_a_notice_with_other_words_for_the_same_purposes_asks_nobody():
    author = make_student()
    item = make_asked_item(author)
    grant(item, author)
    make_notice(*Purpose)
    assert decisions.ask(item.current_rendition) == []


def test_nobody_changes_a_notice_in_use_or_a_decision():
    author = make_student()
    item = make_asked_item(author)
    decision = grant(item, author)
    for rows in (Notice.objects.filter(pk=decision.notice_id), Decision.objects.filter(pk=decision.pk)):
        for tamper in (lambda rows=rows: rows.update(id=99), lambda rows=rows: rows._raw_delete("default")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                tamper()


@pytest.mark.parametrize("audience", [Audience.CLASS, Audience.COHORT])
def test_a_yes_to_one_class_is_none_to_another_to_which_the_item_is_moved(audience, work):
    author = make_student()
    item = make_asked_item(author)
    decision = grant(item, author, audience, named=True)
    assert decision.token == audience.token_for(item)
    elsewhere = make_class("Bergen 1", year=2022)
    item.programme_class, item.cohort = elsewhere, elsewhere.cohort
    item.save()
    work()
    assert item.active_release is None
    assert [blocker.waiting_for for blocker in publication.blockers(item)] == [author]
    limited = decisions.limit(item.contributors.get(), Choices(audience), by=author)
    assert limited is not None
    assert limited.token == decision.token  # Without the name, it is still about the class that was meant.
    work()
    assert item.active_release is None
    grant(item, author, audience)
    work()
    released = item.active_release
    assert released is not None
    assert released.token == audience.token_for(item)
