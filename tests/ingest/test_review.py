"""Deciding what was flagged."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.utils import translation

from archive import events
from archive.models import ItemPage, State
from ingest import review
from ingest.exceptions import Refused
from ingest.models import Finding, FindingDecision, StepRun
from people.models import Role
from tests.factories import make_item, make_release, make_user
from tests.ingest.desks import decision_of, flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_finding, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


REDACT, KEEP = review.Action.REDACT, review.Action.KEEP


def test_only_a_privacy_officer_decides():
    source = make_screened()
    [finding] = flag(source, "Kari Nordmann")
    for roles in ([], [Role.TEACHER], [Role.ADMINISTRATOR]):
        user = make_user(roles=roles)
        for act in (
            lambda user=user: review.decide([finding], REDACT, "", by=user),
            lambda user=user: review.undo([finding], by=user),
            lambda user=user: review.accept_proposals(item_of(source), by=user),
            lambda user=user: review.mark(finding.passage, 0, 4, "PERSON", by=user),
            lambda user=user: review.mark_text([finding.passage], "Kari", "PERSON", by=user),
        ):
            with pytest.raises(review.NotAllowed):
                act()
    assert FindingDecision.objects.count() == 0
    assert Finding.objects.count() == 1


@pytest.mark.parametrize("ground", ["", "because"])
def test_keeping_needs_a_ground_that_exists(ground):
    [finding] = flag(make_screened(), "Kari Nordmann")
    with pytest.raises(Refused):
        review.decide([finding], KEEP, ground, by=make_officer())
    assert finding.decisions.count() == 0


def test_a_decision_says_who_when_and_why_and_stays_on_record_when_replaced_or_undone():
    officer, [finding] = make_officer(), flag(make_screened(), "Kari Nordmann")
    review.decide([finding], KEEP, review.Ground.PUBLIC_ROLE, by=officer)
    review.decide([finding], REDACT, "not_personal", by=officer)
    assert decision_of(finding) == "redact"
    review.undo([finding], by=officer)
    finding = Finding.objects.get()
    assert finding.decision is None
    kept, redacted = finding.decisions.all()
    assert (kept.ground, kept.by, kept.undone_by, redacted.undone_by) == ("public_role", officer, officer, officer)
    assert review.undo([finding], by=officer) == 0


def test_the_item_goes_from_screened_to_in_review_with_the_first_decision_and_back_with_its_undoing():
    source = make_screened(["Kari Nordmann and Ola Dunk."])
    [kari], [_ola] = flag(source, "Kari Nordmann"), flag(source, "Ola Dunk")
    assert item_of(source).state == State.SCREENED
    review.decide([kari], REDACT, "", by=make_officer())
    assert item_of(source).state == State.IN_REVIEW
    review.undo([kari], by=make_officer())
    assert item_of(source).state == State.SCREENED


def test_what_happened_is_told_without_any_text(monkeypatch):
    told: list[events.Event] = []
    monkeypatch.setattr(events, "_subscribers", [told.append])
    source, officer = make_screened(), make_officer()
    findings = flag(source, "Kari Nordmann")
    review.decide(findings, REDACT, "", by=officer)
    review.undo(findings, by=officer)
    assert [(event.name, event.by, event.details["count"]) for event in told] == [
        ("finding_decided", officer, 1),
        ("finding_undone", officer, 1),
    ]
    assert "Kari" not in str([event.details for event in told])


def test_while_the_item_is_released_its_decisions_stand():
    source, officer = make_screened(), make_officer()
    [finding] = flag(source, "Kari Nordmann", triage="certain")
    review.decide([finding], REDACT, "", by=officer)
    make_release(item_of(source))
    for act in (
        lambda: review.decide([finding], KEEP, "not_personal", by=officer),
        lambda: review.undo([finding], by=officer),
        lambda: review.mark(finding.passage, 0, 4, "PERSON", by=officer),
    ):
        with pytest.raises(Refused, match="released"):
            act()
    assert decision_of(finding) == "redact"


# The same everywhere


def test_the_same_person_is_decided_everywhere_whatever_the_name_is_written_like():
    source = make_screened(["Kari Nordmann came.", "Then Nordmann left.", "Ola Nordmann stayed."])
    full, short = (
        flag(source, "Kari Nordmann", person="kari"),
        flag(source, "Nordmann", person="kari", triage="cited_work"),
    )
    other = Finding.objects.filter(passage__number=3)
    other.update(person="ola")
    assert set(review.same_everywhere(full[0])) == {*full, *short} - set(other)
    assert set(review.same_everywhere(other.get())) == {other.get()}


def test_what_has_no_person_is_the_same_when_text_and_type_are():
    source = make_screened(["Solbakken sykehjem", "SOLBAKKEN\nSYKEHJEM", "Solbakken"])
    first = flag(source, "Solbakken sykehjem", type="INSTITUTION") + flag(
        source, "SOLBAKKEN\nSYKEHJEM", type="INSTITUTION"
    )
    flag(source, "Solbakken", type="LOCATION")
    assert set(review.same_everywhere(first[0])) == set(first)


def test_another_file_is_never_touched():
    one, other = make_screened(["Kari Nordmann"], title="A"), make_screened(["Kari Nordmann"], title="B")
    [finding], _ = flag(one, "Kari Nordmann", person="kari"), flag(other, "Kari Nordmann", person="kari")
    assert list(review.same_everywhere(finding)) == [finding]


# Proposals


def test_accepting_the_proposals_decides_all_but_what_is_to_decide():
    source, officer = make_screened(["Own Cited Minister 99999999 Somebody Decided"]), make_officer()
    texts = {
        "Own": "own_name",
        "Cited": "cited_work",
        "Minister": "public_role",
        "99999999": "certain",
        "Somebody": "to_decide",
    }
    for text, triage in texts.items():
        flag(source, text, triage=triage)
    [decided] = flag(source, "Decided", triage="certain")
    review.decide([decided], KEEP, "not_personal", by=officer)
    assert review.accept_proposals(item_of(source), by=officer) == 4
    found = {finding.text: finding.decision for finding in Finding.objects.all()}
    assert found.pop("Somebody") is None
    assert {text: (decision.action, decision.ground) for text, decision in found.items() if decision} == {
        "Own": ("keep", "own_name"),
        "Cited": ("keep", "cited_work"),
        "Minister": ("keep", "public_role"),
        "99999999": ("redact", ""),
        "Decided": ("keep", "not_personal"),
    }


# Marking


def test_what_was_missed_is_marked_and_redacted_without_the_white_space_around_it():
    source, officer = make_screened(["Here is Kari , yes."]), make_officer()
    finding = review.mark(source.passages.get(), 7, 13, "PERSON", by=officer)
    assert (finding.text, finding.found_by, decision_of(finding)) == ("Kari", officer, "redact")


@pytest.mark.parametrize(("start", "end"), [(5, 5), (4, 5), (6, 3), (-1, 4), (0, 9999)])
def test_a_span_that_is_no_text_is_refused(start, end):
    source = make_screened(["Kari Nordmann"])
    with pytest.raises(Refused):
        review.mark(source.passages.get(), start, end, "PERSON", by=make_officer())


def test_marking_what_is_flagged_already_redacts_that_finding():
    source = make_screened(["Kari Nordmann"])
    [finding] = flag(source, "Kari Nordmann")
    assert review.mark(finding.passage, 0, 13, "PERSON", by=make_officer()) == finding
    assert Finding.objects.count() == 1


def test_a_text_is_marked_wherever_it_stands_as_whole_words():
    source = make_screened(["Kari Moen. KARI\nMOEN.", "Kari Moens hus; kari moen", "Ingen her"])
    found = review.mark_text(source.passages.all(), " Kari  Moen ", "PERSON", by=make_officer())
    assert sorted(finding.text for finding in found) == ["KARI\nMOEN", "Kari Moen", "kari moen"]
    assert all(decision_of(finding) == "redact" for finding in found)


@pytest.mark.parametrize("text", ["Kari Moe", "", "   "])
def test_a_text_that_stands_nowhere_is_refused(text):
    source = make_screened(["Kari Moen."])
    with pytest.raises(Refused, match="does not stand here"):
        review.mark_text(source.passages.all(), text, "PERSON", by=make_officer())


def test_a_text_with_signs_is_taken_as_it_stands():
    assert list(review.places_of("(a+b)*", "x (a+b)* y")) == [(2, 8)]


# The queue


def test_the_queue_has_what_waits_oldest_first_with_counts():
    later, earlier, done = make_screened(title="Later"), make_screened(title="Earlier"), make_screened(title="Done")
    [finding] = flag(later, "Kari Nordmann")
    make_finding(later.passages.get(number=1), "works", type="DATE")
    review.decide([finding], REDACT, "", by=make_officer())
    StepRun.objects.filter(source=earlier).update(ended_at=datetime.datetime(2020, 5, 17, tzinfo=datetime.UTC))
    ItemPage.objects.filter(pk=item_of(done).pk).update(state=State.AWAITING_CONSENT)
    make_item(title="Without a file")
    queue = review.queue()
    assert [(waiting.item.title, waiting.findings, waiting.undecided) for waiting in queue] == [
        ("Earlier", 0, 0),
        ("Later", 2, 1),
    ]
    assert queue[0].since.year == 2020


def test_an_item_whose_version_could_not_be_made_is_in_the_queue_and_one_that_stopped_earlier_is_not():
    failed, broken = make_screened(title="Failed"), make_screened(title="Broken")
    StepRun.objects.create(source=failed, step="rendition", outcome="failed", error="No.")
    StepRun.objects.create(source=broken, step="screen", outcome="failed", error="No.")
    for source in (failed, broken):
        ItemPage.objects.filter(pk=item_of(source).pk).update(state=State.FAILED)
    assert [waiting.item.title for waiting in review.queue()] == ["Failed"]


def test_the_queue_counts_the_newest_file_alone(django_assert_num_queries):
    old = make_screened(title="Twice")
    flag(old, "Kari Nordmann")
    make_source(b"newer", item=item_of(old))
    for title in ("A", "B", "C"):
        flag(make_screened([f"Kari Nordmann {title}"], title=title), "Kari Nordmann")
    with django_assert_num_queries(2):
        queue = review.queue()
    assert {waiting.item.title: waiting.findings for waiting in queue} == {"Twice": 0, "A": 1, "B": 1, "C": 1}
