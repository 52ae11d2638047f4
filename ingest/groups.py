"""What is decided on the privacy officer's desk: places, and the groups in which they are decided in one go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive.personal_data import label as label_of
from ingest.models import Finding, FindingAnswer, FindingDecision, FindingQuestion

TRIAGES = (
    Finding.Triage.TO_DECIDE,
    Finding.Triage.CERTAIN,
    Finding.Triage.PUBLIC_ROLE,
    Finding.Triage.CITED_WORK,
    Finding.Triage.NOT_PERSONAL,
    Finding.Triage.OWN_NAME,
)
"""From what asks most of the officer to what asks least."""


@dataclass(frozen=True, slots=True)
class Place:
    """A finding where it stands. `sheet` counts from 1, `where` is its page or time.

    `decision` is "redact", "replace" (by `replacement`), "keep" or "" while undecided.
    """

    pk: int
    passage: int
    start: int
    end: int
    type: str
    triage: str
    reason: str
    score: float
    text: str
    sheet: int
    where: str
    decision: str
    ground: str
    replacement: str = ""

    @property
    def state(self) -> str:
        """How it is drawn: as decided, or by its triage while undecided."""
        return self.decision or self.triage

    @property
    def ground_label(self) -> str:
        return str(FindingDecision.Ground(self.ground).label) if self.ground else ""


@dataclass(frozen=True, slots=True)
class Group:
    """`answers` are those of the authors, given or waited for, when they were asked."""

    places: tuple[Place, ...]
    is_person: bool
    answers: tuple[FindingAnswer, ...] = ()

    @property
    def pk(self) -> int:
        return self.places[0].pk

    @property
    def text(self) -> str:
        """Its longest writing: "Kari Nordmann" rather than "Kari"."""
        return max((place.text for place in self.places), key=len)

    @property
    def type_label(self) -> str:
        return label_of(self.places[0].type)

    @property
    def triage(self) -> str:
        """That of the place which asks most of the officer."""
        return min((place.triage for place in self.places), key=order)

    @property
    def triage_label(self) -> str:
        return str(Finding.Triage(self.triage).label)

    @property
    def pseudonym(self) -> str:
        """What stands instead of it; "" where none of its places has a pseudonym."""
        return next((place.replacement for place in self.places if place.replacement), "")

    @property
    def undecided(self) -> int:
        return sum(not place.decision for place in self.places)

    @property
    def question(self) -> FindingQuestion | None:
        return self.answers[0].question if self.answers else None

    @property
    def answered(self) -> bool:
        """Whether it is undecided and an author has answered."""
        return bool(self.undecided) and any(each.answer for each in self.answers)

    @property
    def waits(self) -> bool:
        """Whether it is undecided, and the authors were asked and none has answered."""
        return bool(self.undecided and self.answers) and not self.answered

    @property
    def state(self) -> str:
        """ "redact", "replace" or "keep" when all its places are decided so, "mixed" when decided differently, else "open"."""
        if self.undecided:
            return "open"
        decisions = {place.decision for place in self.places}
        return decisions.pop() if len(decisions) == 1 else "mixed"

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of its places are undecided, redacted, replaced, kept; in words, without zeros."""
        found = Counter(place.decision for place in self.places)
        names = (("", _("to decide")), ("redact", _("redacted")), ("replace", _("replaced")), ("keep", _("kept")))
        return [(name, found[decision]) for decision, name in names if found[decision]]


def order(triage: str) -> int:
    """0 for what asks most of the officer."""
    return TRIAGES.index(Finding.Triage(triage))
