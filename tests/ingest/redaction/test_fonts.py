"""An embedded font lists the letters it was made for in the order they came: the first page's name, most often."""

from pathlib import Path
from typing import Any

import reportlab
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench import readers
from ingest.extraction.passages import Passage
from ingest.extraction.pdf import read_pages
from ingest.redaction.document import redacted_document
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.spans import Redaction
from ingest.redaction.text_layer import FONT
from tests.ingest.redaction.pdfs import make_pdf

NAME = "Elle Máret Sara"
PAGES = [(NAME, "Vera"), ("Et sammendrag", "Vera"), ("Et annet avsnitt", "VeraBd")]


def make_embedded(path: Path) -> Path:
    for name in ("Vera", "VeraBd"):
        registerFont(TTFont(name, str(Path(reportlab.__file__).with_name("fonts") / f"{name}.ttf")))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=True)
    for line, font in PAGES:
        canvas.setFont(font, 12)
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    return path


def test_a_page_set_in_the_font_of_a_redacted_name_becomes_a_picture(tmp_path):
    source = make_embedded(tmp_path / "a.pdf")
    passages = list(read_pages(source))
    target = tmp_path / "b.pdf"
    pictures = redact_pdf(source, target, passages, {1: [Redaction(0, len(NAME), "[navn]")]})
    assert {1, 2} <= pictures
    for page in PdfReader(target).pages[:2]:
        resources: Any = page["/Resources"]
        assert set(resources["/Font"]) == {FONT}
    assert "Et sammendrag" in readers.by_pdftotext(target)


def test_without_redactions_a_page_keeps_its_embedded_font(tmp_path):
    source = make_embedded(tmp_path / "a.pdf")
    assert redact_pdf(source, tmp_path / "b.pdf", list(read_pages(source)), {}) == set()


def test_the_standard_fonts_tell_nothing_so_the_other_pages_stay_live(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    passages = list(read_pages(source))
    assert redact_pdf(source, tmp_path / "b.pdf", passages, {1: [Redaction(0, 4, "[navn]")]}) == {1}


def test_a_document_is_proven(tmp_path):
    source = make_embedded(tmp_path / "a.pdf")
    parts: list[tuple[Passage, list[Redaction]]] = [(passage, []) for passage in read_pages(source)]
    parts[0][1].append(Redaction(0, len(NAME), "[navn]"))
    redacted_document(source, tmp_path / "b.pdf", parts)
    for name, read in readers.available().items():
        assert "Máret" not in read(tmp_path / "b.pdf"), name
