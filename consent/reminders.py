"""Reminding those who have not answered: on the days that the settings name, and never more."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from archive import daily, events
from consent.closures import shut_items
from consent.models import Request


def due() -> list[Request]:
    """The requests to remind of now: mailed, about the current rendition, not answered, and their next day has come."""
    days: list[int] = settings.SAMLING["REMIND_AFTER_DAYS"]
    open_ = (
        Request.objects.about_current()
        .unanswered()
        .filter(mailed_at__isnull=False, reminders__lt=len(days))
        .exclude(rendition__item__in=shut_items())
        .select_related("rendition__item")
    )
    now = timezone.now()
    return [
        request
        for request in open_
        if request.mailed_at and request.mailed_at + datetime.timedelta(days=days[request.reminders]) <= now
    ]


@daily.job
def remind() -> None:
    from consent.tasks import mail_reminder

    for request in due():
        Request.objects.filter(pk=request.pk).update(reminders=F("reminders") + 1)
        events.record("reminded", request.rendition.item, by=None, request=request.pk)
        mail_reminder.enqueue(request.pk)
