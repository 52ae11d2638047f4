"""Asking the authors about a finding: who is asked, what is on record, and that their answer is advice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from archive.models import Audience, Contributor
from consent import decisions, ledger
from consent.decisions import Choices
from consent.models import LedgerEntry
from ingest import questions, review
from ingest.exceptions import Refused
from ingest.models import Finding, FindingAnswer, FindingQuestion, Source
from people.models import User
from tests.factories import make_contributor, make_release, make_rendition, make_student, make_user
from tests.ingest.desks import decision_of, flag, item_of, make_officer, make_screened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def officer() -> User:
    return make_officer()


def author_of(source: Source) -> User:
    assert source.uploaded_by
    return source.uploaded_by


def ask(finding: Finding, text: str = "Is this a real person?", *, by: User) -> FindingQuestion:
    return questions.ask(Finding.objects.get(pk=finding.pk), text, by=by)


def asked(finding: Finding) -> list[str]:
    return sorted(each.contributor.name for each in FindingAnswer.objects.filter(question__finding=finding))


# Asking


def test_the_authors_with_an_account_are_asked_and_nobody_else(officer):
    source = make_screened(["Kari"])
    item = item_of(source)
    make_contributor(item, make_student("Per Medforfatter"), position=1)
    make_contributor(item, None, name="Uten Konto", position=2)
    make_contributor(item, make_user(name="Liv Veileder"), role=Contributor.Role.SUPERVISOR, position=3)
    make_contributor(item, make_user(name="Odd Opptak"), role=Contributor.Role.PARTICIPANT, position=4)
    [finding] = flag(source, "Kari")
    ask(finding, by=officer)
    assert asked(finding) == ["Ola Student", "Per Medforfatter"]


def test_who_asked_what_of_whom_and_when_is_on_record_without_the_words(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    question = ask(finding, "  Er  Kari en virkelig person? ", by=officer)
    assert (question.text, question.asked_by) == ("Er Kari en virkelig person?", officer)
    waiting = FindingAnswer.objects.get()
    questions.answer(waiting, "go", "Hun er lett å kjenne igjen.", by=author_of(source))
    entries = LedgerEntry.objects.filter(event__startswith="question_")
    assert [(entry.event, entry.by) for entry in entries] == [
        ("question_asked", ledger.reference_of(officer).reference),
        ("question_answered", ledger.reference_of(author_of(source)).reference),
    ]
    assert "Kari" not in str([entry.details for entry in entries])
    waiting.refresh_from_db()
    assert (waiting.answer, waiting.note, waiting.answered_at is not None) == (
        "go",
        "Hun er lett å kjenne igjen.",
        True,
    )


def test_what_is_empty_decided_asked_before_or_has_nobody_to_ask_is_refused(officer):
    source = make_screened(["Kari Ola Per", "Kari"])
    kari, again = flag(source, "Kari", person="kari")
    [ola], [per] = flag(source, "Ola"), flag(source, "Per")
    ask(kari, by=officer)
    with pytest.raises(Refused, match="already"):
        ask(again, by=officer)
    with pytest.raises(Refused, match="Write"):
        ask(ola, "  ", by=officer)
    review.decide([per], review.Action.REDACT, "", by=officer)
    with pytest.raises(Refused, match="decided already"):
        ask(per, by=officer)
    item_of(source).contributors.update(user=None)
    with pytest.raises(Refused, match="Nobody can be asked"):
        ask(ola, by=officer)
    assert FindingQuestion.objects.count() == 1


def test_nobody_but_a_privacy_officer_asks_and_not_about_what_is_released(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    with pytest.raises(review.NotAllowed):
        ask(finding, by=author_of(source))
    make_release(item_of(source))
    with pytest.raises(Refused, match="released"):
        ask(finding, by=officer)


# Advice


def test_a_question_blocks_nothing_the_officer_decides_without_waiting(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    ask(finding, by=officer)
    assert list(questions.waiting_for(author_of(source))) == [FindingAnswer.objects.get()]
    review.decide([finding], review.Action.KEEP, "not_personal", by=officer)
    assert not questions.waiting_for(author_of(source)).exists()
    with pytest.raises(Refused, match="has decided"):
        questions.answer(FindingAnswer.objects.get(), "go", "", by=author_of(source))
    review.undo([finding], by=officer)
    assert questions.waiting_for(author_of(source)).exists()


def test_an_answer_decides_nothing_and_may_be_changed(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    ask(finding, by=officer)
    waiting = FindingAnswer.objects.get()
    questions.answer(waiting, "go", "", by=author_of(source))
    questions.answer(waiting, "stay", "", by=author_of(source))
    assert decision_of(finding) == ""
    assert FindingAnswer.objects.get().answer == "stay"
    with pytest.raises(Refused, match="Choose"):
        questions.answer(waiting, "burn", "", by=author_of(source))
    with pytest.raises(review.NotAllowed):
        questions.answer(waiting, "go", "", by=officer)


def test_what_the_authors_are_asked_about_is_not_accepted_with_the_rest(officer):
    source = make_screened(["Kari 999", "Kari"])
    kari, again = flag(source, "Kari", person="kari", triage="own_name")
    [number] = flag(source, "999", triage="certain")
    ask(kari, by=officer)
    assert review.accept_proposals(item_of(source), by=officer) == 1
    assert [decision_of(each) for each in (kari, again, number)] == ["", "", "redact"]
    questions.answer(FindingAnswer.objects.get(), "go", "", by=author_of(source))
    assert review.accept_proposals(item_of(source), by=officer) == 0


def test_the_queue_counts_what_waits_for_an_author_and_what_was_answered(officer):
    source = make_screened(["Kari Ola Per"])
    for name in ("Kari", "Ola", "Per"):
        [finding] = flag(source, name)
        ask(finding, by=officer)
    questions.answer(FindingAnswer.objects.all()[0], "go", "", by=author_of(source))
    review.decide([finding], review.Action.REDACT, "", by=officer)
    [waiting] = review.queue()
    assert (waiting.asked, waiting.answered, waiting.undecided) == (1, 1, 2)


# Who withdraws


def test_who_withdraws_is_asked_no_more_and_the_others_still_are(officer):
    source = make_screened(["Kari Ola"])
    item = item_of(source)
    first, second = author_of(source), make_student("Per Medforfatter")
    make_contributor(item, second, position=1)
    rendition = make_rendition(item)
    decisions.grant(item.contributors.get(user=first), rendition, Choices(Audience.CLASS), by=first)
    [kari], [ola] = flag(source, "Kari"), flag(source, "Ola")
    ask(kari, by=officer)
    decisions.withdraw(item.contributors.get(user=first), by=first)
    assert asked(kari) == ["Per Medforfatter"]
    ask(ola, by=officer)
    assert asked(ola) == ["Per Medforfatter"]
    decisions.refuse(item.contributors.get(user=second), rendition, by=second)
    assert not FindingQuestion.objects.exists()


# Mail


def test_one_mail_says_that_there_are_questions_and_nothing_of_what_stands_there(officer, work):
    source = make_screened(["Hemmelige Kari", "Ola"], title="Om Skarvøy")
    [kari], [ola] = flag(source, "Kari"), flag(source, "Ola")
    ask(kari, "Er Kari en virkelig person?", by=officer)
    ask(ola, by=officer)
    work()
    [sent] = mail.outbox
    assert sent.to == [author_of(source).email]
    assert reverse("questions", args=[source.item_id]) in str(sent.body)
    assert not [word for word in ("Kari", "Ola ", "Skarvøy") if word in f"{sent.subject} {sent.body}".split("\n", 1)[1]]


def test_another_mail_comes_only_when_those_before_were_answered(officer, work):
    source = make_screened(["Kari Ola Per"])
    [kari], [ola], [per] = (flag(source, name) for name in ("Kari", "Ola", "Per"))
    ask(kari, by=officer)
    work()
    ask(ola, by=officer)
    work()
    assert len(mail.outbox) == 1
    for waiting in FindingAnswer.objects.all():
        questions.answer(waiting, "unsure", "", by=author_of(source))
    ask(per, by=officer)
    work()
    assert len(mail.outbox) == 2
