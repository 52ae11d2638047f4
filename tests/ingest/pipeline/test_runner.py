"""Steps in order, each run recorded; what was killed is taken up, and nothing is done twice."""

from __future__ import annotations

import datetime
from typing import ClassVar

import pytest
from django.utils import timezone

from archive.models import State
from ingest.exceptions import Refused
from ingest.models import StepRun
from ingest.pipeline import runner
from ingest.pipeline.step import Step
from tests.factories import make_user
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db


class Noted(Step):
    """Writes down that it ran."""

    state = State.RECEIVED
    ran: ClassVar[list[str]] = []

    def __init__(self, name, fails=None, needed=True):
        self.name = name  # type: ignore[misc]  # A real step has one name for all.
        self.label, self._fails, self._needed = name, fails, needed  # type: ignore[misc]

    def needed(self, source):
        return self._needed

    def run(self, source, progress):
        self.ran.append(self.name)
        progress(1, 1)
        if self._fails:
            raise self._fails


@pytest.fixture(autouse=True)
def ran():
    Noted.ran.clear()
    return Noted.ran


def test_runs_in_order_and_leaves_a_row_each(ran):
    source = make_source()
    assert runner.run(source, [Noted("a"), Noted("b", needed=False), Noted("c")])
    assert ran == ["a", "c"]
    rows = list(source.runs.values_list("step", "outcome"))
    assert rows == [("a", "done"), ("b", "skipped"), ("c", "done")]
    assert all(source.runs.values_list("ended_at", flat=True))


def test_a_failure_stops_there_with_its_sentence(ran):
    source = make_source()
    assert not runner.run(source, [Noted("a"), Noted("b", fails=Refused("Fordi.")), Noted("c")])
    assert ran == ["a", "b"]
    source.refresh_from_db()
    assert source.error == "Fordi."


def test_an_unforeseen_error_is_a_sentence_too_and_tells_nothing_of_the_file(ran):
    source = make_source()
    assert not runner.run(source, [Noted("a", fails=ValueError("hemmelig innhold"))])
    source.refresh_from_db()
    assert source.error
    assert "hemmelig" not in source.error


def test_running_again_does_only_what_is_left(ran):
    source = make_source()
    runner.run(source, [Noted("a"), Noted("b", fails=Refused("Nei."))])
    assert runner.run(source, [Noted("a"), Noted("b")])
    assert ran == ["a", "b", "b"]
    source.refresh_from_db()
    assert source.error == ""


def test_rerun_begins_at_the_named_step(ran):
    source = make_source()
    steps = [Noted("a"), Noted("b"), Noted("c")]
    runner.run(source, steps)
    runner.rerun(source, steps, "b")
    runner.run(source, steps)
    assert ran == ["a", "b", "c", "b", "c"]


def test_a_source_that_another_worker_has_is_left_to_it(ran):
    source = make_source()
    StepRun.objects.create(source=source, step="a")
    with pytest.raises(runner.Busy):
        runner.run(source, [Noted("a")])
    assert ran == []


def test_a_run_that_went_silent_is_taken_over(ran):
    source = make_source()
    silent = timezone.now() - 2 * runner.SILENCE
    killed = StepRun.objects.create(source=source, step="a", started_at=silent, beat_at=silent)
    assert runner.run(source, [Noted("a"), Noted("b")])
    killed.refresh_from_db()
    assert (killed.outcome, bool(killed.error)) == ("failed", True)
    assert ran == ["a", "b"]


def test_unfinished_sources_are_found_wherever_the_worker_died():
    steps = [Noted("a"), Noted("b")]
    old = timezone.now() - datetime.timedelta(hours=1)
    never, between, during, alive, finished = (make_source(str(n).encode()) for n in range(5))
    for source in (never, between, during, alive, finished):
        source.received_at = old
        source.save()
    StepRun.objects.create(source=between, step="a", outcome="done", beat_at=old)
    StepRun.objects.create(source=during, step="a", beat_at=old)
    StepRun.objects.create(source=alive, step="a")
    runner.run(finished, steps)
    assert set(runner.unfinished(steps)) == {never, between, during}


def test_sentences_are_in_the_senders_language():
    from django.utils.translation import get_language

    seen = []

    class Spoken(Noted):
        def run(self, source, progress):
            seen.append(get_language())

    runner.run(make_source(by=make_user(language="nn")), [Spoken("a")])
    assert seen == ["nn"]
