"""How long things are kept, and how they end: announced first, then deleted, by a daily job.

GDPR Art. 5 no. 1 (e): no longer than is needed. Each app registers *rules* about content of items that it holds, *sweeps* of rows
that belong to no item, *parts* (what it deletes when the whole content of an item goes) and *holds* (items of which nothing may
be deleted now). How many months, the settings say: `SAMLING["RETENTION"]`.

Fail closed here means to keep: an item that is held, or that a rule finds no more when its day has come, is left as it is, and
its people are told anew before anything is deleted later.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import daily, events, mine
from archive.models import Deletion, ItemPage
from people.models import User

Items = models.QuerySet[ItemPage]


@dataclass(frozen=True, slots=True)
class Rule:
    """Content of items that goes after a time, announced to those who have a part in them.

    `find` gives the items with an annotation `since`, from which the months are counted; `delete` deletes, in the transaction
    it is called in. `what` follows "What is kept", `counted_from` ends "months after …", `consequence` and `advice` are sentences.
    """

    name: str
    what: str | Promise
    counted_from: str | Promise
    consequence: str | Promise
    advice: str | Promise
    find: Callable[[], Items]
    delete: Callable[[ItemPage], None]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Rows of no item, deleted without a mail. `find` gives those that were done with before a time; `delete` deletes them."""

    name: str
    what: str | Promise
    counted_from: str | Promise
    find: Callable[[datetime.datetime], models.QuerySet[Any]]
    delete: Callable[[models.QuerySet[Any]], object] = models.QuerySet.delete


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now: announce that `rule` deletes something of `item` on `due_on`, call that off, or do it."""

    act: str
    item: ItemPage
    rule: Rule
    due_on: datetime.date
    deletion: Deletion | None = None


Part = Callable[[ItemPage], None]
Hold = Callable[[], Iterable[int]]
_rules: dict[str, Rule] = {}
_sweeps: dict[str, Sweep] = {}
_parts: list[Part] = []
_holds: list[Hold] = []


def register(*found: Rule | Sweep) -> None:
    for each in found:
        if isinstance(each, Rule):
            _rules[each.name] = each
        else:
            _sweeps[each.name] = each


def part(function: Part) -> Part:
    """Have `function` delete what its app holds of an item, when the item's whole content goes."""
    if function not in _parts:
        _parts.append(function)
    return function


def hold(function: Hold) -> Hold:
    """Register `function`: it tells the keys of items of which nothing may be deleted now."""
    if function not in _holds:
        _holds.append(function)
    return function


def rules() -> list[Rule | Sweep]:
    """Everything that has a time, as the records of processing list it."""
    return [*_rules.values(), *_sweeps.values()]


def months_of(name: str) -> int | None:
    """For how many months the settings keep it; None: for as long as it lasts."""
    kept: dict[str, int | None] = settings.SAMLING["RETENTION"]
    return kept[name]


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later (earlier, if negative), or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# What is to be done


def plan(today: datetime.date | None = None) -> list[Step]:
    """What `run` would do now with content of items, changing nothing."""
    today = today or timezone.localdate()
    held = held_items()
    return [step for rule in _rules.values() for step in _plan_of(rule, held, today)]


def held_items() -> set[int]:
    """The keys of items of which nothing may be deleted now."""
    return {key for tell in _holds for key in tell()}


def _plan_of(rule: Rule, held: set[int], today: datetime.date) -> Iterator[Step]:
    found = {item.pk: (item, due) for item, due in _found(rule, today) if item.pk not in held}
    ahead = {each.item_id: each for each in Deletion.objects.ahead().filter(rule=rule.name).select_related("item")}
    for key, deletion in ahead.items():
        if key not in found:
            yield Step("cancel", deletion.item, rule, deletion.due_on, deletion)
        elif deletion.due_on <= today:
            yield Step("delete", deletion.item, rule, deletion.due_on, deletion)
    notice = datetime.timedelta(days=settings.SAMLING["RETENTION_NOTICE_DAYS"])
    for key, (item, due) in found.items():
        if key not in ahead:
            yield Step("announce", item, rule, max(due, today + notice))


