"""How far a source has come, step by step, for pages and commands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from ingest import pipeline
from ingest.models import Source, StepRun


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step and its newest run; `outcome` is "" while it waits."""

    name: str
    label: str | Promise
    outcome: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    steps: tuple[StepProgress, ...]

    @property
    def working(self) -> bool:
        """Whether something is still to come: a step runs or waits, and none has failed."""
        return not any(step.outcome == "failed" for step in self.steps) and any(
            step.outcome in ("", "running") for step in self.steps
        )

    @property
    def current(self) -> StepProgress | None:
        """The step that runs, or the next one to."""
        return next((step for step in self.steps if step.outcome in ("running", "")), None)

    @property
    def finished(self) -> int:
        return sum(step.outcome in ("done", "skipped") for step in self.steps)


def progress_of(source: Source) -> Progress:
    """One query."""
    newest = {run.step: run for run in source.runs.filter(stale=False).order_by("pk")}
    return Progress(tuple(_step(step.name, step.label, newest.get(step.name)) for step in pipeline.STEPS))


def _step(name: str, label: str | Promise, run: StepRun | None) -> StepProgress:
    if run is None:
        return StepProgress(name, label)
    duration: datetime.timedelta = (run.ended_at or timezone.now()) - run.started_at
    return StepProgress(name, label, run.outcome, run.done, run.total, duration.total_seconds(), run.error)
