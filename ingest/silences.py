"""What a contributor took out of a recording: by time, so that it holds however the speech is written down, or not at all.

The wish itself is a row in the archive (`archive.models.Silence`); nobody decides about it. Whatever is said then is redacted in the
text as well, which silences the words at its edges with their padding (`redaction.stretches`), and a video is black meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive.models import ItemPage
from ingest.models import Passage, Source
from ingest.redaction.stretches import Stretch, joined

VOICE = "VOICE"
"""The type under which these redactions are counted and told."""

_STRAY = 1.0
"""Seconds that a word's time may lie outside its passage's."""


def of(item: ItemPage) -> list[Stretch]:
    """What is to be silent in `item`, in order, those that touch made one."""
    return joined(item.silences.stretches())


def heard_in(source: Source, silent: Iterable[Stretch]) -> Iterator[tuple[int, int, int]]:
    """What is said during the silences: a passage's key, and from where to where in its text."""
    for start, end in silent:
        near = source.passages.filter(start__lt=end + _STRAY, end__gt=start - _STRAY)
        for passage in near:
            part = part_within(passage, (start, end))
            if part:
                yield passage.pk, *part


def part_within(passage: Passage, silence: Stretch) -> tuple[int, int] | None:
    """The part of the text that is said in `silence`, from the first word that touches it to the last; None for nothing.

    All of it, if the whole passage lies within, and where no word has a time. Of what is read in pictures only what is seen then
    and at no other time.
    """
    start, end = silence
    begin, finish = passage.start or 0.0, passage.end or 0.0
    if not passage.text:
        return None
    if start <= begin and finish <= end:
        return 0, len(passage.text)
    if passage.kind == Passage.Kind.PICTURE:
        return None
    timed = [word for word in passage.words if len(word) == 4]
    if not timed:
        return (0, len(passage.text)) if begin < end and start < finish else None
    said = [(first, last) for first, last, *time in timed if _touch(time, silence)]
    return (min(first for first, _last in said), max(last for _first, last in said)) if said else None


def _touch(time: Sequence[float], silence: Stretch) -> bool:
    """Whether the two share some time; a word without length, whose time can't be true, counts at the edges as well."""
    (begin, finish), (start, end) = time, silence
    return (begin < end and start < finish) or (begin >= finish and start <= begin <= end)
