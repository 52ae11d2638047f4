"""What a rendition is made from, boiled down to spans to redact and one digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.models import Contributor, ItemPage, Rendition
from archive.models.silences import lie_within
from ingest import review, silences
from ingest.models import Finding, FindingDecision, Making, Passage, Source
from ingest.redaction.stretches import Stretch

VERSION = 2
"""Raised when the same decisions would give another rendition, as after a change of how redactions are drawn."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage's text that is redacted in a rendition."""

    passage: int
    start: int
    end: int
    type: str
    replacement: str = ""
    """The pseudonym that stands there instead; "" for a mask."""


@dataclass(frozen=True, slots=True)
class Recipe:
    source: Source
    passages: tuple[Passage, ...]
    spans: frozenset[Span]
    unnamed: frozenset[int]
    silences: tuple[Stretch, ...]
    """What is silent at a contributor's own wish, in order and apart."""
    texts: str
    digest: str

    def spans_of(self, passage: Passage) -> list[Span]:
        """In order; of those at one place a pseudonym comes first."""
        return sorted((span for span in self.spans if span.passage == passage.pk), key=_order)

    def numbers(self) -> dict[int, int]:
        """The number of each passage in the rendition, by its key: what is seen in a recording comes after what is said."""
        seen = {passage for passage in self.passages if passage.kind == Passage.Kind.PICTURE}
        last = max((passage.number for passage in self.passages if passage not in seen), default=0)
        return {passage.pk: passage.number + (last if passage in seen else 0) for passage in self.passages}

    def only_redacts_more_than(self, other: Making) -> bool:
        """Whether it differs from what `other` was made from in nothing but further redactions.

        A mask in place of a pseudonym says less and counts as such; another pseudonym, or one in place of a mask, does not.
        """
        before = [Span(*span) for span in other.spans]
        return (
            self.texts == other.texts
            and lie_within(other.rendition.silences, self.silences)
            and all(span in self.spans or replace(span, replacement="") in self.spans for span in before)
        )

    def counts(self) -> dict[str, int]:
        """How many places are redacted, by type."""
        return dict(Counter(type_ for *_place, type_ in {(s.passage, s.start, s.end, s.type) for s in self.spans}))


def recipe(item: ItemPage, unnamed: Iterable[int] = ()) -> Recipe:
    """The recipe for `item` as decided now, leaving out the names of the `unnamed` contributors."""
    source = review.source_of(item)
    if source is None:
        raise ValueError("An item without a source has no recipe.")
    passages = tuple(source.passages.defer("words"))
    unnamed = frozenset(unnamed)
    silent = silences.of(item)
    spans = frozenset(_decided(source)) | frozenset(_names(item, passages, unnamed)) | frozenset(_heard(source, silent))
    texts = _digest(_contents(source, passages))
    places = sorted([span.passage, span.start, span.end, *filter(None, [span.replacement])] for span in spans)
    made_of = [texts, places, sorted(unnamed), VERSION, *filter(None, [silent])]
    return Recipe(source, passages, spans, unnamed, tuple(silent), texts, _digest(made_of))


def acceptable(item: ItemPage) -> set[str]:
    """The digests under which the current rendition counts as made from what is decided now."""
    rendition = item.current_rendition
    digest = recipe(item, rendition.unnamed if rendition else ()).digest
    return digests(digest, rendition) if rendition else {digest}


def digests(digest: str, rendition: Rendition) -> set[str]:
    """The digests under which `rendition` counts as made from the recipe `digest`: its own, or as made of it once more."""
    before = Rendition.objects.filter(item=rendition.item_id, pk__lt=rendition.pk).first()
    return {digest, again(digest, before)} if before else {digest}


def again(digest: str, before: Rendition) -> str:
    """The digest of a recipe that a rendition was made of already, when `before` came in between."""
    return _digest([digest, before.pk])


def _decided(source: Source) -> Iterator[Span]:
    hidden = FindingDecision.objects.filter(finding__passage__source=source, undone_at=None).exclude(
        action=FindingDecision.Action.KEEP
    )
    fields = ("passage_id", "start", "end", "type")
    for span in hidden.values_list(*(f"finding__{name}" for name in fields), "replacement"):
        yield Span(*span)


def _heard(source: Source, silent: Iterable[Stretch]) -> Iterator[Span]:
    """What is said during the silences."""
    for passage, start, end in silences.heard_in(source, silent):
        yield Span(passage, start, end, silences.VOICE)


def _order(span: Span) -> tuple[int, int, bool, str, str]:
    return span.start, span.end, not span.replacement, span.replacement, span.type


def _names(item: ItemPage, passages: tuple[Passage, ...], unnamed: frozenset[int]) -> Iterator[Span]:
    """Every place where an unnamed contributor's name stands: in full, the last name, or as found by the analyzer."""
    for contributor in Contributor.objects.filter(item=item, pk__in=unnamed):
        pattern = _name_pattern(contributor.name)
        for passage in passages:
            for match in pattern.finditer(passage.text):
                yield Span(passage.pk, match.start(), match.end(), "PERSON")
        own = Finding.objects.filter(contributor=contributor)
        for passage_id, start, end, type_ in own.values_list("passage_id", "start", "end", "type"):
            yield Span(passage_id, start, end, type_)


def _name_pattern(name: str) -> re.Pattern[str]:
    """The whole name, any two of its parts in a row, or one part alone, in any case and with a genitive s; never within a word."""
    parts = sorted((re.escape(part) for part in name.split() if len(part) > 1), key=len, reverse=True)
    if not parts:
        raise ValueError("A contributor has no name.")
    return re.compile(rf"\b(?:{'|'.join(parts)})s?\b", re.IGNORECASE)


def _contents(source: Source, passages: tuple[Passage, ...]) -> list[object]:
    return [
        source.sha256,
        sorted(source.companions.values_list("sha256", flat=True)),
        [[passage.pk, passage.kind, passage.number, passage.text] for passage in passages],
    ]


def _digest(content: list[object]) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
