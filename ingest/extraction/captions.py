"""Reads a caption file, WebVTT or SubRip, as speech: what a person wrote down is better than what a model hears.

Read strictly, by hand: the usual libraries pass over a caption that they don't understand, and its names would go unseen.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

from ingest.extraction import sandbox
from ingest.extraction.encoding import encoding_of
from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable

TIMING = re.compile(r"\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})(?:\s.*)?$")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
TAG = re.compile(r"</?[a-zA-Z\d][^<>]*>|</?>|\{\\[^{}]*\}")  # WebVTT's and SubRip's, and SubRip's {\an8}
SLACK = 1.5  # seconds that a word may be earlier or later than an even speaker would say it
ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")

Lines = list[tuple[int, str]]


def read(path: Path) -> Iterator[Passage]:
    """The captions in the file at `path`, one passage each. Raises `Unusable` "bad_captions" (with the line), "no_captions".

    A word's time is its part of the caption's, by letters, and `SLACK` on either side within the caption, for nobody speaks
    that evenly. A speaker's name (`<v Kari>`) becomes part of the text, so that it is looked at like the rest; it has no time.
    """
    yield from sandbox.stream(read_captions, path)


def read_captions(name: str) -> Iterator[Passage]:
    """`read`, in the sandbox."""
    path = Path(name)
    lines = path.read_text(encoding=encoding_of(path)).removeprefix("\ufeff").splitlines()
    number = 0
    for block in _blocks(lines):
        if (block[0][0] == 1 and block[0][1].startswith("WEBVTT")) or ASIDE.match(block[0][1]):
            continue
        for start, end, text in _cues(block):
            passage = _passage(number + 1, text, start, end)
            if passage.text:
                number += 1
                yield passage
    if not number:
        raise Unusable("no_captions")


def _blocks(lines: Sequence[str]) -> Iterator[Lines]:
    """The stretches between blank lines, their lines numbered from 1."""
    block: Lines = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cues(block: Lines) -> Iterator[tuple[float, float, str]]:
    """The captions of a block as (start, end, text); several where the blank lines between them are missing."""
    at = [index for index, (_number, line) in enumerate(block) if "-->" in line]
    if not at or at[0] > 1:  # At most a name or a number before the times.
        raise Unusable("bad_captions", line=block[0][0])
    for index, following in zip(at, [*at[1:], None], strict=True):
        number, line = block[index]
        times = TIMING.match(line)
        if not times:
            raise Unusable("bad_captions", line=number)
        start, end = _seconds(times[1]), _seconds(times[2])
        if end <= start:
            raise Unusable("bad_captions", line=number)
        text = [line for _number, line in block[index + 1 : following]]
        if following is not None and text and text[-1].strip().isdigit():
            text.pop()  # The next one's number.
        yield start, end, "\n".join(text)


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)


def _passage(number: int, payload: str, start: float, end: float) -> Passage:
    """The caption as a passage; its words with their times, those of a speaker's name without."""
    texts = [(text, is_spoken) for part, is_spoken in _parts(payload) for text in part.split()]
    letters = sum(len(text) for text, is_spoken in texts if is_spoken)
    words: list[Word] = []
    at, time = 0, start
    for text, is_spoken in texts:
        place: tuple[float, ...] = ()
        if is_spoken:
            length = (end - start) * len(text) / letters
            place = (round(max(start, time - SLACK), 3), round(min(end, time + length + SLACK), 3))
            time += length
        words.append(Word(at, at + len(text), place))
        at += len(text) + 1
    return Passage(number, "speech", " ".join(text for text, _is_spoken in texts), start, end, words=tuple(words))


def _parts(payload: str) -> Iterator[tuple[str, bool]]:
    """The payload without its tags, cut where a speaker is named, with whether the part is spoken."""
    for index, part in enumerate(VOICE.split(payload)):
        is_name = index % 2 == 1
        text = unescape(TAG.sub("", part))
        yield (f"{text}:" if is_name else text), not is_name
