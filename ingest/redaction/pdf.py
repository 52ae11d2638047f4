"""Makes the PDF that readers get from a source and the decided redactions.

A page with redactions becomes a picture with opaque boxes, and an invisible text layer of the redacted text alone. The lines
with boxes are set anew, so that the gap doesn't tell how wide it was (`lines.py`). Other pages keep their live text.
Nothing else of the source comes along: the target is written anew, object by object, with what is needed to draw the pages
(`live_page.py`) and the bookmarks and links that were screened (`navigation.py`). Metadata, attachments, scripts, form
fields, comments, structure tree, page labels, layers and earlier revisions aren't removed; they are never written.

Readers get what was screened: a page whose live text isn't the text of its passage becomes a picture too, with the
passage as its text. That takes care of text beside the visible part of the page, hidden layers, pictures with text in them,
and scanned pages, which get the text that character recognition found. So does a page with a picture that is cropped or
painted over, and one that is set in a font of a page that hides something, because an embedded font tells which letters
were used, and often in which order (`fonts.py`).
"""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ArrayObject, IndirectObject, NameObject, NumberObject, PdfObject, TextStringObject

from ingest.extraction.images import hide_parts
from ingest.extraction.passages import Passage
from ingest.extraction.reasons import Unusable
from ingest.redaction.fonts import telling_fonts
from ingest.redaction.image_data import NotCopyable
from ingest.redaction.live_page import ODD_FILE, PageCopier
from ingest.redaction.navigation import Bookmark, bookmarks, links, put_outline
from ingest.redaction.normal import squeezed
from ingest.redaction.pdf_file import PdfFile, dictionary
from ingest.redaction.picture_page import put_picture_page
from ingest.redaction.spans import Redaction, redact_passage, setting_of
from ingest.redaction.text_layer import TextLayer

PAGES_IN_MEMORY = 32  # pypdf remembers every object it has read; it is made to forget them this often.


