"""Asking for what a person can't do alone: a correction, or an objection to how their data is used."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import waiting
from archive.retention import months_after
from consent import ledger
from consent.rights.models import RightsRequest
from people.models import User

Kind = RightsRequest.Kind


class NotAllowed(Exception):
    """Whoever answers must have the office for it."""


class Refused(Exception):
    """`str()` tells what to do instead."""


@transaction.atomic
def make(person: User, kind: RightsRequest.Kind, text: str) -> RightsRequest:
    """Ask; it is to be answered within a month. Raises `Refused` for an empty text."""
    text = text.strip()[:3_000]
    if not text:
        raise Refused(_("Write what it is about."))
    now = timezone.now()
    made = RightsRequest.objects.create(person=person, kind=kind, text=text, made_at=now, due_at=a_month_after(now))
    ledger.append("rights_asked", by=person, details={"request": made.pk, "kind": kind.value})
    return made


@transaction.atomic
def answer(request: RightsRequest, text: str, *, by: User) -> None:
    """Answer, once; the answer goes by mail. Raises `NotAllowed`, or `Refused` for an empty one and for a second."""
    from consent.rights.tasks import mail_answer

    if not may_answer(by, request):
        raise NotAllowed
    text = text.strip()
    if not text:
        raise Refused(_("Write an answer."))
    now = timezone.now()
    if not RightsRequest.objects.filter(pk=request.pk, answered_at=None).update(answer=text, answered_at=now, by=by):
        raise Refused(_("It has been answered already."))
    ledger.append("rights_answered", by=by, details={"request": request.pk})
    mail_answer.enqueue(request.pk)


def open_for(user: User) -> QuerySet[RightsRequest]:
    """What waits for an answer that `user` may give: corrections for administrators, all for privacy officers."""
    waiting_ones = RightsRequest.objects.filter(answered_at=None).select_related("person")
    if user.is_privacy_officer:
        return waiting_ones
    return waiting_ones.filter(kind=Kind.CORRECT) if user.is_administrator else waiting_ones.none()


def may_answer(user: User, request: RightsRequest) -> bool:
    return user.is_privacy_officer or (user.is_administrator and request.kind == Kind.CORRECT)


def a_month_after(start: datetime.datetime) -> datetime.datetime:
    """The same day of the next month, or its last (Regulation 1182/71 Art. 3 no. 2 c)."""
    return datetime.datetime.combine(months_after(start.date(), 1), start.timetz())


@waiting.source
def requests_that_wait(user: User) -> Iterator[waiting.Waiting]:
    if user.is_caretaker:
        count = open_for(user).count()
        label = ngettext("%(count)d request about personal data", "%(count)d requests about personal data", count)
        yield waiting.Waiting(label % {"count": count}, count, reverse("rights_queue"))
