"""What the results page shows beside the hits: facets to choose from, chips to take away, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models.pages import Theme
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
SHOWN = 8
"""Values of a facet that stand open; the others are behind "more"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many hits have it, and whether it is chosen."""

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


def facets(counts: dict[str, list[tuple[str, int]]], filters: dict[str, tuple[str, ...]]) -> list[Facet]:
    """In the order of `LABELS`. A chosen value stays to be taken away, though nothing has it any more."""
    found = []
    for name, label in LABELS.items():
        values = dict(counts.get(name, ()))
        values |= {value: 0 for value in filters.get(name, ()) if value not in values}
        if name in ("year", "cohort"):
            values = dict(sorted(values.items(), reverse=True))
        choices = tuple(
            Choice(value, value_label(name, value), count, value in filters.get(name, ()))
            for value, count in values.items()
            if value
        )
        if choices:
            found.append(Facet(name, str(label), choices))
    return found


def chips(parameters: QueryDict, filters: dict[str, tuple[str, ...]]) -> list[Chip]:
    """One for each chosen value."""
    return [
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
    rest = parameters.copy()
    rest.setlist(name, [each for each in rest.getlist(name) if each != value])
    rest.pop("side", None)
    return rest.urlencode()
