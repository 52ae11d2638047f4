"""Reads what is in pictures: pages without text, or with next to none on a picture of a page, and pictures beside text.

What Tesseract reads there joins the page's own text, and each face that is found a sign for it, with their places. So they
are screened, decided, redacted and found like any word of the page. Needs the programs of Debian's `tesseract-ocr` and
`tesseract-ocr-nor`. Runs in the sandbox, Tesseract as its child.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.extraction import faces, images, pdf, sandbox
from ingest.extraction.images import Region
from ingest.extraction.layout import HYPHEN, Box, assemble
from ingest.extraction.line_art import without_lines
from ingest.extraction.passages import FACE, Passage, Word
from ingest.extraction.reasons import OcrMissing, Unusable

LANGUAGES = "nor+eng"
DPI = 300
MAX_PIXELS = 35_000_000  # A3 at 300 dpi and twice over; larger pages are read coarser.
PAGE_SECONDS = 120
SOME_LETTERS = 250  # Fewer than these on a picture of a page: the stamp of a scanner's program.
PAGE_PICTURE = 0.4  # The part of the page that such a picture covers at least.
PAGE, SCATTERED = 1, 11  # Tesseract's ways to look at a picture: as a page, turned or not; for all text there is
SURE, FAIRLY_SURE = 80, 50  # of 100: at least one word of a line in a picture, and every word of it that is kept
SHORTEST = 3  # letters of that one word: in grain and leaves Tesseract reads shorter ones
REMEMBERED = 500  # pictures that may come again, such as a logo on every page
AROUND = 0.15  # of a face's width and height, on every side: hair, ears and chin tell who it is as well


class Seen(NamedTuple):
    """What a picture holds, with places in fractions of the picture."""

    text: str
    words: tuple[Word, ...]
    faces: tuple[Box, ...]


@cache
def require_tesseract() -> None:
    """Raises `OcrMissing` unless Tesseract and its Norwegian and English are installed."""
    try:
        languages = subprocess.run(
            ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=30
        ).stdout.split()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OcrMissing from error
    if not {"nor", "eng"} <= set(languages):
        raise OcrMissing


def read_found(path: Path, numbers: Sequence[int]) -> Iterator[Passage]:
    """The pages in `numbers`, which have pictures worth a look, with what was found in them.

    Raises `OcrMissing` and `FaceModelMissing`, but only if there are any `numbers`, and `Unusable`.
    """
    if numbers:
        require_tesseract()
        faces.require_model()
        yield from sandbox.stream(look_at_pages, path, list(numbers), seconds=PAGE_SECONDS * len(numbers))


def find_pictures(path: str, numbers: Sequence[int]) -> Iterator[int]:
    """Those of the pages in `numbers` that have pictures worth a look. Needs no Tesseract."""
    with pdf.opened(path) as document:
        for number in numbers:
            with pdf.opened_page(document, number) as page:
                found = images.worth_a_look(page, pdf.page_text(page)[0])
            if found:
                yield number


def look_at_pages(path: str, numbers: Sequence[int]) -> Iterator[Passage]:
    """The pages in `numbers` as passages with what is in their pictures after what text they have. Raises `Unusable`."""
    os.environ["OMP_THREAD_LIMIT"] = "1"  # More threads make Tesseract slower on lines of text.
    known: dict[bytes, Seen] = {}
    with pdf.opened(path) as document:
        for number in numbers:
            with pdf.opened_page(document, number) as page:
                text, words = pdf.page_text(page)
                passage = _look_at_page(page, Passage(number, "page", text, words=words), known)
            yield passage


def _look_at_page(page: pypdfium2.PdfPage, passage: Passage, known: dict[bytes, Seen]) -> Passage:
    regions = images.regions(page)
    is_scan = _is_scan(passage.text, regions)
    if is_scan:
        passage = _together(passage, *recognise(_page_picture(page)))
    read = not is_scan and not _has_text_layer(page, regions)
    images.without_text(page)
    found: list[Box] = []
    for region in regions:
        seen = _look_at(images.render(page, region), known, read=read)
        passage = _together(
            passage, seen.text, [replace(word, place=_on_page(word.place, region)) for word in seen.words]
        )
        found += [_on_page(face, region) for face in seen.faces]
    text, words = with_faces(passage.text, passage.words, found)
    return replace(passage, text=text, words=words)


def _is_scan(text: str, regions: Sequence[Region]) -> bool:
    """Whether the page is read as a whole: it has no text of its own, or a picture of a page with next to none."""
    letters = images.letters(text)
    return letters < images.FEW_LETTERS or (letters < SOME_LETTERS and _fill_a_page(regions))


def _has_text_layer(page: pypdfium2.PdfPage, regions: Sequence[Region]) -> bool:
    """Whether the page is a scan that came with its text: most of its text is invisible, on a picture of the page."""
    if not _fill_a_page(regions):
        return False
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=images.DEEPEST)
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(text) for text in texts]
    return modes.count(pdfium.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes) / 2


def _fill_a_page(regions: Sequence[Region]) -> bool:
    """Whether one of the pictures is a picture of a page."""
    return any(images.covers(region) >= PAGE_PICTURE for region in regions)


def _page_picture(page: pypdfium2.PdfPage) -> Image.Image:
    across, down = page.get_size()
    return pdf.render(page, int(min(across / 72 * DPI, (MAX_PIXELS * across / down) ** 0.5)))


def _look_at(picture: Image.Image, known: dict[bytes, Seen], *, read: bool) -> Seen:
    """What is in the picture, its text only if it is to be `read`. One that came before is remembered."""
    if not images.has_contrast(picture):
        return Seen("", (), ())
    key = hashlib.sha256(picture.tobytes()).digest() + repr((picture.size, read)).encode()
    if key not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        text, words = recognise_picture(picture) if read else ("", ())
        known[key] = Seen(text, words, tuple(_with_hair(face) for face in faces.faces(picture)))
    return known[key]


def _with_hair(face: faces.Face) -> Box:
    across, down = AROUND * (face.right - face.left), AROUND * (face.bottom - face.top)
    return (
        max(face.left - across, 0.0),
        max(face.top - down, 0.0),
        min(face.right + across, 1.0),
        min(face.bottom + down, 1.0),
    )


def _on_page(place: Sequence[float], region: Region) -> Box:
    left, top, right, bottom = region.place
    x0, y0, x1, y1 = place
    across, down = right - left, bottom - top
    return (
        round(left + x0 * across, 4),
        round(top + y0 * down, 4),
        round(left + x1 * across, 4),
        round(top + y1 * down, 4),
    )


def with_faces(text: str, words: Sequence[Word], places: Iterable[tuple[float, ...]]) -> tuple[str, tuple[Word, ...]]:
    """The text with a line `FACE` for each of the `places` of faces, and its words with those signs."""
    signs: list[Word] = []
    for place in places:
        text += f"\n{FACE}" if text else FACE
        signs.append(Word(len(text) - 1, len(text), place))
    return text, (*words, *signs)


def recognise_picture(picture: Image.Image) -> tuple[str, tuple[Word, ...]]:
    """The text in a picture that may be anything: a photo, a screen, a diagram. Raises `Unusable` "too_slow".

    Only lines that hold a word read with some certainty. Where there are long straight lines, it is read once more without
    them: Tesseract takes boxes with a word in each for a drawing.
    """
    text, words = _assembled(_certain(_table(picture, PAGE)), picture.size)
    plain = without_lines(picture)
    if plain is None:
        return text, words
    more, more_words = _assembled(_certain(_table(plain, SCATTERED)), picture.size)
    both = _together(Passage(1, "page", text, words=words), more, more_words)
    return both.text, both.words


def recognise(picture: Image.Image) -> tuple[str, tuple[Word, ...]]:
    """The text in the picture of a page and the places of its words. Raises `Unusable` "too_slow"."""
    return _assembled(_table(picture, PAGE), picture.size)


class _Row(NamedTuple):
    """A word that Tesseract read, with its box in pixels: left, top, width, height."""

    word: str
    sure: float
    line: tuple[int, int, int]
    box: tuple[int, int, int, int]


def _table(picture: Image.Image, way: int) -> list[_Row]:
    import pytesseract  # Slow to import, and wanted in the child alone.

    try:
        table = pytesseract.image_to_data(
            picture, lang=LANGUAGES, config=f"--psm {way}", timeout=PAGE_SECONDS, output_type=pytesseract.Output.DICT
        )
    except RuntimeError as error:  # So pytesseract says that the time is out.
        raise Unusable("too_slow", seconds=PAGE_SECONDS) from error
    lines = zip(table["block_num"], table["par_num"], table["line_num"], strict=True)
    boxes = zip(table["left"], table["top"], table["width"], table["height"], strict=True)
    rows = zip(table["text"], table["conf"], lines, boxes, strict=True)
    return [_Row(word, float(sure), line, box) for word, sure, line, box in rows if word.strip()]


def _certain(rows: Sequence[_Row]) -> list[_Row]:
    """The words of those lines that were read with some certainty."""
    good = {row.line for row in rows if row.sure >= SURE and images.letters(row.word) >= SHORTEST}
    return [row for row in rows if row.line in good and row.sure >= FAIRLY_SURE]


def _assembled(rows: Sequence[_Row], size: tuple[int, int]) -> tuple[str, tuple[Word, ...]]:
    """The text of the rows and the places of its words in a picture of that size in pixels."""
    raw: list[str] = []
    places: list[Box] = []
    for row, following in pairwise([*rows, None]):
        assert row is not None  # noqa: S101 - only the last is
        word = row.word
        same_line = following is not None and row.line == following.line
        divided = not same_line and word.endswith(("-", "¬")) and len(word) > 2 and following is not None
        word, after = (word[:-1] + HYPHEN, "") if divided else (word, " " if same_line else "\n")
        left, top = row.box[0] / size[0], row.box[1] / size[1]
        right, bottom = left + row.box[2] / size[0], top + row.box[3] / size[1]
        raw.append(word + after)
        places += [(round(left, 4), round(top, 4), round(min(right, 1), 4), round(min(bottom, 1), 4))] * len(
            word + after
        )
    return assemble("".join(raw), lambda first, last: places[first])


def _together(passage: Passage, seen: str, seen_words: Sequence[Word]) -> Passage:
    """The recognised text after the passage's own, less the words that the passage has at the same place already."""
    if not passage.words:
        return replace(passage, text=seen, words=tuple(seen_words))
    joined, places = passage.text, list(passage.words)
    gap, end = "\n", 0
    for word in seen_words:
        gap += seen[end : word.start]
        end = word.end
        if any(_covers(known.place, word.place) for known in passage.words):
            continue
        joined += "\n" if "\n" in gap else gap
        start = len(joined)
        joined += seen[word.start : word.end]
        places.append(Word(start, len(joined), word.place))
        gap = ""
    return replace(passage, text=joined, words=tuple(places))


def _covers(known: Sequence[float], place: Sequence[float]) -> bool:
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return known[0] <= x <= known[2] and known[1] <= y <= known[3]
