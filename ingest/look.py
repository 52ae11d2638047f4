"""What the privacy officer looks at: a tab of groups, one place among them, and the sheet on which it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.desk import ALL, Desk, Sheet
from ingest.groups import TRIAGES, Group, Place, order
from ingest.models import FindingDecision, Passage
from ingest.pseudonyms import Mention, proposal

CONTEXT = 110
"""Characters shown before and after a finding, at most."""
GROUPS_A_PAGE = 60
PICTURE, TEXT = "picture", "text"

Box = tuple[float, float, float, float]
"""Left, top, width, height in thousandths of the page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage's text, within one place or outside all."""

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A passage of the sheet, its text cut at the places."""

    passage: Passage
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Look:
    desk: Desk
    show: str
    view: str
    sheet: Sheet | None
    place: Place | None

    @property
    def group(self) -> Group | None:
        return self.desk.group_of[self.place.pk] if self.place else None

    @cached_property
    def groups(self) -> list[Group]:
        """All groups of the tab."""
        return self.desk.shown(self.show)

    @cached_property
    def _at(self) -> int:
        return self.groups.index(self.group) if self.group in self.groups else -1

    @property
    def _first(self) -> int:
        return max(self._at, 0) // GROUPS_A_PAGE * GROUPS_A_PAGE

    @property
    def listed(self) -> list[Group]:
        """The groups of the tab that are listed at once: those around the one looked at."""
        return self.groups[self._first : self._first + GROUPS_A_PAGE]

    @property
    def listed_before(self) -> Group | None:
        """The last group before those listed."""
        return self._group(self._first - 1)

    @property
    def listed_after(self) -> Group | None:
        return self._group(self._first + GROUPS_A_PAGE)

    @property
    def group_before(self) -> Group | None:
        return self._group(self._at - 1)

    @property
    def group_after(self) -> Group | None:
        return self._group(self._at + 1)

    def _group(self, at: int) -> Group | None:
        return self.groups[at] if 0 <= at < len(self.groups) else None

    @property
    def next_open_sheet(self) -> int | None:
        return self.desk.next_open_sheet(self.show, self.sheet.number if self.sheet else 0)

    @property
    def sheet_before(self) -> int | None:
        return self.sheet.number - 1 if self.sheet and self.sheet.number > 1 else None

    @property
    def sheet_after(self) -> int | None:
        return self.sheet.number + 1 if self.sheet and self.sheet.number < len(self.desk.sheets) else None

    @cached_property
    def leaves(self) -> list[Leaf]:
        if self.sheet is None:
            return []
        places = self.desk.places_on(self.sheet)
        return [Leaf(each, tuple(pieces(each.text, places.get(each.pk, ())))) for each in self.sheet.passages]

    @property
    def page(self) -> Passage | None:
        """The page, or the picture of a video, looked at, where the sheet is one."""
        return self.sheet.passages[0] if self.sheet and self.sheet.kind in Passage.DRAWN else None

    @cached_property
    def marks(self) -> list[tuple[Place, list[Box]]]:
        """Where the places of the page lie on its picture. One query."""
        if self.sheet is None or self.page is None:
            return []
        places = self.desk.places_on(self.sheet).get(self.page.pk, [])
        words = Passage.objects.values_list("words", flat=True).get(pk=self.page.pk)
        return [(place, boxes(words, place)) for place in places]

    @property
    def around(self) -> tuple[str, str, str] | None:
        """The place looked at with what stands before and after."""
        return around(self.desk, self.place) if self.place else None

    @property
    def standing(self) -> FindingDecision | None:
        """The decision that holds about the place looked at: who, when, on what ground."""
        return next((each for each in self.history if each.undone_at is None), None)

    @cached_property
    def pseudonym(self) -> str:
        """What the field for a pseudonym is filled in with: the one that the group has, or else a proposal."""
        group = self.group
        if group is None:
            return ""
        alike = (each for each in self.desk.groups if each.pseudonym and each.text.casefold() == group.text.casefold())
        if named := group.pseudonym or next((each.pseudonym for each in alike), ""):
            return named
        passages = self.desk.passages
        mentions = [
            Mention(place.type, passages[place.passage].text, place.start, place.end, passages[place.passage].language)
            for place in group.places
        ]
        taken = {each.pseudonym for each in self.desk.groups}
        return proposal(mentions, taken, (passage.text for passage in passages.values()))

    @cached_property
    def history(self) -> list[FindingDecision]:
        """What was ever decided about the place looked at. One query."""
        if self.place is None:
            return []
        return list(FindingDecision.objects.filter(finding=self.place.pk).select_related("by", "undone_by"))


def look_at(desk: Desk, asked: Mapping[str, str]) -> Look:
    """What the address asks for: `show` (a tab), `finding` (a key), `at` (a sheet), `view`. What can't be used is put right."""
    key, at = whole(asked.get("finding")), whole(asked.get("at"))
    group = desk.group_of.get(key)
    place = next((each for each in group.places if each.pk == key), None) if group else None
    show = tab(desk, asked.get("show", ""), group)
    at = at if at <= len(desk.sheets) else 0
    if place is None and at:
        here = [each for shown in desk.shown(show) for each in shown.places if each.sheet == at]
        place = next((each for each in here if not each.decision), here[0] if here else None)
    elif place is None:
        shown = desk.shown(show)
        place = desk.next_open(show, after=0) or (shown[0].places[0] if shown else None)
    number = at or (place.sheet if place else 1)
    view = TEXT if asked.get("view") == TEXT else PICTURE
    return Look(desk, show, view, desk.sheets[number - 1] if desk.sheets else None, place)


