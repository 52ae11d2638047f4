"""How far the version for readers has come: from the last decision to the people who are asked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from archive import publication
from archive.models import Contributor, ItemPage, Rendition, State
from archive.publication import Blocker
from ingest import recipes, review
from ingest.exceptions import OriginalDeleted, Refused
from ingest.models import Making, Source, StepRun
from ingest.tasks import make_rendition
from people.models import User

_BEFORE_REVIEW = (State.RECEIVED, State.EXTRACTED, State.SCREENED)
_A_MOMENT = datetime.timedelta(seconds=5)
"""From when a worker takes an order until the step's row says so."""


@dataclass(frozen=True, slots=True)
class MakingProgress:
    """`stage` is one of

    "released"  decisions stand;
    "original deleted"  it stays as it is: there is nothing left to make another from;
    "deciding"  findings are undecided;
    "blocked"   it can't be made yet, for the reasons in `blockers`;
    "waiting"   it is ordered, no worker has begun;
    "running"   `run` tells how far;
    "failed"    `run` tells why;
    "ready"     it can be made;
    "made"      `rendition` was made from just what is decided now, and `asked` are asked about it.

    `rendition` is the current one in any stage; `only_redacts_more` tells whether answers given to it would hold for the next.
    """

    stage: str
    rendition: Rendition | None = None
    run: StepRun | None = None
    blockers: list[Blocker] = field(default_factory=list)
    asked: list[Contributor] = field(default_factory=list)
    only_redacts_more: bool = False

    @property
    def working(self) -> bool:
        return self.stage in ("waiting", "running")


def making_of(item: ItemPage, source: Source, undecided: int) -> MakingProgress:
    """The progress for `item`, of whose findings `undecided` are undecided. A fixed number of queries."""
    rendition = item.current_rendition
    run = source.runs.filter(step=review.RENDITION_STEP, stale=False).last()
    asked = list(item.contributors.asked().select_related("user"))
    if item.active_release is not None:
        return MakingProgress("released", rendition, asked=asked)
    if source.emptied_at is not None:
        return MakingProgress("original deleted", rendition, asked=asked)
    is_current, only_redacts_more = _compared(item, source, rendition)
    if run is not None and run.outcome == StepRun.Outcome.RUNNING:
        stage = "running"
    elif is_ordered(item):
        stage = "waiting"
    elif undecided:
        stage = "deciding"
    elif run is not None and run.outcome == StepRun.Outcome.FAILED:
        stage = "failed"
    elif is_current:
        stage = "made"
    else:
        blockers = [each for each in publication.blockers(item) if each.state in (*_BEFORE_REVIEW, State.FAILED)]
        return MakingProgress("blocked" if blockers else "ready", rendition, run, blockers, asked, only_redacts_more)
    return MakingProgress(stage, rendition, run, [], asked, only_redacts_more)


@transaction.atomic
def order(item: ItemPage, *, by: User) -> None:
    """Have the worker make the version for readers; nothing happens when that is ordered already.

    Raises `NotAllowed` for anybody but a privacy officer, `Refused` while findings are undecided or the item is released.
    """
    review.check(by)
    source = review.source_of(item)
    if source is not None and source.emptied_at is not None:
        raise OriginalDeleted
    if source is None or review.undecided(item).exists():
        raise Refused(_("Decide about every finding first."))
    if not is_ordered(review.unreleased(source)):
        make_rendition.enqueue(item.pk, by.pk)


def is_ordered(item: ItemPage) -> bool:
    """Whether the worker has been asked for a rendition of `item` and has not begun, or only just."""
    orders = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.READY)
        | Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - _A_MOMENT),
        task_path=make_rendition.module_path,
    )
    return any(arguments["args"][:1] == [item.pk] for arguments in orders.values_list("args_kwargs", flat=True))


def _compared(item: ItemPage, source: Source, rendition: Rendition | None) -> tuple[bool, bool]:
    """Whether `rendition` was made from just what is decided now, and whether a new one would only redact more."""
    if rendition is None:
        return False, False
    now = recipes.recipe(item, rendition.unnamed)
    made_of = Making.objects.filter(rendition=rendition).first()
    is_current = rendition.recipe in recipes.digests(now.digest, rendition)
    return is_current, made_of is not None and now.only_redacts_more_than(made_of)
