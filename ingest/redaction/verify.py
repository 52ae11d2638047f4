"""Proves on the finished PDF that redacted words are gone: it is read again, by two libraries and as plain bytes.

What must be gone is known per page, because "Kari" may be redacted on page 3 and kept by decision on page 7. A string
counts as leaked on a page when it is found there more often than in the page's redacted text; anywhere else in the file
when it is found at all, unless some page's redacted text has it too.
"""

import mmap
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pypdfium2
import pytesseract
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, PdfObject, TextStringObject

from ingest.extraction.passages import Passage
from ingest.redaction.normal import squeezed
from ingest.redaction.picture_page import render

# Letters in a row that are no chance find: among a hundred names and 50 MB of packed picture data, five letters turn up
# in one file of seven, eight never.
FEWEST_LETTERS, FEWEST_LETTERS_IN_BINARY = 5, 8
MAX_STREAM = 16_000_000  # decoded bytes that are searched of one stream
_MARK = re.compile(b"\xfe\xff")  # begins a string in UTF-16
_TEXT = bytes({0, 9, 10, 13, *range(32, 127), 0xC3, *"æøåÆØÅ".encode("latin-1"), *"æøåÆØÅ".encode()})
_UNWANTED = re.compile(r"[\s\-\xad]+")
OBJECTS_IN_MEMORY = 200
OCR_DOTS_PER_POINT = 300 / 72
FORBIDDEN_KEYS = {
    "/AA",
    "/AcroForm",
    "/AF",
    "/ActualText",
    "/Alt",
    "/EmbeddedFiles",
    "/JavaScript",
    "/JS",
    "/Metadata",
    "/OCProperties",
    "/OpenAction",
    "/PageLabels",
    "/PieceInfo",
    "/StructTreeRoot",
    "/Thumb",
}  # what a rendition never has, whatever it says


class OcrUnavailable(Exception):
    """Tesseract isn't installed on this machine, so pictures of pages can't be read."""


@dataclass(frozen=True, slots=True)
class Leak:
    """One place where the file says, or could say, what it must not. `text` isn't shown when a leak is printed."""

    where: str  # "text" | "picture" | "structure" | "bytes" | "revision"
    page: int | None  # where it is known, from 1
    reader: str  # "pdfium" | "pypdf" | "tesseract" | "bytes"
    text: str = field(repr=False)  # the string that was found, or the name of a structure that must not be there


def leaks(
    target: Path, forbidden: Mapping[int, Collection[str]], passages: Iterable[Passage], *, ocr: bool = False
) -> list[Leak]:
    """Every place in `target` where a forbidden string is still found; an empty list is the proof.

    `forbidden` has the redacted strings by page number, `passages` are the redacted ones of all pages. `ocr` also reads
    the pictures of the pages with redactions with Tesseract (seconds a page) and raises `OcrUnavailable` without it.
    """
    texts = {passage.number: passage.text for passage in passages}
    found = [*_in_pages(target, forbidden, texts), *_in_structures(target, forbidden, texts)]
    found += _in_bytes(target, _gone_everywhere(forbidden, texts))
    if ocr:
        found += _in_pictures(target, forbidden, texts)
    return found


def _gone_everywhere(forbidden: Mapping[int, Collection[str]], texts: Mapping[int, str]) -> set[str]:
    """The forbidden strings, squeezed, that no page may show."""
    kept = "\n".join(squeezed(text) for text in texts.values())
    strings = {squeezed(string) for page in forbidden.values() for string in page}
    return {string for string in strings if string and string not in kept}


def _in_pages(target: Path, forbidden: Mapping[int, Collection[str]], texts: Mapping[int, str]) -> Iterator[Leak]:
    """What two readers extract from the pages with redactions."""
    with closing(pypdfium2.PdfDocument(target)) as document:
        reader = PdfReader(target)
        for number in sorted(number for number in forbidden if forbidden[number]):
            with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
                extracted = {"pdfium": textpage.get_text_range()}
            extracted["pypdf"] = reader.pages[number - 1].extract_text()
            reader.resolved_objects.clear()
            allowed = squeezed(texts.get(number, ""))
            for name, text in extracted.items():
                seen = squeezed(text)
                for string in forbidden[number]:
                    if (wanted := squeezed(string)) and seen.count(wanted) > allowed.count(wanted):
                        yield Leak("text", number, name, string)


def _in_structures(target: Path, forbidden: Mapping[int, Collection[str]], texts: Mapping[int, str]) -> Iterator[Leak]:
    """What stands in strings outside the pages' content, and structures that a rendition never has."""
    gone = _gone_everywhere(forbidden, texts)
    reader = PdfReader(target)
    for root in _objects(reader):
        for value in _values(root):
            if isinstance(value, DictionaryObject):
                yield from (Leak("structure", None, "pypdf", key) for key in FORBIDDEN_KEYS.intersection(value))
            readings = _readings(value)
            yield from (
                Leak("structure", None, "pypdf", string) for string in gone if any(string in text for text in readings)
            )


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    """The trailer and every object of the file, whether anything refers to it or not, a few at a time in memory."""
    yield reader.trailer
    numbers = {number for entries in reader.xref.values() for number in entries} | set(reader.xref_objStm)
    for count, number in enumerate(sorted(numbers)):
        found = reader.get_object(number)
        if found is not None:
            yield found
        if count % OBJECTS_IN_MEMORY == 0:
            reader.resolved_objects.clear()


