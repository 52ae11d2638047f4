"""What anybody can get out of a finished file: by every way of reading it that we know, ours and others'."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytesseract
from pdfminer.high_level import extract_text
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

OCR_DOTS_PER_INCH = 300


def squeezed(text: str) -> str:
    """The letters and digits of `text` alone, in one case, ligatures and accents written out as one form (NFKC)."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def by_pypdf(path: Path) -> str:
    reader = PdfReader(path)
    return "\n".join([*(page.extract_text() for page in reader.pages), *_titles(reader.outline)])


def _titles(outline: Iterable[object]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield str(getattr(entry, "title", ""))


def by_pdfium(path: Path) -> str:
    texts = []
    with closing(pypdfium2.PdfDocument(path)) as document:
        for index in range(len(document)):
            with closing(document[index]) as page, closing(page.get_textpage()) as text:
                texts.append(text.get_text_range())
        texts += [bookmark.get_title() for bookmark in document.get_toc()]
    return "\n".join(texts)


def by_pdfminer(path: Path) -> str:
    return extract_text(str(path))


def by_pdftotext(path: Path) -> str:
    return "\n".join(_run("pdftotext", *order, str(path), "-") for order in (("-layout",), ("-raw",)))


def by_strings(path: Path) -> str:
    """`strings` of the file as it is and with every stream unpacked, as 7-bit, 8-bit and 16-bit letters."""
    with tempfile.NamedTemporaryFile() as unpacked:
        unpacked.write(path.read_bytes())
        for part in re.split(rb"stream\r?\n", path.read_bytes())[1:]:
            unpacked.write(b"\n" + _unpacked(part))
        unpacked.flush()
        return "\n".join(_run("strings", "-a", "-n", "3", "-e", form, unpacked.name) for form in "sSbl")


def _unpacked(part: bytes) -> bytes:
    """What a file has from the beginning of a stream on, unpacked; empty where it isn't packed."""
    try:
        if b"~>" in part[:-2]:
            part = base64.a85decode(part[: part.index(b"~>")])
        return zlib.decompressobj().decompress(part)
    except (ValueError, zlib.error):
        return b""


def by_every_object(path: Path) -> str:
    """Every string, name and stream of every object of the PDF, used or not, as pypdf decodes them."""
    reader = PdfReader(path)
    numbers = {number for entries in reader.xref.values() for number in entries} | set(reader.xref_objStm)
    return "\n".join(text for number in sorted(numbers) for text in _texts(reader.get_object(number)))


def _texts(root: PdfObject | None) -> Iterator[str]:
    waiting: list[object] = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            waiting += [each for key in value for each in (str(key), value.raw_get(key))]
            if isinstance(value, StreamObject) and value.get("/Subtype") != "/Image":
                waiting.append(value.get_data())
        elif isinstance(value, ArrayObject):
            waiting += [each for each in list.__iter__(value) if not isinstance(each, IndirectObject)]
        elif isinstance(value, bytes):
            yield value.decode("latin-1")
            yield value.decode("utf-16-be", "ignore")
            yield from (bytes.fromhex(found.decode()).decode("latin-1") for found in _hexadecimal(value))
        elif isinstance(value, str):
            yield value


def _hexadecimal(data: bytes) -> Iterator[bytes]:
    yield from (each for each in re.findall(rb"<([0-9A-Fa-f]{2,})>", data) if len(each) % 2 == 0)


def by_exiftool(path: Path) -> str:
    """All metadata that exiftool knows of, in embedded documents and earlier revisions too. Names of the system's go."""
    found = json.loads(_run("exiftool", "-json", "-a", "-u", "-ee3", str(path)) or "[{}]")[0]
    return "\n".join(f"{key} {value}" for key, value in found.items() if key not in ("SourceFile", "Directory"))


def by_exiftool_of_pictures(folder: Path) -> str:
    """All metadata of the WebP files in `folder`; of their chunks without exiftool."""
    paths = sorted(folder.glob("*.webp"))
    if shutil.which("exiftool") and paths:
        return _run("exiftool", "-a", "-u", "-s3", *(str(path) for path in paths))
    return "\n".join(chunk.decode("latin-1") for path in paths for chunk in _chunks(path.read_bytes()))


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks of a WebP file (RFC 9649, 2.3) that aren't the picture itself."""
    position = 12
    while position + 8 <= len(data):
        name, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        if name not in (b"VP8 ", b"VP8L"):
            yield data[position : position + 8 + length]
        position += 8 + length + length % 2


def by_pdfinfo(path: Path) -> str:
    return "\n".join(_run("pdfinfo", *what, str(path)) for what in ((), ("-meta",), ("-js",), ("-dests",), ("-url",)))


def by_attachments(path: Path) -> str:
    return _run("pdfdetach", "-list", str(path)).replace("0 embedded files", "")


def by_ocr(path: Path, pages: Iterable[int] | None = None) -> str:
    """What Tesseract reads on the pages (from 1; None: all) at 300 dpi."""
    texts = []
    with closing(pypdfium2.PdfDocument(path)) as document:
        for number in pages or range(1, len(document) + 1):
            with closing(document[number - 1]) as page:
                picture = page.render(scale=OCR_DOTS_PER_INCH / 72).to_pil().convert("L")
            texts.append(pytesseract.image_to_string(picture, lang=_language()))
    return "\n".join(texts)


def _language() -> str:
    return "nor" if "nor" in pytesseract.get_languages() else "eng"


READERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "pypdf": ("", by_pypdf),
    "pypdfium2": ("", by_pdfium),
    "pdfminer.six": ("", by_pdfminer),
    "every object": ("", by_every_object),
    "pdftotext": ("pdftotext", by_pdftotext),
    "pdfinfo": ("pdfinfo", by_pdfinfo),
    "pdfdetach": ("pdfdetach", by_attachments),
    "strings": ("strings", by_strings),
    "exiftool": ("exiftool", by_exiftool),
}
"""The readers of PDF that need no second thought, by name, with the program each needs."""


def available() -> dict[str, Callable[[Path], str]]:
    """The readers whose program is on this machine."""
    return {name: read for name, (program, read) in READERS.items() if not program or shutil.which(program)}


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