def redact_pdf(
    source: Path,
    target: Path,
    passages: Iterable[Passage],
    redactions: Mapping[int, Sequence[Redaction]],
    *,
    pictures_only: bool = False,
) -> set[int]:
    """Write `source` without the redacted words to `target`; returns the numbers of the pages that became pictures.

    `passages` are all pages of the source in order, as extracted (not redacted); `redactions` has their redactions by
    number. `pictures_only` makes a picture of every page: nothing of the source's own objects comes along, nor bookmarks
    and links. The same input gives the same bytes. Memory doesn't grow with the number of pages, but for their text.
    Raises `Unusable` when a page can't be drawn, `ValueError` when passages and pages don't match. `target` is written as a
    whole or not at all.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as stream, closing(_opened(source)) as document:
            reader = None if pictures_only else _readable(source, len(document))
            pictures = _Rewriting(document, reader, stream).run(list(passages), redactions)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return pictures


def _opened(source: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Unusable("damaged") from error


class _Rewriting:
    """One run of `redact_pdf`: the source as both libraries read it, and the target under construction."""

    def __init__(self, document: pypdfium2.PdfDocument, reader: PdfReader | None, stream: BinaryIO) -> None:
        self.document = document
        self.file = PdfFile(stream)
        self.layer = TextLayer(self.file)
        self.root = self.file.reserve()
        self.pages = [self.file.reserve() for _number in range(len(document))]
        self.reader = reader
        self.copier = PageCopier(self.reader, self.file) if self.reader else None
        self.targets: dict[str, int] = {}
        self.numbers: dict[int, int] = {}
        self.marks: list[Bookmark] = []
        if self.reader:
            self._learn_navigation(self.reader)

    def _learn_navigation(self, reader: PdfReader) -> None:
        """Where bookmarks and named destinations lead. A file that breaks the rules there gets along without."""
        try:
            references = [page.indirect_reference for page in reader.pages]
            self.numbers = {reference.idnum: n for n, reference in enumerate(references) if reference}
            named = {name: target.page for name, target in reader.named_destinations.items()}
            self.targets = {
                name: self.numbers[page.idnum]
                for name, page in named.items()
                if isinstance(page, IndirectObject) and page.idnum in self.numbers
            }
            self.marks = bookmarks(reader)
        except ODD_FILE:
            self.marks = []

    def run(self, passages: Sequence[Passage], redactions: Mapping[int, Sequence[Redaction]]) -> set[int]:
        hiding = self._hiding(passages, redactions)
        pictures: set[int] = set()
        texts: dict[int, str] = {}
        languages: Counter[str] = Counter()
        numbers = set()
        for index, passage in enumerate(_in_step(passages, len(self.pages))):
            decided = redactions.get(passage.number, ())
            numbers.add(passage.number)
            redacted = redact_passage(passage, decided)
            texts[index] = squeezed(redacted.text)
            languages[passage.language] += len(passage.text)
            entries = None if index in hiding else self._live_page(index)
            if entries is None:
                entries = self._picture_page(index, passage, redacted, decided)
                pictures.add(passage.number)
            else:
                entries["/Annots"] = self._links(index, texts[index])
            page = {"/Type": NameObject("/Page"), "/Parent": self.root, **entries}
            self.file.put(self.pages[index], dictionary(page))
            if self.reader and index % PAGES_IN_MEMORY == PAGES_IN_MEMORY - 1:
                self.reader.resolved_objects.clear()
        if missing := sorted(number for number in redactions if redactions[number] and number not in numbers):
            raise ValueError(f"There are redactions for pages {missing}, which the file doesn't have.")
        self._finish(texts, languages)
        return pictures

    def _hiding(self, passages: Sequence[Passage], redactions: Mapping[int, Sequence[Redaction]]) -> set[int]:
        """The pages (from 0) that hold something that readers mustn't see; their fonts won't be copied."""
        if self.reader is None or self.copier is None:
            return set(range(len(self.pages)))
        hiding = set()
        for index, passage in enumerate(_in_step(passages, len(self.pages))):
            if redactions.get(passage.number) or not self._shows_its_passage(index, passage):
                hiding.add(index)
        try:
            for count, index in enumerate(sorted(hiding), start=1):
                self.copier.left_out |= telling_fonts(self.reader.pages[index])
                if count % PAGES_IN_MEMORY == 0:
                    self.reader.resolved_objects.clear()
        except ODD_FILE:
            return set(range(len(self.pages)))
        return hiding

    def _live_page(self, index: int) -> dict[str, PdfObject] | None:
        """The page copied with its live text, or None where only a picture is safe."""
        if self.reader is None or self.copier is None:
            return None
        try:
            return self.copier.put_page(self.reader.pages[index])
        except (NotCopyable, *ODD_FILE):
            return None

    def _shows_its_passage(self, index: int, passage: Passage) -> bool:
        """Whether the live text of the page is the passage's, all of it inside the visible part of an uncropped page."""
        with closing(self._page(index)) as page, closing(page.get_textpage()) as text:
            crop, media = page.get_cropbox(), page.get_mediabox()
            if any(abs(inner - outer) > 1 for inner, outer in zip(crop, media, strict=True)) or hide_parts(page):
                return False
            live = _letters(text.get_text_range())
            return live == _letters(passage.text) and live == _letters(text.get_text_bounded(*crop))

    def _picture_page(
        self, index: int, passage: Passage, redacted: Passage, decided: Sequence[Redaction]
    ) -> dict[str, PdfObject]:
        with closing(self._page(index)) as page:
            return put_picture_page(self.file, page, redacted, setting_of(passage, decided), self.layer)

    def _page(self, index: int) -> pypdfium2.PdfPage:
        try:
            return self.document[index]
        except pypdfium2.PdfiumError as error:
            raise Unusable("bad_page", page=index + 1) from error

    def _links(self, index: int, text: str) -> ArrayObject:
        if self.reader is None:
            return ArrayObject()
        try:
            return links(self.reader.pages[index], text, self.targets, self.pages, self.numbers)
        except ODD_FILE:
            return ArrayObject()

    def _finish(self, texts: Mapping[int, str], languages: Counter[str]) -> None:
        kids = {"/Kids": ArrayObject(self.pages), "/Count": NumberObject(len(self.pages))}
        self.file.put(self.root, dictionary({"/Type": NameObject("/Pages"), **kids}))
        self.layer.finish()
        catalogue: dict[str, PdfObject] = {"/Type": NameObject("/Catalog"), "/Pages": self.root}
        if outline := put_outline(self.file, self.marks, texts, self.pages):
            catalogue["/Outlines"] = outline
        if language := max(sorted(languages), key=languages.__getitem__, default=""):
            catalogue["/Lang"] = TextStringObject(language)
        self.file.finish(self.file.add(dictionary(catalogue)))


def _readable(source: Path, pages: int) -> PdfReader | None:
    """pypdf's view of the file; None when it can't read it or counts other pages than PDFium: then all become pictures."""
    try:
        reader = PdfReader(source)
        return reader if len(reader.pages) == pages else None
    except ODD_FILE:
        return None


def _in_step(passages: Iterable[Passage], pages: int) -> Iterator[Passage]:
    """The passages, provided that they are the pages 1, 2 … of the file: a page nobody has read isn't passed on."""
    number = 0
    for number, passage in enumerate(passages, start=1):
        if passage.kind != "page" or passage.number != number or number > pages:
            raise ValueError(f"Passage {passage.number} ({passage.kind}) isn't page {number} of {pages}.")
        yield passage
    if number != pages:
        raise ValueError(f"There are passages for {number} of {pages} pages.")


def _letters(text: str) -> Counter[str]:
    """How often each letter and digit stands in `text`, without accents: what two extractions of a page must agree on.

    Not their order: extraction may read columns one after another.
    """
    return Counter(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
