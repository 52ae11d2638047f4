"""Shutting an item whatever its contributors agreed to, and the condition that keeps it shut.

Confidential works (*klausulering*, Public Administration Act § 13) are closed by the institution; that is not the author's own
wish to wait. A message from a person in a work shuts it until a privacy officer has looked (`consent.concerns`).
"""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from archive import events, publication, retention
from archive.models import ItemPage, State
from archive.tasks import release_if_ready, release_on
from consent.cases import Closure, Concern
from people.models import User


class NotAllowed(Exception):
    """Only a privacy officer or an administrator closes and opens works."""


class AlreadyClosed(Exception):
    """`str()` tells the person what to do."""

    def __init__(self) -> None:
        super().__init__(_("This work is closed already. Open it first to close it on another ground."))


@publication.condition
def not_shut(item: ItemPage) -> list[publication.Blocker]:
    """Neither closed as confidential, nor shut while a message of a person in it is looked at."""
    found = []
    closure = Closure.objects.standing().filter(item=item).first()
    if closure is not None:
        found.append(publication.Blocker(words_of(closure), State.CONFIDENTIAL))
    if Concern.objects.holding().filter(item=item).exists():
        reason = _("Closed while a message about it is looked at. The privacy officer decides within a month.")
        found.append(publication.Blocker(reason, State.SUSPENDED))
    return found


@retention.hold
def shut_items() -> models.QuerySet[ItemPage, int]:
    """The keys of items that are shut: nothing of them is deleted, and nobody is reminded of them."""
    closed = Closure.objects.standing().values("item")
    written = Concern.objects.undecided().exclude(item=None).values("item")
    items = ItemPage.objects.filter(models.Q(pk__in=closed) | models.Q(pk__in=written))
    keys: models.QuerySet[ItemPage, int] = items.values_list("pk", flat=True)
    return keys


def words_of(closure: Closure) -> str:
    """Why it is closed, and until when, in the active language."""
    law = closure.get_law_display()
    if closure.until:
        return _("Closed as confidential until %(date)s: %(ground)s (%(law)s).") % {
            "date": date_format(closure.until),
            "ground": closure.ground.rstrip("."),
            "law": law,
        }
    return _("Closed as confidential: %(ground)s (%(law)s).") % {"ground": closure.ground.rstrip("."), "law": law}


@transaction.atomic
def close(item: ItemPage, ground: str, law: str, *, by: User, until: datetime.date | None = None) -> Closure:
    """Close `item`: a release ends with this transaction, and none is made before the closure ends or is lifted.

    Those who have a part in it are told. Raises `NotAllowed`, `AlreadyClosed`, `ValueError` without a ground.
    """
    _check(by)
    if not ground.strip():
        raise ValueError("A closure has a ground.")
    item = ItemPage.objects.select_for_update().get(pk=item.pk)
    if Closure.objects.standing().filter(item=item).exists():
        raise AlreadyClosed
    Closure.objects.filter(item=item, lifted_at=None).update(lifted_at=timezone.now())  # Its day had passed.
    made = Closure.objects.create(item=item, ground=ground.strip(), law=law, until=until, closed_by=by)
    publication.withdraw(item, by=by, reason="confidential")
    events.record("closed", item, by=by, closure=made.pk, law=law, until=until.isoformat() if until else None)
    tell(item, "closed")
    if until:
        release_on(until, item.pk)
    return made


@transaction.atomic
def lift(closure: Closure, *, by: User) -> None:
    """Open the item again: it is released when nothing else holds it. Lifting twice does nothing. Raises `NotAllowed`."""
    _check(by)
    changed = Closure.objects.filter(pk=closure.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
    if changed:
        events.record("opened_again", closure.item, by=by, closure=closure.pk)
        tell(closure.item, "opened")
        release_if_ready.enqueue(closure.item_id)


def tell(item: ItemPage, what: str) -> None:
    """Mail those who have a part in `item` that it was "suspended", "lifted", "redacted", "closed" or "opened"."""
    from consent.case_tasks import tell_contributor

    for user in (
        item.contributors.filter(user__is_active=True).values_list("user", flat=True).distinct().order_by("user")
    ):
        tell_contributor.enqueue(item.pk, user, what)


def _check(by: User) -> None:
    if not by.is_caretaker:
        raise NotAllowed
