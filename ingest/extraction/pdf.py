"""Reads PDF: the text of each page with the place of every word, pictures of pages, and what the file says of itself.

Everything here parses the file in this very process. Files from people go through `document.py`, which calls these
functions in the sandbox.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.extraction import images
from ingest.extraction.layout import HYPHEN, Box, as_seen, assemble
from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable

MAX_BOOKMARKS = 2_000
MAX_PICTURE_PIXELS = 40_000_000  # A4 at 600 dpi; a larger page comes out coarser.


@contextmanager
def opened(path: Path | str) -> Iterator[pypdfium2.PdfDocument]:
    """The document at `path`. Raises `Unusable` "encrypted" (it asks for a password) or "damaged"."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        encrypted = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Unusable("encrypted" if encrypted else "damaged") from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def opened_page(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    """Page `number`, counted from 1, with its annotations drawn into it: what a reader sees is what is read.

    Raises `Unusable` "bad_page".
    """
    try:
        page = document[number - 1]
        if _shows_annotations(page):
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unusable("bad_page", page=number) from error
    try:
        yield page
    finally:
        page.close()


def _shows_annotations(page: pypdfium2.PdfPage) -> bool:
    """Whether the page has annotations with a look of their own: notes, stamps, filled-in form fields."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if subtype not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
            return True
    return False


def check_pages(document: pypdfium2.PdfDocument, path: Path) -> None:
    """Raises `Unusable` "page_loop" or "bad_page" unless the document's pages form a tree and each one it counts is there."""
    if _page_tree_loops(path):
        raise Unusable("page_loop")  # PDFium reads some of these; the programs of others may go round for ever.
    size = pdfium.FS_SIZEF()
    for index in range(len(document)):
        if not pdfium.FPDF_GetPageSizeByIndexF(document, index, size):
            raise Unusable("bad_page", page=index + 1)


def _page_tree_loops(path: Path) -> bool:
    """Whether a node of the page tree is reached twice: `Kids` are to form a tree (ISO 32000-2, 7.7.3)."""
    from pypdf import PdfReader  # Slow to import, and wanted in the child alone.
    from pypdf.errors import PyPdfError

    seen: set[int] = set()
    try:
        catalog = PdfReader(path).trailer["/Root"].get_object()
        waiting = [catalog.raw_get("/Pages")]  # type: ignore[union-attr] # pypdf: whatever object stands there
        while waiting:
            reference = waiting.pop()
            if reference.idnum in seen:
                return True
            seen.add(reference.idnum)
            waiting.extend(reference.get_object().get("/Kids", ()))
    except (PyPdfError, AttributeError, KeyError, TypeError, ValueError):
        return False  # Not even a tree: the caller calls it damaged.
    return False


def read_pages(path: Path | str, numbers: Sequence[int] | None = None) -> Iterator[Passage]:
    """Every page as a passage (or those in `numbers`), in order; a page without text gives an empty one."""
    with opened(path) as document:
        for number in numbers or range(1, len(document) + 1):
            with opened_page(document, number) as page:
                text, words = page_text(page)
                pictures = images.worth_a_look(page, text)
            yield Passage(number, "page", text, words=words, pictures=pictures)


def page_text(page: pypdfium2.PdfPage) -> tuple[str, tuple[Word, ...]]:
    """The cleaned text of a page and the places of its words, as `layout.assemble` makes them."""
    textpage = page.get_textpage()
    try:
        return assemble(_raw_text(textpage), _locator(page, textpage))
    finally:
        textpage.close()


def _raw_text(textpage: pypdfium2.PdfTextPage) -> str:
    """The page's text with one code point for each of PDFium's characters, so that an index into one is one into the other."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range(0, count) if count else ""
    if len(text) == count:
        return text
    # PDFium left something out or wrote something outside of UCS-2: take the characters one by one.
    codes = (pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count))
    hyphens = {0: " ", 2: HYPHEN}
    return "".join(hyphens.get(code) or (chr(code) if code <= 0x10FFFF else " ") for code in codes)


def _locator(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Callable[[int, int], Box]:
    """A function from the first and the last character of a word to its place on the page as seen.

    It runs for every word of a thesis, hence no helper calls on its usual way.
    """
    left, bottom, right, top = page.get_bbox()
    across, down = 1 / ((right - left) or 1.0), 1 / ((top - bottom) or 1.0)
    rotation = page.get_rotation()
    rect = pdfium.FS_RECTF()
    by_reference = ctypes.byref(rect)
    loose_box, raw = pdfium.FPDFText_GetLooseCharBox, textpage.raw

    def locate(first: int, last: int) -> Box:
        if not loose_box(raw, first, by_reference):
            return 0.0, 0.0, 1.0, 1.0  # Nobody knows where: whoever hides this word then hides the page.
        x0, y0, x1, y1 = rect.left, rect.top, rect.right, rect.bottom
        if last != first:
            loose_box(raw, last, by_reference)
            x0 = rect.left if rect.left < x0 else x0
            x1 = rect.right if rect.right > x1 else x1
            y0 = rect.top if rect.top > y0 else y0
            y1 = rect.bottom if rect.bottom < y1 else y1
        x0, x1 = round((x0 - left) * across, 4), round((x1 - left) * across, 4)
        y0, y1 = round((top - y0) * down, 4), round((top - y1) * down, 4)
        if not rotation and x0 >= 0 and y0 >= 0 and x1 <= 1 and y1 <= 1:
            return x0, y0, x1, y1
        return as_seen((x0, y0, x1, y1), rotation)

    return locate


def read_about(path: Path | str) -> Iterator[dict[str, Any]]:
    """What the file says of itself: {"title": its metadata's, "outline": [[level from 0, heading, page number or None], …]}."""
    with opened(path) as document:
        outline = []
        for bookmark in islice(document.get_toc(max_depth=4), MAX_BOOKMARKS):
            target = bookmark.get_dest()
            index = target.get_index() if target else None
            outline.append([bookmark.level, bookmark.get_title(), None if index is None else index + 1])
        yield {"title": document.get_metadata_value("Title"), "outline": outline}


def page_picture(path: Path | str, number: int, width: int) -> Image.Image:
    """Page `number` as readers see it, `width` pixels wide, RGB. Raises `Unusable`."""
    with opened(path) as document, opened_page(document, number) as page:
        return render(page, width)


def render(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    """The page `width` pixels wide (less where that would make more than `MAX_PICTURE_PIXELS`), RGB."""
    across, down = page.get_size()
    scale = min(width / across, (MAX_PICTURE_PIXELS / (across * down)) ** 0.5)
    return images.picture_of(page.render(scale=scale))


def read_pictures(path: Path | str, numbers: Sequence[int], width: int) -> Iterator[bytes]:
    """The pages in `numbers` as WebP, one after the other."""
    with opened(path) as document:
        for number in numbers:
            with opened_page(document, number) as page:
                buffer = BytesIO()
                render(page, width).save(buffer, "WEBP", quality=80, method=2)
            yield buffer.getvalue()
