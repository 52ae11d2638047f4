"""What became of the personal data in a rendition, told to those who made the work: taken out, replaced, left in, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive.models import Rendition
from archive.personal_data import GROUNDS, label
from archive.templatetags.samling import clock


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the rendition: its page number or time, and the query that opens it; "" for title, abstract and keywords."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """How many findings of a kind became the same, in words. `ground` says why they stay, "" for what is gone."""

    kind: str
    ground: str
    count: int
    spots: list[Spot]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in words, and to what."""

    words: str
    rows: list[Row]

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)


def outcomes(rendition: Rendition, starts: Mapping[int, float]) -> list[Outcome]:
    """What `rendition.outcomes` says, most first. `starts` tells the second at which each stretch of a recording begins."""
    words = {"redact": _("Taken out"), "replace": _("Replaced by a pseudonym"), "keep": _("Left in")}
    found = []
    for action, title in words.items():
        rows = [
            Row(
                label(kind),
                str(GROUNDS.get(ground, "")),
                count,
                [_spot(number, starts) for number in sorted(numbers, key=lambda number: (not number, number))],
            )
            for each, ground, kind, count, numbers in rendition.outcomes
            if each == action
        ]
        if rows:
            found.append(Outcome(title, sorted(rows, key=lambda row: -row.count)))
    return found


def _spot(number: int, starts: Mapping[int, float]) -> Spot:
    if number == 0:
        return Spot(_("title, abstract or keywords"), "")
    if number in starts:
        return Spot(clock(starts[number]), f"?t={int(starts[number])}")
    return Spot(str(number), f"?side={number}")
