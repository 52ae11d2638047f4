"""The privacy officer's desk: an item laid out to be reviewed, sheet by sheet, with its findings in groups.

A *sheet* is what is looked at in one go: title, abstract and keywords together; a page; a section; a picture of a video; some minutes of speech.
A *group* is what is decided in one go: one person, or one text of one type, with all its places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Subquery
from django.utils.translation import gettext as _

from archive.models import ItemPage
from archive.personal_data import label as label_of
from archive.templatetags.samling import clock
from ingest import review
from ingest.groups import TRIAGES, Group, Place
from ingest.models import Finding, FindingAnswer, Passage, Source
from ingest.personal_data.detections import FACE

Key = tuple[str, str, str]
"""What findings have in common that are decided together, see `ingest.review.group_key`."""
STRETCHES = 20
"""Stretches of speech on a sheet: some two minutes."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`number` counts from 1 in reading order; `short` is its page number or time. Its passages come without `words`."""

    number: int
    label: str
    short: str
    passages: tuple[Passage, ...]

    @property
    def kind(self) -> str:
        return self.passages[0].kind

    @property
    def is_speech(self) -> bool:
        return self.kind == Passage.Kind.SPEECH


@dataclass(frozen=True)
class Desk:
    item: ItemPage
    source: Source
    sheets: list[Sheet]
    places: list[Place]
    groups: list[Group]

    @cached_property
    def total(self) -> int:
        return len(self.places)

    @cached_property
    def decided(self) -> int:
        return sum(bool(place.decision) for place in self.places)

    @property
    def undecided(self) -> int:
        return self.total - self.decided

    @property
    def is_timed(self) -> bool:
        """Whether it is of a recording: what is said and seen has a time, and no page number."""
        return any(sheet.kind in (Passage.Kind.SPEECH, Passage.Kind.PICTURE) for sheet in self.sheets)

    @cached_property
    def passages(self) -> dict[int, Passage]:
        """The passages of all sheets in their order, by their key."""
        return {passage.pk: passage for sheet in self.sheets for passage in sheet.passages}

    @cached_property
    def group_of(self) -> dict[int, Group]:
        """The group of each finding, by its key."""
        return {place.pk: group for group in self.groups for place in group.places}

    def shown(self, show: str) -> list[Group]:
        """The groups of one triage, or all."""
        return [group for group in self.groups if show in (ALL, group.triage)]

    def tabs(self) -> list[tuple[str, str, int, int]]:
        """For each triage that occurs, and for all: its name, in words, groups undecided, groups."""
        named = [(triage.value, str(triage.label)) for triage in TRIAGES] + [(ALL, _("all"))]
        found = [(name, words, self.shown(name)) for name, words in named]
        return [
            (name, words, sum(bool(group.undecided) for group in groups), len(groups))
            for name, words, groups in found
            if groups or name in (ALL, Finding.Triage.TO_DECIDE)
        ]

    def of_a_kind(self, group: Group) -> list[Group]:
        """The groups of the same type and triage with something undecided that no author is asked about, `group` among them."""
        kind = (group.places[0].type, group.triage)
        return [
            each
            for each in self.groups
            if (each.places[0].type, each.triage) == kind and each.undecided and not each.answers
        ]

    @cached_property
    def waiting(self) -> int:
        """How many groups wait for an author's answer."""
        return sum(group.waits for group in self.groups)

    @cached_property
    def answered(self) -> int:
        return sum(group.answered for group in self.groups)

    def proposals(self) -> list[tuple[str, int]]:
        """What accepting the proposals would decide: triages with how many findings."""
        left = [group for group in self.groups if not group.answers]
        waiting = Counter(place.triage for group in left for place in group.places if not place.decision)
        return [(triage, waiting[triage]) for triage in review.PROPOSALS if waiting[triage]]

    def redactions(self) -> list[tuple[str, int]]:
        """What is to be redacted or replaced as decided now: types in words with how many places, most first."""
        found = Counter(place.type for place in self.places if place.decision in ("redact", "replace"))
        return [(label_of(type_), count) for type_, count in found.most_common()]

    def next_open(self, show: str, after: int) -> Place | None:
        """The first undecided place of the groups `shown`, from the group of finding `after` on, and then from the start.

        Those that wait for an author come last.
        """
        groups = self.shown(show)
        current = self.group_of.get(after)
        at = groups.index(current) if current in groups else 0
        for group in sorted(groups[at:] + groups[:at], key=lambda group: group.waits):
            for place in group.places:
                if not place.decision:
                    return place
        return None

    def next_open_sheet(self, show: str, after: int) -> int | None:
        """The next sheet with something undecided among the groups `shown`, round to the start; None when there is no other."""
        waiting = {place.sheet for group in self.shown(show) for place in group.places if not place.decision} - {after}
        return min(waiting, key=lambda sheet: (sheet < after, sheet), default=None)

    def places_on(self, sheet: Sheet) -> dict[int, list[Place]]:
        """The places on `sheet`, by the key of their passage."""
        found: dict[int, list[Place]] = defaultdict(list)
        for place in self.places:
            if place.sheet == sheet.number:
                found[place.passage].append(place)
        return found


