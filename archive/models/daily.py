"""Which daily jobs have been done."""

from __future__ import annotations

import datetime

from django.db import models


class DailyRun(models.Model):
    """That a job was done on a day. Written in the same transaction as what the job did."""

    job = models.CharField(max_length=100)
    day = models.DateField(default=datetime.date.today)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="daily_job_once")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"