def _values(root: PdfObject) -> Iterator[PdfObject]:
    """`root` and everything directly inside it, without following references."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, DictionaryObject):
            waiting += [value.raw_get(key) for key in value]
            waiting += [TextStringObject(key) for key in value]
        elif isinstance(value, ArrayObject):
            waiting += [entry for entry in list.__iter__(value) if not isinstance(entry, IndirectObject)]


def _readings(value: PdfObject) -> list[str]:
    """A string or name, squeezed, in the encodings it may be in."""
    if isinstance(value, TextStringObject | ByteStringObject):
        raw = value.original_bytes
        readings = {str(value), raw.decode("latin-1"), raw.decode("utf-8", "ignore"), raw.decode("utf-16-be", "ignore")}
        return [squeezed(reading) for reading in readings]
    return [squeezed(value)] if isinstance(value, str) else []


def _in_bytes(target: Path, gone: Collection[str]) -> Iterator[Leak]:
    """What any part of the file says when it is read without knowing PDF: earlier revisions, objects nobody refers to."""
    with target.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if len(re.findall(rb"startxref", data)) != 1 or b"/Prev" in data[max(data.rfind(b"trailer"), 0) :]:
            yield Leak("revision", None, "bytes", "an earlier revision")
        for chunk in _chunks(data):
            texts = [_UNWANTED.sub("", text.casefold()) for text in _decoded(chunk)]
            fewest = FEWEST_LETTERS if _is_text(chunk) else FEWEST_LETTERS_IN_BINARY
            yield from (
                Leak("bytes", None, "bytes", string)
                for string in gone
                if len(string) >= fewest and any(string in text for text in texts)
            )


def _is_text(chunk: bytes) -> bool:
    """Whether most of the chunk's beginning is what text is made of in any encoding of these languages."""
    sample = chunk[:4096]
    return len(sample.translate(None, _TEXT)) <= 0.2 * len(sample)


def _decoded(chunk: bytes) -> list[str]:
    """Bytes read as Latin-1, which serves PDF's own encoding and UTF-16 of such letters too, as UTF-8 and as UTF-16."""
    texts = [chunk.replace(b"\0", b"").decode("latin-1"), chunk.decode("utf-8", "ignore")]
    texts += [chunk[mark.start() :].decode("utf-16-be", "ignore") for mark in islice(_MARK.finditer(chunk), 100)]
    return texts


def _chunks(data: mmap.mmap) -> Iterator[bytes]:
    """The file between its streams, and every stream unpacked where it is packed; hexadecimal strings are spelt out."""
    position = 0
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        yield data[position : match.start()]
        header = data[max(position, match.start() - 1000) : match.start()]
        position = match.end()
        stream = match.group(1)
        if b"/Subtype /Image" in header[header.rfind(b"obj") :]:
            yield stream
            continue  # Unpacked it is pixels.
        try:
            stream = zlib.decompressobj().decompress(stream, MAX_STREAM)
        except zlib.error:
            stream = stream[:MAX_STREAM]  # not packed, or a picture
        yield stream
        if hexadecimal := re.findall(rb"<([0-9A-Fa-f]{2,})>", stream):
            yield b"".join(bytes.fromhex(found[: len(found) // 2 * 2].decode()) for found in hexadecimal)
    yield data[position:]


def _in_pictures(target: Path, forbidden: Mapping[int, Collection[str]], texts: Mapping[int, str]) -> Iterator[Leak]:
    """What Tesseract reads on the pages with redactions, word by word."""
    language = _ocr_language()
    with closing(pypdfium2.PdfDocument(target)) as document:
        for number in sorted(number for number in forbidden if forbidden[number]):
            with closing(document[number - 1]) as page:
                picture = render(page, OCR_DOTS_PER_POINT).convert("L")
            seen = _spoken(pytesseract.image_to_string(picture, lang=language))
            allowed = _spoken(texts.get(number, ""))
            for string in forbidden[number]:
                if (wanted := _spoken(string)).strip() and seen.count(wanted) > allowed.count(wanted):
                    yield Leak("picture", number, "tesseract", string)


def _ocr_language() -> str:
    try:
        languages = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        raise OcrUnavailable("Tesseract is not installed.") from error
    return "nor" if "nor" in languages else "eng"


def _spoken(text: str) -> str:
    """The words of `text` with one blank around each, so that "Ola" isn't found in "skolane"."""
    return " " + " ".join(re.findall(r"\w+", text.casefold())).replace(" ", "  ") + " "