@dataclass(frozen=True, slots=True)
class Did:
    """What was decided last: `text` names it, `counts` as in `Group`; `pk` is a finding of it."""

    pk: int
    text: str
    counts: list[tuple[str, int]]


def did(desk: Desk, key: int) -> Did | None:
    """What was decided together with the finding `key`, if that stands. A fixed number of queries."""
    if key not in desk.group_of:
        return None
    decision = FindingDecision.objects.filter(finding=key, undone_at=None).first()
    if decision is None:
        return None
    together = decision.together().values_list("finding", flat=True)
    groups = {desk.group_of[each].pk for each in together if each in desk.group_of}
    group = desk.group_of[key]
    if len(groups) == 1:
        return Did(key, f"“{group.text}”", group.counts)
    found: Counter[str] = Counter()
    for each in desk.groups:
        if each.pk in groups:
            found.update(dict(each.counts))
    return Did(key, group.type_label, list(found.items()))


def sheet_at(desk: Desk, asked: str) -> int | None:
    """The number of the sheet with the page or section `asked` for, or the time ("12:30", or minutes); else of the one before it."""
    parts = [whole(part.strip()) for part in asked.split(":")][-3:]
    if desk.is_timed:
        parts = parts if len(parts) > 1 else [*parts, 0]
    wanted = sum(60**place * part for place, part in enumerate(reversed(parts)))
    before = [sheet.number for sheet in desk.sheets if _beginning(sheet) <= wanted]
    return before[-1] if before else None


def _beginning(sheet: Sheet) -> float:
    """Its page's number, or the second at which it begins; 0 for title, abstract and keywords."""
    start = sheet.passages[0].start
    return float(sheet.passages[0].number) if start is None else start


def tab(desk: Desk, asked: str, group: Group | None = None) -> str:
    """The tab asked for, if `group` is in it; else that of `group`; else the first that has something to decide."""
    if asked in (ALL, *TRIAGES) and (group is None or asked in (ALL, group.triage)):
        return asked
    if group is not None:
        return group.triage
    return next((triage for triage in TRIAGES if any(each.undecided for each in desk.shown(triage))), ALL)


def whole(value: str | None) -> int:
    """The number in `value`, or 0 when there is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else 0


def pieces(text: str, places: Iterable[Place]) -> Iterator[Piece]:
    """`text` cut at the edges of `places`. Where places overlap, the piece is that of the one that asks most."""
    places = sorted(places, key=_urgency)
    edges = sorted({0, len(text), *(edge for place in places for edge in (place.start, place.end))})
    for start, end in pairwise(edges):
        over = next((place for place in places if place.start <= start and end <= place.end), None)
        yield Piece(text[start:end], over)


def context(text: str, place: Place) -> tuple[str, str, str]:
    """What stands before the place, the place itself, and what stands after: whole words of the same paragraph."""
    before, after = text[: place.start], text[place.end :]
    start = max(before.rfind("\n\n") + 2 if "\n\n" in before else 0, len(before) - CONTEXT)
    if start and not before[start - 1].isspace():
        start = min([at for at in (before.find(" ", start), before.find("\n", start)) if at >= 0], default=start)
    end = min(after.find("\n\n") if "\n\n" in after else len(after), CONTEXT)
    if end < len(after) and not after[end].isspace():
        end = max(after.rfind(" ", 0, end), after.rfind("\n", 0, end), 0) or end
    return (
        ("… " if start else "") + before[start:].lstrip(),
        text[place.start : place.end],
        after[:end].rstrip() + (" …" if end < len(after.rstrip()) else ""),
    )


def around(desk: Desk, place: Place) -> tuple[str, str, str]:
    """The `context` of a place on the desk."""
    return context(desk.passages[place.passage].text, place)


def boxes(words: Sequence[Sequence[float]], place: Place) -> list[Box]:
    """Where `place` lies on its page, a box a line. `words` as in `Passage.words`."""
    lines: list[list[float]] = []
    for start, end, *box in words:
        if start < place.end and place.start < end and len(box) == 4:
            left, top, right, bottom = box
            if lines and abs(lines[-1][1] - top) < (bottom - top) / 2 and left >= lines[-1][0]:
                lines[-1] = [lines[-1][0], min(lines[-1][1], top), max(lines[-1][2], right), max(lines[-1][3], bottom)]
            else:
                lines.append([left, top, right, bottom])
    return [
        (round(1000 * left, 1), round(1000 * top, 1), round(1000 * (right - left), 1), round(1000 * (bottom - top), 1))
        for left, top, right, bottom in lines
    ]


def _urgency(place: Place) -> tuple[int, int, int]:
    """Undecided before redacted or replaced before kept; then by triage; then the longer."""
    decided = {"": 0, "redact": 1, "replace": 1, "keep": 2}[place.decision]
    return (decided, order(place.triage), place.start - place.end)
