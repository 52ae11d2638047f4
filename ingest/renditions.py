"""Making the rendition: redacted text and files from a source and the decisions, verified before it exists."""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from itertools import accumulate
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from archive import events, publication
from archive.models import ItemPage, Rendition, RenditionFile, RenditionPassage
from ingest import files, recipes, review
from ingest.exceptions import OriginalDeleted, Refused
from ingest.extraction import sandbox
from ingest.extraction.passages import Passage as Extracted
from ingest.extraction.passages import Word
from ingest.extraction.reasons import ConverterMissing
from ingest.models import Making, Passage
from ingest.outcomes import outcomes
from ingest.pipeline.step import Progress
from ingest.recipes import Recipe, recipe
from ingest.redaction import captions, document, media, pictures
from ingest.redaction.boxes import Box
from ingest.redaction.covers import Cover, covered, covers_in
from ingest.redaction.spans import Redaction, label_for, redact_passage
from ingest.redaction.stretches import PADDING, Stretch, joined, stretches_of
from people.models import User

Kind = RenditionFile.Kind

WHOLE_PICTURE = Box(0.0, 0.0, 1.0, 1.0)
"""What is black while a contributor's voice is out: a mouth can be read, and a face says who spoke."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made for a rendition, still in a temporary folder."""

    kind: RenditionFile.Kind
    number: int
    path: Path
    content_type: str
    sha256: str


def make(item: ItemPage, *, by: User | None, progress: Progress = lambda done, total: None) -> Rendition:
    """The rendition of `item` from what is decided now; the current one if it was made from just that.

    Contributors who have chosen to stay unnamed are left out of it. Raises `Refused` while findings are undecided, and when a
    redacted string is found again in the result: then there is no rendition.
    """
    source = review.source_of(item)
    if source is not None and source.emptied_at is not None:
        raise OriginalDeleted
    if review.undecided(item).exists():
        raise Refused(_("Decide about every finding first."))
    made_of = recipe(item, _unnamed(item))
    if made_of.source.passages.filter(kind=Passage.Kind.SECTION).exists():
        raise ConverterMissing  # Readers get a PDF, and none could be made when the text was read.
    current = item.current_rendition
    if current is not None and current.recipe in recipes.digests(made_of.digest, current):
        return current
    if current is not None and Rendition.objects.filter(item=item, recipe=made_of.digest).exists():
        made_of = replace(made_of, digest=recipes.again(made_of.digest, current))
    passages = [(passage, _extracted(passage), _redactions(made_of, passage)) for passage in _passages(made_of)]
    redacted = [(passage, redact_passage(text, spans)) for passage, text, spans in passages]
    with tempfile.TemporaryDirectory() as folder:
        parts = [(text, spans) for passage, text, spans in passages if passage.kind not in Passage.METADATA]
        made = list(_files(made_of, parts, Path(folder), progress))
        return _keep(item, made_of, redacted, made, by)


def _unnamed(item: ItemPage) -> Iterable[int]:
    """Who stays unnamed: as all agreed; until they do, as in the version before."""
    if agreed := publication.agreed_terms(item):
        return agreed.unnamed
    return item.current_rendition.unnamed if item.current_rendition else ()


def _passages(made_of: Recipe) -> Iterator[Passage]:
    return made_of.source.passages.order_by("number", "pk").iterator(chunk_size=50)


def _extracted(passage: Passage) -> Extracted:
    words = tuple(Word(start, end, tuple(place)) for start, end, *place in passage.words)
    return Extracted(passage.number, passage.kind, passage.text, passage.start, passage.end, passage.language, words)


def _redactions(made_of: Recipe, passage: Passage) -> list[Redaction]:
    with translation.override(passage.language or "nb"):
        return [
            Redaction(span.start, span.end, span.replacement or label_for(span.type))
            for span in made_of.spans_of(passage)
        ]


def _files(
    made_of: Recipe, parts: list[tuple[Extracted, list[Redaction]]], folder: Path, progress: Progress
) -> Iterator[Made]:
    source = made_of.source
    if source.media_type.startswith(("audio/", "video/")):
        with files.local(source.stored_name) as original:
            yield from _media_files(original, made_of, parts, folder, progress)
    else:
        with files.local(files.readable_name(source)) as original:
            yield from _document_files(original, parts, folder, progress)


def _document_files(
    original: Path, parts: list[tuple[Extracted, list[Redaction]]], folder: Path, progress: Progress
) -> Iterator[Made]:
    document.write(parts, folder / "parts.jsonl")
    seconds = settings.INGEST["PARSER_SECONDS"] + document.SECONDS_A_PAGE * len(parts)
    for number in sandbox.stream(document.make, original, folder / "parts.jsonl", folder, seconds=seconds):
        progress(number, len(parts))
    yield _made(Kind.DOCUMENT, 0, folder / document.NAME, "application/pdf")
    for number in range(1, len(parts) + 1):
        yield _made(Kind.PAGE, number, folder / pictures.name(number), "image/webp")


