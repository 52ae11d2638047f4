"""Work that follows a transaction: enqueued in it, done by a worker, tried again until it succeeds."""

from __future__ import annotations

import datetime
import functools
import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 3600
"""Seconds between two tries, at most."""


def retried(function: Callable[..., None]) -> Task[..., None]:
    """Make `function` a task that is tried again, after 2, 4, 8 … seconds, for as long as it raises.

    For idempotent work on rows by key: what must follow a withdrawal may be late, but never dropped.
    """

    @functools.wraps(function)
    def run(*args: Any, tries: int = 0) -> None:
        try:
            function(*args)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, it is logged and tried again.
            pause = min(2 ** (tries + 1), LONGEST_PAUSE)
            logger.warning("%s failed (%s), again in %d s", function.__name__, type(error).__name__, pause)
            again = timezone.now() + datetime.timedelta(seconds=pause)
            made.using(run_after=again).enqueue(*args, tries=tries + 1)

    made: Task[..., None] = task()(run)
    return made


@retried
def remove_files(rendition_id: int) -> None:
    """Delete the released files of a rendition that isn't released any more."""
    from archive import files
    from archive.models import Rendition

    files.remove_unreleased(Rendition.objects.get(pk=rendition_id))


@retried
def release_if_ready(item_id: int) -> None:
    """Release an item if nothing blocks it any more. An item that is blocked, or released already, stays as it is."""
    from archive import publication
    from archive.models import ItemPage

    item = ItemPage.objects.get(pk=item_id)
    active = item.active_release
    if active is not None and active.rendition == item.current_rendition:
        return
    try:
        publication.release(item, by=None)
    except publication.NotReleasable:
        publication.refresh_state(item)


def release_on(day: datetime.date, item_id: int) -> None:
    """Have `release_if_ready` done once more just after `day` has begun."""
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(0, 5)))
    release_if_ready.using(run_after=at).enqueue(item_id)


@retried
def delete_files(rendition_id: int) -> None:
    """Delete the files of a rendition that was emptied, wherever they lie."""
    from archive import files
    from archive.models import Rendition

    files.delete(Rendition.objects.get(pk=rendition_id))


@retried
def delete_announced(deletion_id: int) -> None:
    """Delete what was announced, once."""
    from archive import retention
    from archive.models import Deletion

    deletion = Deletion.objects.filter(pk=deletion_id).first()
    if deletion is not None:  # Else it was called off.
        retention.carry_out(deletion)


@retried
def mail_deletions(user_id: int, day: str) -> None:
    """Tell a person what of their items will be deleted: everything that was announced on `day` (ISO 8601), in one mail."""
    from archive import retention
    from archive.models import Deletion
    from archive.models.pages import items_of
    from people.models import User

    user = User.objects.get(pk=user_id)
    ahead = Deletion.objects.ahead().filter(
        announced_at__date=datetime.date.fromisoformat(day), item__in=items_of(user)
    )
    by_rule: dict[str, list[Deletion]] = defaultdict(list)
    for deletion in ahead:
        by_rule[deletion.rule].append(deletion)
    if not by_rule:
        return
    kinds = [(retention.rule_of(each[0]), min(d.due_on for d in each), len(each)) for each in by_rule.values()]
    with translation.override(user.language):
        context = {"user": user, "kinds": kinds, "link": settings.BASE_URL + reverse("my_items")}
        body = render_to_string("archive/deletions.txt", context)
        send_mail(_("Something of yours will be deleted"), body, None, [user.email])
