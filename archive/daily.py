"""What is done once a day: reminders, the ledger's anchor. The worker asks now and then; `manage.py daily` asks at once."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from archive.models import DailyRun

logger = logging.getLogger(__name__)

Job = Callable[[], None]
_jobs: list[Job] = []


def job(function: Job) -> Job:
    """Have `function` called once a day, by one worker, in a transaction of its own. A job that raises is tried again."""
    if function not in _jobs:
        _jobs.append(function)
    return function


def run(day: datetime.date | None = None) -> list[str]:
    """Do what has not been done on `day` (today) yet; return the names of the jobs that were done now."""
    day = day or timezone.localdate()
    return [name for each in _jobs if (name := _run_once(each, day))]


def _run_once(function: Job, day: datetime.date) -> str:
    name = f"{function.__module__}.{function.__name__}"
    try:
        with transaction.atomic():
            _run, is_first = DailyRun.objects.get_or_create(job=name, day=day)
            if is_first:
                function()
    except Exception:
        logger.exception("The daily job %s failed; it is tried again", name)
        return ""
    return name if is_first else ""
