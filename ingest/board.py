"""The pipeline board: every item and every file on its way, in columns by state, the stuck ones first."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.functional import Promise

from archive.models import ItemPage, State
from ingest.models import Passage, Source, StepRun
from ingest.pipeline import STEPS, runner
from ingest.pipeline.extraction import Convert
from ingest.pipeline.rendition import MakeRendition
from ingest.tasks import make_rendition, process
from people.models import User

CARDS = 12
"""Cards in a column of the whole board."""
MANY_CARDS = 200
"""Cards in a column that is looked at alone."""
COLUMNS = (
    State.FAILED,
    State.RECEIVED,
    State.EXTRACTED,
    State.SCREENED,
    State.IN_REVIEW,
    State.AWAITING_CONSENT,
    State.DEFERRED,
    State.RELEASED,
    State.REFUSED,
    State.WITHDRAWN,
    State.SUSPENDED,
    State.CONFIDENTIAL,
)
_LABELS: dict[str, str | Promise] = {
    **{step.name: step.label for step in STEPS},
    MakeRendition.name: MakeRendition.label,
}


@dataclass(frozen=True, slots=True)
class Card:
    """An item with its newest file, or a file that has no item (yet). `since`: when something last happened to it."""

    state: State
    since: datetime.datetime
    source: Source | None
    item: ItemPage | None = None
    run: StepRun | None = None

    @property
    def title(self) -> str:
        if self.item is not None:
            return str(self.item.title)
        return self.source.name if self.source else ""

    @property
    def error(self) -> str:
        return self.source.error if self.source else ""

    @property
    def step(self) -> str | Promise:
        """The newest step, in words."""
        return label_of(self.run.step) if self.run else ""

    @property
    def is_silent(self) -> bool:
        """Whether its worker has not been heard of for too long."""
        return self.run is not None and _is_silent(self.run)

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.outcome == StepRun.Outcome.RUNNING and not self.is_silent


@dataclass(frozen=True, slots=True)
class Column:
    state: State
    count: int
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many cards are left out."""
        return self.count - len(self.cards)


def board(only: State | None = None) -> list[Column]:
    """The columns, or `only` one. A fixed number of queries, whatever the number of items, files and steps."""
    limit = MANY_CARDS if only else CARDS
    states = [only] if only else list(COLUMNS)
    items = _items(states, limit)
    files = [file for failed in (True, False) for file in _files(failed, states, limit)]
    sources = _newest_sources(items)
    runs = _newest_runs([*sources.values(), *files])
    cards: dict[State, list[Card]] = defaultdict(list)
    for item in items:
        cards[State(item.state)].append(_card(State(item.state), sources.get(item.pk), item, runs))
    for file in files:
        state = State.FAILED if file.error else State.RECEIVED
        cards[state].append(_card(state, file, None, runs))
    counts = _counts()
    return [Column(state, counts.get(state, 0), _stuck_first(cards[state])[:limit]) for state in states]


def is_working(columns: Iterable[Column]) -> bool:
    """Whether the board is about to change by itself: a step runs, or files wait for a worker."""
    return any(
        card.is_running or column.state in (State.RECEIVED, State.EXTRACTED)
        for column in columns
        for card in column.cards
    )


def runs_of(source: Source) -> list[tuple[StepRun, str | Promise, datetime.timedelta | None]]:
    """Every run of a step on `source` with the step in words and how long it took, oldest first."""
    return [
        (run, label_of(run.step), run.ended_at - run.started_at if run.ended_at else None) for run in source.runs.all()
    ]


def label_of(step: str) -> str | Promise:
    """A step in words, by its name."""
    return _LABELS.get(step, step)


def can_try_again(source: Source) -> bool:
    """Whether trying again makes sense: a step stopped or fell silent, or no worker ever began. A file refused on receipt can't."""
    last = source.runs.filter(stale=False).last()
    if last is None:
        return not source.error
    return last.outcome == StepRun.Outcome.FAILED or _is_silent(last)


def try_again(source: Source, *, by: User) -> bool:
    """Have the worker go on from the step that stopped; say whether there was one."""
    if not can_try_again(source):
        return False
    last = source.runs.filter(stale=False).last()
    if source.passages.filter(kind=Passage.Kind.SECTION).exists():  # There was no LibreOffice; perhaps there is now.
        runner.rerun(source, STEPS, Convert.name)
    elif last is not None and last.step == MakeRendition.name and source.item_id:
        make_rendition.enqueue(source.item_id, by.pk)
        return True
    elif last is not None:
        runner.rerun(source, STEPS, last.step)
    process.enqueue(source.pk)
    return True


def _items(states: list[State], limit: int) -> list[ItemPage]:
    """Of each state, the `limit` items that nothing has happened to for longest."""
    last = StepRun.objects.filter(source__item=OuterRef("pk")).order_by("-pk")
    numbered = (
        ItemPage.objects.filter(state__in=states)
        .annotate(since=Coalesce(*(Subquery(last.values(at)[:1]) for at in ("ended_at", "started_at")), timezone.now()))
        .annotate(row=Window(RowNumber(), partition_by=F("state"), order_by=[F("since").asc(), F("pk").asc()]))
    )
    return list(numbered.filter(row__lte=limit))


def _files(failed: bool, states: list[State], limit: int) -> QuerySet[Source]:
    """Files without an item: refused ones, newest first, or those being read, oldest first."""
    if (State.FAILED if failed else State.RECEIVED) not in states:
        return Source.objects.none()
    files = Source.objects.main().without_item()
    return (files.exclude(error="").order_by("-pk") if failed else files.filter(error="").order_by("pk"))[:limit]


def _newest_sources(items: list[ItemPage]) -> dict[int, Source]:
    """The newest file of each item, by the item's key."""
    sources = Source.objects.main().filter(item__in=items).order_by("pk").defer("submission")
    return {source.item_id: source for source in sources if source.item_id}


def _newest_runs(sources: list[Source]) -> dict[int, StepRun]:
    """The newest run of each source, by the source's key."""
    newest = StepRun.objects.filter(source=OuterRef("source"), stale=False).order_by("-pk").values("pk")[:1]
    runs = StepRun.objects.filter(source__in=sources, pk=Subquery(newest))
    return {run.source_id: run for run in runs}


def _card(state: State, source: Source | None, item: ItemPage | None, runs: dict[int, StepRun]) -> Card:
    run = runs.get(source.pk) if source else None
    since = (run.ended_at or run.started_at) if run else (source.received_at if source else timezone.now())
    return Card(state, since, source, item, run)


def _is_silent(run: StepRun) -> bool:
    return run.outcome == StepRun.Outcome.RUNNING and run.beat_at < timezone.now() - runner.SILENCE


def _stuck_first(cards: list[Card]) -> list[Card]:
    """Those whose worker fell silent, then those that failed, then by how long they have waited."""
    return sorted(cards, key=lambda card: (not card.is_silent, not card.error, card.item is None, card.since))


def _counts() -> dict[str, int]:
    counts = dict(ItemPage.objects.values_list("state").annotate(count=Count("pk")).order_by())
    files = Source.objects.main().without_item()
    refused = files.refused().count()
    counts[State.FAILED] = counts.get(State.FAILED, 0) + refused
    counts[State.RECEIVED] = counts.get(State.RECEIVED, 0) + files.count() - refused
    return counts
