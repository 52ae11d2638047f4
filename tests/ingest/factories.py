"""Sources, passages and findings for tests."""

from __future__ import annotations

import io
from typing import Any

from archive.models import ItemPage
from ingest import intake
from ingest.models import Finding, Passage, Source
from ingest.submissions import Submission
from people.models import User


def make_source(
    content: bytes = b"Ein tekst.",
    *,
    name: str = "fil.txt",
    by: User | None = None,
    item: ItemPage | None = None,
    **told: Any,
) -> Source:
    """A file received from `by`; `told` goes into the submission."""
    source = intake.receive(io.BytesIO(content), name=name, by=by, submission=Submission(**told))
    if item is not None:
        source.item = item
        source.save()
    return source


def make_passage(source: Source, text: str, *, number: int = 1, kind: str = "page", **fields: Any) -> Passage:
    return Passage.objects.create(source=source, text=text, number=number, kind=kind, **fields)


def make_finding(passage: Passage, text: str, *, kind: str = "PERSON", **fields: Any) -> Finding:
    """The first place where `text` stands in `passage`, flagged."""
    start = passage.text.index(text)
    return Finding.objects.create(
        **{
            "passage": passage,
            "start": start,
            "end": start + len(text),
            "type": kind,
            "score": 0.8,
            "reason": "–",
            **fields,
        }
    )
