"""PDFs made for the tests, each with one place where a name can hide."""

from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction.passages import Passage
from ingest.extraction.pdf import read_pages
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.spans import Redaction, redact_passage
from ingest.redaction.verify import Leak, leaks

NAME = "Torgunn Fjellvang"
LINES = [
    "Innovasjon i omsorgstjenesten krever at lederen lytter.",
    f"Avdelingsleder {NAME} fortalte om sitt arbeid i kommunen.",
    "Pasienten bodde hjemme så lenge det var forsvarlig.",
]
OTHER_LINES = ["Kapittel to handler om økonomi og styring.", "Ingen personer er nevnt her."]


def make_pdf(path: Path, pages: list[list[str]] | None = None, *, size: tuple[float, float] = (595, 842)) -> Path:
    """A PDF with one paragraph of lines a page."""
    canvas = Canvas(str(path), pagesize=size, invariant=True)
    for lines in pages or [LINES, OTHER_LINES]:
        canvas.setFont("Helvetica", 12)
        for index, line in enumerate(lines):
            canvas.drawString(72, size[1] - 100 - 24 * index, line)
        canvas.showPage()
    canvas.save()
    return path


def changed(path: Path, change) -> Path:
    """`path` after `change(writer)` with all its pages."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(path.read_bytes())))
    change(writer)
    writer.write(path)
    return path


def make_content_page(path: Path, content: bytes, resources: dict[str, Any] | None = None) -> Path:
    """A PDF of one A4 page with that content and, besides Helvetica as /F1, those resources."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font.update(
        {NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding")}
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    own = DictionaryObject({NameObject("/Font"): fonts})
    own.update(
        {NameObject(key): value(writer) if callable(value) else value for key, value in (resources or {}).items()}
    )
    page[NameObject("/Resources")] = own
    page[NameObject("/Contents")] = writer._add_object(stream(content))
    writer.write(path)
    return path


def stream(data: bytes, **entries) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject("/" + key): value for key, value in entries.items()})
    return made


def numbers(*values: int) -> ArrayObject:
    return ArrayObject([NumberObject(value) for value in values])


def text(value: str) -> TextStringObject:
    return TextStringObject(value)


def redactions_of(passages: list[Passage], names: list[str]) -> dict[int, list[Redaction]]:
    """Every occurrence of the names on every page."""
    found: dict[int, list[Redaction]] = {}
    for passage in passages:
        for name in names:
            start = passage.text.find(name)
            while start >= 0:
                found.setdefault(passage.number, []).append(Redaction(start, start + len(name), "[navn]"))
                start = passage.text.find(name, start + 1)
    return found


def redacted_copy(source: Path, names: list[str] | None = None) -> tuple[Path, set[int], list[Leak]]:
    """The redacted file, the pages that became pictures, and what verification says."""
    names = names or [NAME]
    passages = list(read_pages(source))
    redactions = redactions_of(passages, names)
    target = source.with_name(source.stem + "-redacted.pdf")
    pictures = redact_pdf(source, target, iter(passages), redactions)
    forbidden = dict.fromkeys(redactions, names) or {1: names}
    redacted = [redact_passage(passage, redactions.get(passage.number, ())) for passage in passages]
    return target, pictures, leaks(target, forbidden, redacted)
