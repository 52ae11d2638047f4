"""A question to a search engine and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from search.expressions import Expression, parse

FACETS = ("kind", "cohort", "programme_class", "theme", "language", "year")
Sort = Literal["relevance", "newest", "oldest"]
CompletionKind = Literal["title", "name", "keyword", "phrase"]

MOST_A_PAGE = 100
DEEPEST = 10_000
"""Nobody leafs further than to this hit; pages beyond are empty, the total stays true."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which released items somebody asks for.

    `audiences` are the viewer's tokens; none means that nothing is found. `filters` maps a facet to the values chosen, any of
    which will do. `exclude` are ids of items whose index entry may be out of date: they are neither found nor counted.
    Without words the order is always newest first, unless `sort` says oldest.
    """

    text: str = ""
    audiences: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: frozenset[str] = frozenset()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10

    def __post_init__(self) -> None:
        if self.page < 1 or not 1 <= self.size <= MOST_A_PAGE:
            raise ValueError(f"There is no page {self.page} with {self.size} hits.")
        if unknown := set(self.filters) - set(FACETS):
            raise ValueError(f"These are not facets: {', '.join(sorted(unknown))}.")

    @property
    def expression(self) -> Expression:
        """What `text` means."""
        return parse(self.text)

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that speaks for its item: the best excerpt of it as safe HTML, with `<mark>` and nothing else."""

    number: int
    start: float | None
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found, with its title as safe HTML and its two best passages, best first."""

    id: str
    score: float
    title_html: str
    passages: tuple[PassageHit, ...] = ()
    shared: tuple[str, ...] = ()
    """For an item like another: the words that both have, as the other writes them, the most telling first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a question may become that begins as somebody types, and the newest item that has it."""

    kind: CompletionKind
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, how many there are in all, and how many items have each value of each facet.

    A facet's own filter doesn't narrow its own counts. Only values that occur are counted, the most frequent first.
    """

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