def _media_files(
    original: Path, made_of: Recipe, parts: list[tuple[Extracted, list[Redaction]]], folder: Path, progress: Progress
) -> Iterator[Made]:
    video = made_of.source.media_type.startswith("video/")
    target = folder / ("recording.mp4" if video else "recording.m4a")
    seen = [(text, spans) for text, spans in parts if text.kind == Passage.Kind.PICTURE]
    wished = joined([(start - PADDING, end + PADDING) for start, end in made_of.silences])
    stretches = joined([*wished, *_stretches([part for part in parts if part[0].kind != Passage.Kind.PICTURE])])
    covers = [*covers_in(seen), *(Cover(*stretch, WHOLE_PICTURE) for stretch in wished)] if video else []
    media.redact_media(original, target, stretches, covers, progress=lambda done: progress(round(100 * done), 100))
    if stretches and not media.silent(target, stretches):
        raise Refused(_("The check heard sound where it should be silent, so the result was thrown away."))
    if not covered(target, covers):
        raise Refused(_("The check saw something where it should be black, so the result was thrown away."))
    yield _made(Kind.MEDIA, 0, target, "video/mp4" if video else "audio/mp4")
    caption_file = folder / "captions.vtt"
    caption_file.write_text(captions.captions([redact_passage(text, spans) for text, spans in parts]), encoding="utf-8")
    yield _made(Kind.CAPTIONS, 0, caption_file, "text/vtt")


def _stretches(parts: list[tuple[Extracted, list[Redaction]]]) -> list[Stretch]:
    """When the recording is silent: the redacted words of each passage, with the pauses to its neighbours."""
    timed = sorted((text for text, _spans in parts if text.start is not None), key=lambda text: text.start or 0.0)
    starts = [text.start or 0.0 for text in timed]
    ends = list(accumulate((text.end or 0.0 for text in timed), max))
    found: list[Stretch] = []
    for text, spans in parts:
        if spans:
            start, end = text.start or 0.0, text.end or 0.0
            since = max((each for each in ends if each <= start), default=0.0)
            until = min((each for each in starts if each >= end), default=math.inf)
            found += stretches_of(text, spans, since=since, until=until)
    return found


def _made(kind: RenditionFile.Kind, number: int, path: Path, content_type: str) -> Made:
    with path.open("rb") as file:
        return Made(kind, number, path, content_type, hashlib.file_digest(file, "sha256").hexdigest())


def _keep(
    item: ItemPage, made_of: Recipe, redacted: list[tuple[Passage, Extracted]], made: list[Made], by: User | None
) -> Rendition:
    """Store the files, then the rows in one transaction with the event."""
    metadata = {passage.kind: text.text for passage, text in redacted if passage.kind in Passage.METADATA}
    number_of = made_of.numbers()
    texts = [
        replace(text, number=number_of[passage.pk])
        for passage, text in redacted
        if passage.kind not in Passage.METADATA
    ]
    digest = _digest(metadata, texts, made)
    rows = [_store(made_of.digest, file) for file in made]
    keywords = metadata.get(Passage.Kind.KEYWORDS, "")
    with transaction.atomic():
        rendition = Rendition.objects.create(
            item=item,
            digest=digest,
            recipe=made_of.digest,
            title=metadata.get(Passage.Kind.TITLE, "")[:255],
            abstract=metadata.get(Passage.Kind.ABSTRACT, ""),
            keywords=[word for word in (each.strip() for each in keywords.split(",")) if word],
            language=item.language,
            redactions=made_of.counts(),
            outcomes=outcomes(made_of),
            pages=sum(file.kind == Kind.PAGE for file in made),
            unnamed=sorted(made_of.unnamed),
            silences=list(made_of.silences),
            follows=_followed(item, made_of, digest),
            made_by=by,
        )
        RenditionPassage.objects.bulk_create(
            (
                RenditionPassage(
                    rendition=rendition,
                    number=text.number,
                    kind=text.kind,
                    start=text.start,
                    end=text.end,
                    text=text.text,
                    language=text.language,
                    words=[[word.start, word.end, *word.place] for word in text.words],
                )
                for text in texts
            ),
            batch_size=50,
        )
        for row in rows:
            row.rendition = rendition
        RenditionFile.objects.bulk_create(rows)
        spans = sorted(list(astuple(span)) for span in made_of.spans)
        Making.objects.create(rendition=rendition, source=made_of.source, texts=made_of.texts, spans=spans)
        events.record("rendition_made", item, by=by, key=rendition.pk, rendition=digest)
        publication.refresh_state(item)
    return rendition


def _followed(item: ItemPage, made_of: Recipe, digest: str) -> Rendition | None:
    """The rendition to which a yes holds for this one: an earlier one with the same bytes, or else the current one if this only
    redacts more."""
    if same := Rendition.objects.filter(item=item, digest=digest).first():
        return same
    current = item.current_rendition
    return current if current is not None and made_of.only_redacts_more_than(current.making) else None


def _digest(metadata: dict[str, str], texts: Iterable[Extracted], made: Iterable[Made]) -> str:
    """SHA-256 over everything a reader would get."""
    content = [
        sorted(metadata.items()),
        [[text.number, text.kind, text.start, text.end, text.text] for text in texts],
        [[file.kind, file.number, file.sha256] for file in made],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _store(recipe_digest: str, file: Made) -> RenditionFile:
    """Lay the file in a place of its own: another rendition may have the same bytes, and end at another time."""
    held = storages["held"]
    name = f"renditions/{recipe_digest[:2]}/{recipe_digest}/{file.path.name}"
    if not held.exists(name):
        with file.path.open("rb") as content:
            held.save(name, File(content))
    return RenditionFile(
        kind=file.kind,
        number=file.number,
        name=name,
        content_type=file.content_type,
        sha256=file.sha256,
        size=file.path.stat().st_size,
    )
