"""Captions for readers, from redacted passages alone."""

import html
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from webvtt import Caption, WebVTT

from ingest.extraction.passages import Passage, Word

LINE = 42  # characters, two lines at a time: what a viewer reads while listening
SHORTEST = 0.5  # seconds that a caption stays


def captions(passages: Iterable[Passage]) -> str:
    """The spoken passages as WebVTT (W3C WebVTT, 2019), cut at words where one is too long to be read at once."""
    result = WebVTT()
    for passage in passages:
        if passage.kind != "speech" or passage.start is None or passage.end is None:
            continue
        for start, end, text in _cues(passage):
            lines = wrap(" ".join(text.split()), LINE, break_long_words=False, break_on_hyphens=False)
            payload = "\n".join(html.escape(line, quote=False) for line in lines)
            result.captions.append(Caption(_timestamp(start), _timestamp(max(end, start + SHORTEST)), payload))
    return str(result.content)


def _cues(passage: Passage) -> Iterator[tuple[float, float, str]]:
    """(start, end, text) of pieces that fit two lines; passages that fit, or have no words, stay whole."""
    begin, finish = passage.start or 0.0, passage.end or 0.0
    if len(passage.text) <= 2 * LINE or not passage.words:
        if passage.text.strip():
            yield begin, finish, passage.text
        return
    pieces: list[list[Word]] = [[]]
    for word in passage.words:
        if pieces[-1] and word.end - pieces[-1][0].start > 2 * LINE:
            pieces.append([])
        pieces[-1].append(word)
    for index, piece in enumerate(pieces):
        start = begin if index == 0 else _cut(pieces[index - 1], piece)
        end = finish if index + 1 == len(pieces) else _cut(piece, pieces[index + 1])
        first = 0 if index == 0 else piece[0].start
        last = len(passage.text) if index + 1 == len(pieces) else pieces[index + 1][0].start
        yield start, end, passage.text[first:last]


def _cut(before: Sequence[Word], after: Sequence[Word]) -> float:
    """When `after` begins: not before the middle of the word ahead of it, whose time may be given generously."""
    last, first = before[-1].place, after[0].place
    return max([*first[:1], *([sum(last) / 2] if last else [])], default=0.0)


def _timestamp(seconds: float) -> str:
    milliseconds = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
