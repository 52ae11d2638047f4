"""What the results page shows beside the hits: facets to choose from, chips to take away, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models.pages import Theme
from search import expressions, language
from search.query import FACETS

LABELS: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind"),
    "theme": gettext_lazy("Theme"),
    "cohort": gettext_lazy("Cohort"),
    "programme_class": gettext_lazy("Class"),
    "year": gettext_lazy("Year"),
    "language": gettext_lazy("Language"),
}
_KINDS: dict[str, str | Promise] = {
    "thesis": gettext_lazy("Thesis"),
    "lecture": gettext_lazy("Lecture"),
    "material": gettext_lazy("Material"),
}
_LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
RANGE = ("year_from", "year_to")
EXACT = "exact"
"""The parameter of an address that asks for what was typed and nothing else."""
EARLIEST, LATEST = 1950, 2099
"""Years that a range may reach to."""
_NO_YEAR = "0"
SHOWN = 8
"""Values of a facet that stand open; the others are behind "more"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many hits have it, and whether it is chosen. `id` tells its field from the page's others."""

    facet: str
    id: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def open(self) -> tuple[Choice, ...]:
        return self.choices[:SHOWN]

    @property
    def more(self) -> tuple[Choice, ...]:
        return self.choices[SHOWN:]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and the query string without it."""

    label: str
    query: str


def chosen(parameters: QueryDict) -> dict[str, tuple[str, ...]]:
    """The facets' values in an address. What is no facet is left alone."""
    filters = {facet: tuple(value for value in parameters.getlist(facet)[:20] if value) for facet in FACETS}
    return {facet: values for facet, values in filters.items() if values}


@dataclass(frozen=True, slots=True)
class Years:
    """From one year to another, both included; None is open."""

    first: int | None = None
    last: int | None = None

    @property
    def label(self) -> str:
        if self.first and self.last:
            return f"{self.first}–{self.last}" if self.first < self.last else str(self.first)
        return _("from %(year)d") % {"year": self.first} if self.first else _("until %(year)d") % {"year": self.last}

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None


def years(parameters: QueryDict) -> Years:
    """The range of years in an address, turned round where it stands the wrong way."""
    return span_of(_year(parameters.get(RANGE[0], "")), _year(parameters.get(RANGE[1], "")))


def span_of(first: int | None, last: int | None) -> Years:
    return Years(last, first) if first and last and last < first else Years(first, last)


def _year(value: str) -> int | None:
    value = value.strip()
    return min(max(int(value), EARLIEST), LATEST) if value.isdecimal() and len(value) <= 4 else None


def narrowed(filters: dict[str, tuple[str, ...]], between: Years) -> dict[str, tuple[str, ...]]:
    """`filters` and the range together: the years chosen that lie within it, or all of it where none is chosen."""
    if not between:
        return filters
    within = [str(year) for year in range(between.first or EARLIEST, (between.last or LATEST) + 1)]
    ticked = filters.get("year", within)
    return {**filters, "year": tuple(year for year in within if year in ticked) or (_NO_YEAR,)}


def asking_instead(parameters: QueryDict, text: str) -> Chip | None:
    """The same search for `text`; nothing where that is empty."""
    if not text:
        return None
    return Chip(text, asking(parameters, text))


def asking_exactly(parameters: QueryDict) -> Chip:
    """The same search for what was typed, however little has it."""
    rest = _first_page(parameters)
    rest[EXACT] = "1"
    return Chip(parameters.get("q", ""), rest.urlencode())


def asking(parameters: QueryDict, text: str) -> str:
    """The query string of the same search for `text`."""
    rest = _first_page(parameters)
    if text != rest.get("q", ""):
        rest["q"] = text
        rest.pop(EXACT, None)
    return rest.urlencode()


def fewer_words(parameters: QueryDict) -> list[Chip]:
    """The same search for each of the question's words alone, the longest first."""
    words = {match[0] for match in expressions.loose_words(parameters.get("q", ""))}
    telling = sorted(
        (word for word in words if len(word) > 3 and not language.is_stop_word(word)), key=len, reverse=True
    )
    found = [asking_instead(parameters, word) for word in telling[:SHOWN]] if len(words) > 1 else []
    return [chip for chip in found if chip]


def facets(counts: dict[str, list[tuple[str, int]]], filters: dict[str, tuple[str, ...]]) -> list[Facet]:
    """In the order of `LABELS`. A chosen value stays to be taken away, though nothing has it any more."""
    found = []
    for name, label in LABELS.items():
        values = dict(counts.get(name, ()))
        values |= {value: 0 for value in filters.get(name, ()) if value not in values}
        if name in ("year", "cohort"):
            values = dict(sorted(values.items(), reverse=True))
        choices = tuple(
            Choice(
                name, f"{name}-{slugify(value)}", value, value_label(name, value), count, value in filters.get(name, ())
            )
            for value, count in values.items()
            if value
        )
        if choices:
            found.append(Facet(name, str(label), choices))
    return found


def narrowing(parameters: QueryDict) -> dict[str, tuple[str, ...]]:
    """All that an address narrows the search by, for the engine."""
    return narrowed(chosen(parameters), years(parameters))


def chips(parameters: QueryDict) -> list[Chip]:
    """One for each chosen value, and one for the range of years."""
    filters, between = chosen(parameters), years(parameters)
    rest = _first_page(parameters)
    for name in RANGE:
        rest.pop(name, None)
    ranged = [Chip(f"{LABELS['year']}: {between.label}", rest.urlencode())] if between else []
    return ranged + [
        Chip(f"{LABELS[name]}: {value_label(name, value)}", _without(parameters, name, value))
        for name, values in filters.items()
        for value in values
    ]


def value_label(facet: str, value: str) -> str:
    """A facet's value in words."""
    if facet == "kind":
        return str(_KINDS.get(value, value))
    if facet == "language":
        return _(_LANGUAGES[value]) if value in _LANGUAGES else value
    if facet == "theme" and value.isdecimal() and int(value) in Theme.values:
        return str(Theme(int(value)).label)
    return value


def _without(parameters: QueryDict, name: str, value: str) -> str:
    rest = _first_page(parameters)
    rest.setlist(name, [each for each in rest.getlist(name) if each != value])
    return rest.urlencode()


def _first_page(parameters: QueryDict) -> QueryDict:
    rest = parameters.copy()
    rest.pop("page", None)
    return rest
