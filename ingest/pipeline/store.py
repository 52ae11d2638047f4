"""Writing extracted passages so that a step can be run again without losing what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.extraction.passages import Passage as Extracted
from ingest.extraction.passages import Word
from ingest.models import Passage, Source
from ingest.pipeline.step import Progress

CHUNK = 50
"""Passages held in memory at a time."""


def put(source: Source, passages: Iterable[Extracted], progress: Progress, total: int) -> int:
    """Store `passages`, each in place of the one with the same kind and number; return how many.

    A passage whose text is the same keeps its findings; one whose text differs loses them, as their offsets mean nothing there.
    """
    count = 0
    for passage in passages:
        put_one(source, passage)
        count += 1
        progress(count, max(total, count))
    return count


def put_one(source: Source, passage: Extracted) -> Passage:
    row = Passage.objects.filter(source=source, kind=passage.kind, number=passage.number).first()
    if row is None:
        row = Passage(source=source, kind=passage.kind, number=passage.number)
    elif passage.pictures and row.text.startswith(passage.text):
        return row  # From an earlier run, with what was in the pictures: those are looked at again in a moment.
    elif row.text != passage.text:
        row.findings.all().delete()
    row.text, row.start, row.end = passage.text, passage.start, passage.end
    row.language = passage.language or row.language
    row.words = [[word.start, word.end, *word.place] for word in passage.words]
    row.save()
    return row


def remove_beyond(source: Source, kinds: Iterable[str], number: int) -> None:
    """Forget passages of `kinds` after `number`, left from an earlier run."""
    source.passages.filter(kind__in=list(kinds), number__gt=number).delete()


def extracted(source: Source) -> Iterator[Extracted]:
    """The stored passages but title, abstract and keywords, in order."""
    rows = source.passages.exclude(kind__in=Passage.METADATA).order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        words = tuple(Word(start, end, tuple(place)) for start, end, *place in row.words)
        yield Extracted(row.number, row.kind, row.text, row.start, row.end, row.language, words)
