"""What a killed worker left is taken up: sources, renditions and short tasks, each once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from archive.tasks import remove_files
from ingest import recovery, tasks
from ingest.models import StepRun
from ingest.pipeline import STEPS
from tests.factories import make_item, make_rendition
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db

HOUR_AGO = datetime.timedelta(hours=1)


def queued(task) -> int:
    return DBTaskResult.objects.filter(task_path=task.module_path, status=TaskResultStatus.READY).count()


def make_old_source(content: bytes = b"en", **fields):
    source = make_source(content, **fields)
    source.received_at = timezone.now() - HOUR_AGO
    source.save()
    return source


def test_a_source_whose_worker_died_is_enqueued_again():
    source = make_old_source()
    silent = timezone.now() - HOUR_AGO
    StepRun.objects.create(source=source, step=STEPS[0].name, started_at=silent, beat_at=silent)
    assert recovery.recover() == 1
    assert recovery.recover() == 0
    assert queued(tasks.process) == 1


def test_what_is_being_worked_on_or_was_refused_or_is_done_is_left_alone():
    StepRun.objects.create(source=make_old_source(b"1"), step=STEPS[0].name)
    refused = make_old_source(b"2")
    refused.error = "Nei."
    refused.save()
    StepRun.objects.create(source=make_old_source(b"3"), step=STEPS[-1].name, outcome=StepRun.Outcome.DONE)
    make_source(b"4")
    assert recovery.recover() == 0


def test_a_rendition_that_was_being_made_is_made():
    source = make_old_source(item=make_item())
    StepRun.objects.create(source=source, step=STEPS[-1].name, outcome=StepRun.Outcome.DONE)
    silent = timezone.now() - HOUR_AGO
    StepRun.objects.create(source=source, step="rendition", started_at=silent, beat_at=silent)
    recovery.recover()
    assert queued(tasks.make_rendition) == 1


def test_a_short_task_that_was_claimed_and_never_finished_is_done_again(work):
    rendition = make_rendition(make_item())
    remove_files.enqueue(rendition.pk)
    task = DBTaskResult.objects.filter(task_path=remove_files.module_path)
    task.update(status=TaskResultStatus.RUNNING, started_at=timezone.now() - HOUR_AGO)
    work()
    assert task.get().status == TaskResultStatus.RUNNING
    assert recovery.recover() == 1
    work()
    assert task.get().status == TaskResultStatus.SUCCESSFUL


def test_a_task_that_fails_is_tried_again_later(work, monkeypatch):
    remove_files.enqueue(0)
    work()
    again = DBTaskResult.objects.filter(status=TaskResultStatus.READY).get()
    assert again.run_after > timezone.now()
    assert again.task_result.kwargs == {"tries": 1}