def _found(rule: Rule, today: datetime.date) -> Iterator[tuple[ItemPage, datetime.date]]:
    """The items that `rule` is about within the days of notice, and on which day each is due."""
    months = months_of(rule.name)
    if months is None:
        return
    last = today + datetime.timedelta(days=settings.SAMLING["RETENTION_NOTICE_DAYS"])
    begun_by = months_after(last, -months) + datetime.timedelta(days=3)  # Months differ in length; asked exactly below.
    items = rule.find().filter(content_deleted_at=None, since__date__lte=begun_by)
    for item in items.order_by("pk"):
        due = months_after(timezone.localtime(item.since).date(), months)
        if due <= last:
            yield item, due


def to_sweep() -> list[tuple[Sweep, models.QuerySet[Any]]]:
    """The rows of no item whose time is over, by sweep."""
    found = []
    for sweep in _sweeps.values():
        months = months_of(sweep.name)
        if months is not None:
            day = months_after(timezone.localdate(), -months)
            before = timezone.now() if not months else timezone.make_aware(_midnight(day))
            found.append((sweep, sweep.find(before)))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())


# Doing it


@daily.job
def run() -> None:
    """Announce, call off, and have the worker delete what is due; sweep away the rest."""
    from archive.tasks import delete_announced, mail_deletions

    told: set[int] = set()
    with transaction.atomic():
        for step in plan():
            if step.act == "announce":
                _announce(step)
                told |= people_of(step.item)
            elif step.deletion is not None and step.act == "cancel":
                _cancel(step.deletion)
            elif step.deletion is not None:
                delete_announced.enqueue(step.deletion.pk)
        for user in sorted(told):
            mail_deletions.enqueue(user, timezone.localdate().isoformat())
        for sweep, rows in to_sweep():
            sweep.delete(rows)


def people_of(item: ItemPage) -> set[int]:
    """Who is told: the sender and those who have a part in it."""
    parts = item.contributors.filter(user__is_active=True).values_list("user", flat=True)
    owner = User.objects.filter(pk=item.owner_id, is_active=True).values_list("pk", flat=True)
    return {*parts, *owner}


def _announce(step: Step) -> None:
    Deletion.objects.create(item=step.item, rule=step.rule.name, due_on=step.due_on)
    events.record("deletion_announced", step.item, by=None, rule=step.rule.name, due_on=step.due_on.isoformat())


def _cancel(deletion: Deletion) -> None:
    events.record("deletion_cancelled", deletion.item, by=None, rule=deletion.rule)
    deletion.delete()


@transaction.atomic
def carry_out(deletion: Deletion) -> bool:
    """Delete what was announced, if its day has come and nothing speaks against it now; say whether it was deleted."""
    item = ItemPage.objects.select_for_update().get(pk=deletion.item_id)
    rule = _rules[deletion.rule]
    if deletion.done_at is not None or deletion.due_on > timezone.localdate():
        return False
    due = {each.pk for each, _due in _found(rule, timezone.localdate())}
    if item.pk in held_items() or item.pk not in due:
        _cancel(deletion)
        return False
    rule.delete(item)
    Deletion.objects.filter(pk=deletion.pk).update(done_at=timezone.now())
    events.record("deleted", item, by=None, rule=rule.name)
    return True


def delete_content(item: ItemPage) -> None:
    """Delete everything but a shell that the ledger and the answers point at. For rules about whole items."""
    from archive import shells

    for delete in _parts:
        delete(item)
    shells.empty(item)


def rule_of(deletion: Deletion) -> Rule:
    return _rules[deletion.rule]


@mine.actions
def what_will_be_deleted(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    for deletion in Deletion.objects.ahead().filter(item__in=items):
        rule = _rules[deletion.rule]
        words = {"what": rule.what, "date": date_format(deletion.due_on)}
        note = _("To be deleted on %(date)s: %(what)s.") % words
        yield deletion.item_id, mine.Action(note=f"{note} {rule.consequence} {rule.advice}")


# What is the archive's own


def _sessions(before: datetime.datetime) -> models.QuerySet[models.Model]:
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__lt=before)


def _finished_tasks(before: datetime.datetime) -> models.QuerySet[models.Model]:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(finished_at__lt=before)


register(
    Sweep("sessions", _("sign-in sessions"), _("they end"), _sessions),
    Sweep("tasks", _("finished work of the machine, with its errors"), _("it was done"), _finished_tasks),
)