def desk_of(item: ItemPage, source: Source) -> Desk:
    """Lay out `item`. Three queries, whatever the number of pages and findings."""
    passages = [each for each in source.passages.defer("words").order_by("number", "pk") if each.text.strip()]
    sheets = list(_sheets(passages))
    sheet_of = {passage.pk: sheet for sheet in sheets for passage in sheet.passages}
    passage_of = {passage.pk: passage for passage in passages}
    standing = review.standing()
    findings = (
        Finding.objects.filter(passage__source=source)
        .annotate(
            action=Subquery(standing.values("action")[:1]),
            ground=Subquery(standing.values("ground")[:1]),
            replacement=Subquery(standing.values("replacement")[:1]),
        )
        .order_by("passage__number", "passage_id", "start", "-end", "pk")
    )
    places, groups, persons = [], defaultdict(list), set()
    for finding in findings:
        passage = passage_of[finding.passage_id]
        place = _place(finding, passage, sheet_of[passage.pk])
        places.append(place)
        key = review.group_key(finding, passage.text)
        groups[key].append(place)
        if finding.person:
            persons.add(key)
    answers = _answers(source, {place.pk: key for key, each in groups.items() for place in each})
    made = [Group(tuple(each), key in persons, tuple(answers[key])) for key, each in groups.items()]
    return Desk(item, source, sheets, places, made)


def _answers(source: Source, key_of: dict[int, Key]) -> dict[Key, list[FindingAnswer]]:
    """The authors' answers, by the key of the group they are about. `key_of` tells it of each finding."""
    found: dict[Key, list[FindingAnswer]] = defaultdict(list)
    asked = FindingAnswer.objects.filter(question__finding__passage__source=source)
    for each in asked.select_related("question__asked_by", "contributor"):
        found[key_of[each.question.finding_id]].append(each)
    return found


def _sheets(passages: Sequence[Passage]) -> Iterator[Sheet]:
    details = tuple(passage for passage in passages if passage.kind in Passage.METADATA)
    leaves = [passage for passage in passages if passage.kind in (Passage.Kind.PAGE, Passage.Kind.SECTION)]
    speech = [passage for passage in passages if passage.kind == Passage.Kind.SPEECH]
    number = 0
    if details:
        number += 1
        yield Sheet(number, _("Title, abstract and keywords"), _("title"), details)
    for leaf in leaves:
        number += 1
        name = (
            _("Page %(number)d of %(last)d") if leaf.kind == Passage.Kind.PAGE else _("Section %(number)d of %(last)d")
        )
        label = name % {"number": leaf.number, "last": leaves[-1].number}
        yield Sheet(number, label, str(leaf.number), (leaf,))
    for seen in (passage for passage in passages if passage.kind == Passage.Kind.PICTURE):
        number += 1
        start, end = clock(seen.start), clock(seen.end)
        yield Sheet(number, _("Seen from %(start)s to %(end)s") % {"start": start, "end": end}, start, (seen,))
    for at in range(0, len(speech), STRETCHES):
        number += 1
        stretch = speech[at : at + STRETCHES]
        start, end = clock(stretch[0].start), clock(stretch[-1].end)
        yield Sheet(number, _("Recording %(start)s–%(end)s") % {"start": start, "end": end}, start, tuple(stretch))


def _place(finding: Finding, passage: Passage, sheet: Sheet) -> Place:
    return Place(
        pk=finding.pk,
        passage=finding.passage_id,
        start=finding.start,
        end=finding.end,
        type=finding.type,
        triage=finding.triage,
        reason=_(finding.reason),
        score=finding.score,
        text=_("Face") if finding.type == FACE else " ".join(passage.text[finding.start : finding.end].split()),
        sheet=sheet.number,
        where=clock(passage.start) if sheet.is_speech else sheet.short,
        decision=getattr(finding, "action", None) or "",
        ground=getattr(finding, "ground", None) or "",
        replacement=getattr(finding, "replacement", None) or "",
    )
