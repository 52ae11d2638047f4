"""Runs the steps in order, one source at a time, and leaves a row for each run.

A worker that is killed leaves a run that says "running" and is no longer heard of; the next worker takes the source over from
that step.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from archive import publication
from ingest.exceptions import Refused
from ingest.models import Source, StepRun
from ingest.pipeline.step import Progress, Step

logger = logging.getLogger(__name__)

BEAT = 10
"""Seconds between a running step's signs of life."""
SILENCE = datetime.timedelta(seconds=60)
"""After this long without a sign, a run counts as abandoned."""


class Busy(Exception):
    """Another worker is at this source now."""


Tell = Callable[[Step, int, int], None]
"""Told which step is at how many of how many, while it runs."""


def run(source: Source, steps: Sequence[Step], tell: Tell | None = None) -> bool:
    """Run what `source` still needs of `steps`; say whether all are done. Stops at the first step that fails."""
    finished = set(
        source.runs.filter(stale=False, outcome__in=[StepRun.Outcome.DONE, StepRun.Outcome.SKIPPED]).values_list(
            "step", flat=True
        )
    )
    return all(step.name in finished or run_step(source, step, tell) for step in steps)


def run_step(source: Source, step: Step, tell: Tell | None = None) -> bool:
    """Run one step and record it; say whether it went well. Raises `Busy` when another worker has the source."""
    language = source.uploaded_by.language if source.uploaded_by else None
    with translation.override(language) if language else nullcontext():
        row = _begin(source, step)
        try:
            if not step.needed(source):
                _end(row, StepRun.Outcome.SKIPPED)
                return True
            with _heartbeat(row):
                step.run(source, _progress(row, step, tell))
        except Refused as refused:
            _end(row, StepRun.Outcome.FAILED, str(refused))
            return False
        except Exception:
            logger.exception("Step %s failed for source %s", step.name, source.pk)
            sentence = _(
                "Something went wrong that we did not foresee. Try again; if it goes on, tell an administrator."
            )
            _end(row, StepRun.Outcome.FAILED, str(sentence))
            return False
        _end(row, StepRun.Outcome.DONE)
        return True


def rerun(source: Source, steps: Sequence[Step], first: str) -> None:
    """Let the step named `first` and all after it count as not done, so that `run` does them again."""
    names = [step.name for step in steps]
    source.runs.filter(step__in=names[names.index(first) :]).update(stale=True)
    _note_error(source, "")


def unfinished(steps: Sequence[Step]) -> Iterator[Source]:
    """Sources that nobody works on though steps remain: their worker died, or their task was lost."""
    before = timezone.now() - SILENCE
    done = StepRun.objects.filter(
        step=steps[-1].name, stale=False, outcome__in=[StepRun.Outcome.DONE, StepRun.Outcome.SKIPPED]
    )
    for source in Source.objects.main().filter(error="", received_at__lt=before).exclude(runs__in=done):
        last = source.runs.last()
        if last is None or last.beat_at < before:
            yield source


def _begin(source: Source, step: Step) -> StepRun:
    for running in source.runs.filter(outcome=StepRun.Outcome.RUNNING):
        if running.beat_at > timezone.now() - SILENCE:
            raise Busy
        _end(
            running, StepRun.Outcome.FAILED, str(_("The worker stopped halfway; the step was begun again.")), note=False
        )
    try:
        with transaction.atomic():
            return StepRun.objects.create(source=source, step=step.name)
    except IntegrityError as error:
        raise Busy from error


def _end(row: StepRun, outcome: StepRun.Outcome, error: str = "", *, note: bool = True) -> None:
    with transaction.atomic():
        StepRun.objects.filter(pk=row.pk).update(outcome=outcome, ended_at=timezone.now(), error=error)
        if note:
            _note_error(row.source, error)


def _note_error(source: Source, error: str) -> None:
    Source.objects.filter(pk=source.pk).update(error=error)
    source.error = error
    if source.item_id:
        assert source.item is not None  # noqa: S101
        publication.refresh_state(source.item)


def _progress(row: StepRun, step: Step, tell: Tell | None) -> Progress:
    """Writes progress to the row, and tells it, at most twice a second."""
    last = timezone.now()

    def report(done: int, total: int) -> None:
        nonlocal last
        now = timezone.now()
        if done >= total or now - last > datetime.timedelta(seconds=0.5):
            last = now
            StepRun.objects.filter(pk=row.pk).update(done=done, total=total, beat_at=now)
            if tell:
                tell(step, done, total)

    return report


@contextmanager
def _heartbeat(row: StepRun) -> Iterator[None]:
    """Renew the row's `beat_at` from a thread for as long as the step runs, however long one page takes."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT):
            StepRun.objects.filter(pk=row.pk, outcome=StepRun.Outcome.RUNNING).update(beat_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
