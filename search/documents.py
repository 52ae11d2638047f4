"""What is indexed: one document for each released item, with its passages.

A document holds nothing but released text. Who may see it is its one audience token; the engine only compares tokens.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

Kind = Literal["thesis", "lecture", "material"]


@dataclass(frozen=True, slots=True)
class PassageText:
    """One page, or one stretch of speech from `start` (seconds) on."""

    number: int
    start: float | None
    text: str
    language: str
    """`nb`, `nn`, `en`, or empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class Document:
    """A released item as the index knows it. A value that an item lacks is an empty string, `year` then 0."""

    id: str
    kind: Kind
    title: str
    abstract: str
    keywords: tuple[str, ...]
    names: tuple[str, ...]
    """Only the names that their bearers let be shown."""
    language: str
    cohort: str
    programme_class: str
    place: str
    theme: str
    year: int
    released: date
    audience: str
    """One token: `class:7`, `cohort:3`, `programme` or `public`."""
    passages: tuple[PassageText, ...]


def dump(document: Document) -> str:
    """`document` as one line of JSON, the same line for equal documents."""
    return json.dumps({**asdict(document), "released": document.released.isoformat()}, separators=(",", ":"))


def load(line: str) -> Document:
    """The document that `dump` wrote."""
    values = json.loads(line)
    return Document(
        **{
            **values,
            "keywords": tuple(values["keywords"]),
            "names": tuple(values["names"]),
            "released": date.fromisoformat(values["released"]),
            "passages": tuple(PassageText(**passage) for passage in values["passages"]),
        }
    )


def fingerprint(document: Document) -> str:
    """A short digest of everything in `document`, to see whether an index holds it as it is now."""
    return hashlib.sha256(dump(document).encode()).hexdigest()[:16]
