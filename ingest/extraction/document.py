"""From a file to its passages in one go. The pipeline calls the same pieces one by one."""

import tempfile
from collections.abc import Iterator
from itertools import chain, groupby, islice
from pathlib import Path

from django.conf import settings

from ingest.extraction import captions as caption_files
from ingest.extraction import identify, language, ocr, office, pdf, sandbox, slides, speech
from ingest.extraction.passages import Passage
from ingest.extraction.reasons import ConverterMissing, ToolMissing, Unusable

AT_ONCE = 32  # Pages with pictures given to Tesseract's child at a time.


def extract(path: Path, *, captions: Path | None = None, progress: speech.Progress | None = None) -> Iterator[Passage]:
    """The passages of the file at `path`, with their languages, in order.

    `captions` is the caption file beside a recording, used instead of listening. `progress(done, total)` is told pages or
    seconds. Raises `Unusable` (an `ingest.exceptions.Refused`); a missing tool for pictures only after all passages were given.
    """
    kind = identify.identify(path, has_captions=captions is not None)
    if kind.family == "captions":
        passages = caption_files.read(path)
    elif kind.family in ("audio", "video"):
        heard = speech.transcribe(path, seconds=kind.seconds, progress=progress)
        passages = caption_files.read(captions) if captions else heard
        if kind.family == "video":
            passages = chain(passages, (passage for passage, _picture in slides.read(path, kind.seconds)))
    elif kind.family == "pdf":
        passages = pages(path)
    else:
        passages = _office(path, kind.mime)
    characters = 0
    for found, passage in enumerate(language.mark(passages), start=1):
        characters += len(passage.text)
        if characters > settings.INGEST["MAX_TEXT_CHARACTERS"]:
            raise Unusable("too_much_text", limit=settings.INGEST["MAX_TEXT_CHARACTERS"])
        if progress and kind.pages:
            progress(found, kind.pages)
        yield passage
    if not characters:
        raise Unusable("no_text")


def pages(path: Path) -> Iterator[Passage]:
    """The pages of a PDF, with what is in their pictures.

    Raises `ToolMissing` after the last page, if a page with pictures could not be looked at.
    """
    missing: ToolMissing | None = None
    for pictures, run in groupby(sandbox.stream(pdf.read_pages, path), key=lambda page: page.pictures):
        if not pictures:
            yield from run
            continue
        while batch := list(islice(run, AT_ONCE)):
            recognised: dict[int, Passage] = {}
            try:
                recognised = {page.number: page for page in ocr.read_found(path, [page.number for page in batch])}
            except ToolMissing as error:
                missing = error
            yield from (recognised.get(page.number, page) for page in batch)
    if missing:
        raise missing


def _office(path: Path, mime: str) -> Iterator[Passage]:
    with tempfile.TemporaryDirectory(prefix="samling-") as folder:
        try:
            made = office.to_pdf(path, Path(folder), mime)
        except ConverterMissing:
            yield from office.text_of_office(path, mime)
            return
        yield from pages(made)
