"""Taking up what a killed worker left behind. Called by every worker now and then; all tasks may be run twice."""

from __future__ import annotations

import datetime
import logging

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ingest import tasks
from ingest.models import StepRun
from ingest.pipeline import STEPS, rendition, runner

logger = logging.getLogger(__name__)

LOST_AFTER = datetime.timedelta(minutes=10)
"""A short task that has been running for longer is taken for lost. Steps of the pipeline give signs of life instead."""

_WITH_SIGNS_OF_LIFE = (tasks.process.module_path, tasks.make_rendition.module_path)


def recover() -> int:
    """Enqueue anew whatever nobody works on any more; return how many."""
    count = _recover_short_tasks()
    queued = _queued(tasks.process.module_path)
    for source in runner.unfinished(STEPS):
        if source.pk not in queued:
            tasks.process.enqueue(source.pk)
            count += 1
    silent = StepRun.objects.filter(
        step=rendition.MakeRendition.name,
        outcome=StepRun.Outcome.RUNNING,
        beat_at__lt=timezone.now() - runner.SILENCE,
    ).select_related("source")
    queued = _queued(tasks.make_rendition.module_path)
    for run in silent:
        if run.source.item_id and run.source.item_id not in queued:
            tasks.make_rendition.enqueue(run.source.item_id, None)
            count += 1
    if count:
        logger.warning("Took up %d tasks that a stopped worker had left", count)
    return count


def _queued(path: str) -> set[int]:
    """The first arguments of the tasks of that name which wait for a worker."""
    waiting = DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY)
    return {each.task_result.args[0] for each in waiting}


def _recover_short_tasks() -> int:
    lost = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LOST_AFTER
    ).exclude(task_path__in=_WITH_SIGNS_OF_LIFE)
    return lost.update(status=TaskResultStatus.READY)
