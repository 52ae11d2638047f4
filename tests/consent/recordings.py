"""A real lecture, read and released, for tests of what its lecturer does next."""

from __future__ import annotations

import json
from pathlib import Path

from archive.models import Audience, Purpose
from consent import decisions
from consent.decisions import Choices
from ingest import renditions
from ingest.models import Source
from tests.ingest.desks import item_of, make_screened
from tests.ingest.factories import make_passage

SPEECH = Path(__file__).resolve().parents[2] / "samples" / "speech"


def make_lecture(content: bytes | None = None, *, media_type: str = "audio/mp4") -> Source:
    """The sample lecture with its script as the transcript, the words of each line shared out over its time."""
    source = make_screened((), kind="lecture", content=content or (SPEECH / "guest-lecture.m4a").read_bytes())
    source.media_type = media_type
    source.save()
    for number, line in enumerate(json.loads((SPEECH / "guest-lecture.json").read_text()), 1):
        words = shared_out(line["text"], line["start"], line["end"])
        make_passage(source, number=number, kind="speech", words=words, **line)
    return source


def shared_out(text: str, start: float, end: float) -> list[list[float]]:
    """The words of `text` with times by their letters."""
    found: list[list[float]] = []
    at = 0
    second = (end - start) / len(text)
    for word in text.split():
        at = text.index(word, at)
        found.append([at, at + len(word), start + at * second, start + (at + len(word)) * second])
        at += len(word)
    return found


def make_released_lecture(work, **fields) -> Source:
    """The same, released on its lecturer's yes."""
    source = make_lecture(**fields)
    item = item_of(source)
    rendition = renditions.make(item, by=None)
    for contributor in item.contributors.all():
        choices = Choices(Audience.PROGRAMME, frozenset(Purpose), named=True)
        decisions.grant(contributor, rendition, choices, by=contributor.user)
    work()
    assert item.active_release
    return source
