"""What is said in a recording: the script's slides and sentences, and when each sentence was spoken.

The script is a text in `samples/texts`: a heading begins a slide, list items stand on it, and a paragraph `VOICE: …` is
speech. The sound is committed (`samples/speech/NAME.m4a`), because making it needs espeak-ng; beside it lies
`NAME.json` with the start and end of every sentence in seconds, written when the sound was made.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.samples.blocks import TEXTS, SampleText, read

SPEECH = TEXTS.parent / "speech"
SENTENCE_END = re.compile(r"(?<=[.?!])(?<!\d\.) (?=[A-ZÆØÅ])")


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide of the lecture: its heading and its points."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the script. `slide` counts from 0; `voice` is the speaker's name in the script."""

    slide: int
    voice: str
    text: str
    ends_turn: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """When a sentence was spoken, in seconds from the beginning."""

    sentence: Sentence
    start: float
    end: float


def slides(text: SampleText) -> list[Slide]:
    """The slides in order."""
    found: list[Slide] = []
    for block in text.blocks:
        if block.kind == "h1":
            found.append(Slide(block.text, ()))
        elif block.kind == "list":
            found[-1] = Slide(found[-1].heading, tuple(cell for (cell,) in block.rows))
    return found


def sentences(text: SampleText) -> Iterator[Sentence]:
    """The sentences in the order in which they are said."""
    slide = -1
    for block in text.blocks:
        if block.kind == "h1":
            slide += 1
        elif block.kind == "paragraph":
            voice, said = block.text.split(": ", 1)
            parts = SENTENCE_END.split(said)
            for part in parts:
                yield Sentence(max(slide, 0), voice, part, part is parts[-1])


def by_voice(text: SampleText, name: str) -> dict[str, str]:
    """A head value of the form `VOICE=value; VOICE=value`."""
    return dict(part.split("=", 1) for part in text.many(name))


def spoken(name: str) -> list[Spoken]:
    """The sentences of `NAME.md` with their times. Raises ValueError where the sound was made from another text."""
    said = list(sentences(read(f"{name}.md")))
    times = json.loads((SPEECH / f"{name}.json").read_text(encoding="utf-8"))
    if [sentence.text for sentence in said] != [entry["text"] for entry in times]:
        raise ValueError(f"{name}.m4a was made from another text: run `python -m tools.samples.speech {name}`.")
    return [Spoken(sentence, entry["start"], entry["end"]) for sentence, entry in zip(said, times, strict=True)]


def sound(name: str) -> Path:
    """The committed sound of a script."""
    return SPEECH / f"{name}.m4a"
