"""A rendition laid out to be read: a document page by page, or a recording with its transcript.

The reading page, the preview, the consent page and the review page all show what `show` gives, through
`templates/archive/_rendition.html`; so what a contributor agrees to is what a reader gets.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from archive import marking
from archive.models import Rendition, RenditionFile, RenditionPassage

SEEN = "picture"
"""The kind of passage that is read in the pictures of a video: found and opened at its second, no part of the transcript."""
SCALE = 1000
"""The side of the square that overlays are drawn in, stretched over the page."""

_EXTENSIONS = {
    "application/pdf": "pdf",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "image/png": "png",
    "image/webp": "webp",
    "text/plain": "txt",
    "text/vtt": "vtt",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of text and where it lies on the page, in thousandths of its width and height."""

    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def baseline(self) -> float:
        return round(self.y + 0.8 * self.height, 2)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a document."""

    number: int
    text: SafeString
    language: str
    picture: str | None
    words: list[Box]
    marks: list[Box]


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of speech."""

    number: int
    start: float
    end: float
    text: SafeString
    is_hit: bool
    language: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A page or stretch of speech with words of the query."""

    number: int
    start: float | None
    count: int
    excerpt: SafeString
    is_seen: bool = False
    """Whether it stands in the pictures of a video."""


@dataclass(frozen=True)
class Shown:
    """What is laid before the reader. `leaf` for a document, `lines` for a recording."""

    rendition: Rendition
    query: str
    at: int
    pages: int
    files: dict[tuple[str, int], RenditionFile]
    leaf: Leaf | None
    lines: list[Line]
    hits: list[Hit]
    searchable: bool = True

    @property
    def is_recording(self) -> bool:
        return self.media is not None

    @cached_property
    def media(self) -> RenditionFile | None:
        return self.files.get((RenditionFile.Kind.MEDIA, 0))

    @property
    def is_video(self) -> bool:
        return self.media is not None and self.media.content_type.startswith("video/")

    @property
    def media_url(self) -> str | None:
        """Where the player fetches the recording; with a media fragment, it begins at second `at` without any script."""
        url = url_of(self.media)
        return f"{url}#t={self.at}" if url and self.at else url

    @property
    def captions_url(self) -> str | None:
        return url_of(self.files.get((RenditionFile.Kind.CAPTIONS, 0)))

    @property
    def document(self) -> RenditionFile | None:
        return self.files.get((RenditionFile.Kind.DOCUMENT, 0))

    @property
    def document_url(self) -> str | None:
        return url_of(self.document)

    @property
    def previous(self) -> int | None:
        return self.leaf.number - 1 if self.leaf and self.leaf.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.leaf.number + 1 if self.leaf and self.leaf.number < self.pages else None


def neutral_name(file: RenditionFile) -> str:
    """A file name that says nothing about its content: a title can hold a name, and stays in a folder of downloads."""
    extension = _EXTENSIONS.get(file.content_type, "bin")
    if file.kind == RenditionFile.Kind.PAGE:
        return f"samling-{file.rendition_id}-{file.number}.{extension}"
    return f"samling-{file.rendition_id}.{extension}"


def url_of(file: RenditionFile | None) -> str | None:
    return reverse("file", args=[file.pk, neutral_name(file)]) if file else None


def show(rendition: Rendition, parameters: Mapping[str, str], *, searchable: bool = True) -> Shown:
    """Lay out `rendition` as the address asks: `side` (page number), `t` (second), `q` (words to mark).

    Where its contributors did not agree to search and transcript (`searchable`), there are no marks, hits and lines of speech.
    What can't be used is put right: no number is page 1, a number beyond the end is the last page. Three queries, four with `q`.
    """
    query = str(parameters.get("q", ""))[:200] if searchable else ""
    asked = _whole(parameters.get("side"), 1)
    files = {(f.kind, f.number): f for f in rendition.files.exclude(kind=RenditionFile.Kind.PAGE)}
    is_recording = (RenditionFile.Kind.MEDIA, 0) in files
    lines, leaf, found = [], None, []
    if is_recording:
        passages = list(rendition.passages.defer("words")) if searchable else []
        lines = [_line(passage, query) for passage in passages if passage.kind != SEEN]
        pages = 0
    else:
        last = rendition.passages.order_by("-number").first()
        pages = max(rendition.pages, last.number if last else 0)
        number = min(max(asked, 1), max(pages, 1))
        leaf = _leaf(rendition, number, query)
        passages = list(rendition.passages.defer("words")) if query.strip() else []
    found = [hit for passage in passages if (hit := _hit(passage, query))]
    if is_recording:
        found.sort(key=lambda hit: hit.start or 0.0)
    return Shown(rendition, query, max(0, _whole(parameters.get("t"), 0)), pages, files, leaf, lines, found, searchable)


def _whole(value: object, default: int) -> int:
    """The whole number in `value` ("83", "83.4"), or `default` when there is none."""
    try:
        number = float(str(value))
    except ValueError:
        return default
    return int(number) if math.isfinite(number) else default


def _leaf(rendition: Rendition, number: int, query: str) -> Leaf:
    passage = rendition.passages.filter(number=number).first()
    picture = rendition.files.filter(kind=RenditionFile.Kind.PAGE, number=number).first()
    if passage is None:  # A page without text, a full-page figure say.
        return Leaf(number, SafeString(""), "", url_of(picture), [], [])
    spans = marking.hits(passage.text, query, passage.language)
    words = [word for word in passage.words if len(word) == 6]
    return Leaf(
        number,
        marking.mark(passage.text, spans),
        passage.language,
        url_of(picture),
        [_box(passage.text, word) for word in words] if picture else [],
        [_box(passage.text, word) for word in words if _touches(word, spans)] if picture else [],
    )


def _touches(word: list[float], spans: list[marking.Span]) -> bool:
    return any(word[0] < end and start < word[1] for start, end in spans)


def _box(text: str, word: list[float]) -> Box:
    start, end, left, top, right, bottom = word
    return Box(
        text[int(start) : int(end)],
        *(round(SCALE * value, 2) for value in (left, top, max(right - left, 0), max(bottom - top, 0))),
    )


def _line(passage: RenditionPassage, query: str) -> Line:
    spans = marking.hits(passage.text, query, passage.language)
    start = passage.start or 0.0
    end = start if passage.end is None else passage.end
    return Line(passage.number, start, end, marking.mark(passage.text, spans), bool(spans), passage.language)


def _hit(passage: RenditionPassage, query: str) -> Hit | None:
    spans = marking.hits(passage.text, query, passage.language)
    if not spans:
        return None
    excerpt = marking.excerpt(passage.text, spans)
    return Hit(passage.number, passage.start, len(spans), excerpt, passage.kind == SEEN)
