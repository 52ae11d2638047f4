from io import BytesIO

import pytesseract
import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction.passages import Passage
from ingest.redaction.verify import leaks
from tests.ingest.redaction.pdfs import LINES, NAME, changed, make_content_page, make_pdf, redacted_copy, stream
from tests.ingest.redaction.test_pdf import render

REDACTED = [Passage(1, "page", "Avdelingsleder [navn] fortalte."), Passage(2, "page", "")]


def found_in(path, forbidden=None, passages=REDACTED, **kwargs):
    return {(leak.where, leak.page) for leak in leaks(path, forbidden or {1: [NAME]}, passages, **kwargs)}


def test_a_box_over_live_text_is_found(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawString(72, 700, f"Avdelingsleder {NAME} fortalte.")
    canvas.rect(60, 690, 400, 30, fill=1)
    canvas.save()
    assert ("text", 1) in found_in(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    "written", ["Torgunn Fjell-\nvang", "TORGUNN FJELLVANG", "Torgunn\u00a0Fjellvang", "Torgunn Fjell\u00advang"]
)
def test_other_ways_to_write_the_name_are_found(tmp_path, written):
    source = make_pdf(tmp_path / "a.pdf", [written.split("\n")])
    assert ("text", 1) in found_in(source)


def test_digits_are_found_whatever_blanks_are_between_them(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [["Ring 91 23 45 67 i dag."]])
    assert ("text", 1) in found_in(source, {1: ["912 34 567"]}, [Passage(1, "page", "Ring [telefon] i dag.")])


def test_a_name_kept_by_decision_does_not_count_and_one_more_does(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [["Kari er sitert. Karianne også."]])
    assert found_in(source, {1: ["Kari"]}, [Passage(1, "page", "Kari er sitert. Karianne også.")]) == set()
    assert ("text", 1) in found_in(source, {1: ["Kari"]}, [Passage(1, "page", "[navn] er sitert. Karianne også.")])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("packed", [True, False])
def test_an_object_nobody_refers_to_is_found(tmp_path, encoding, packed):
    made = stream("Møte med ÅSE Bjørnstad i dag".encode(encoding))
    hidden = made.flate_encode() if packed else made
    source = changed(make_pdf(tmp_path / "a.pdf"), lambda writer: writer._add_object(hidden))
    assert ("bytes", None) in found_in(source, {1: ["Åse Bjørnstad"]})


def test_an_earlier_revision_is_found(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    writer = PdfWriter(BytesIO(source.read_bytes()), incremental=True)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream(b""))
    writer.write(source)
    assert ("revision", None) in found_in(source)


def test_metadata_and_what_a_rendition_never_has_is_found(tmp_path):
    def change(writer):
        writer.add_metadata({"/Subject": f"Om {NAME}"})
        writer.add_attachment("vedlegg.txt", b"x")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream(b"<x/>"))

    result = leaks(changed(make_pdf(tmp_path / "a.pdf", [["Intet"]]), change), {1: [NAME]}, REDACTED)
    assert {leak.text for leak in result if leak.where == "structure"} >= {
        "/Metadata",
        "/EmbeddedFiles",
        "torgunnfjellvang",
    }


def test_hexadecimal_strings_of_a_stream_are_spelt_out(tmp_path):
    content = b"BT /F1 12 Tf 72 700 Td <%s> Tj ET" % NAME.encode().hex().encode()
    assert ("bytes", None) in found_in(make_content_page(tmp_path / "a.pdf", content))


def test_a_leak_is_printed_without_the_name(tmp_path):
    for leak in leaks(make_pdf(tmp_path / "a.pdf"), {1: [NAME]}, REDACTED):
        assert "torgunn" not in repr(leak).lower()


def test_character_recognition_finds_a_name_in_a_picture_and_nothing_after_redaction(tmp_path):
    try:
        pytesseract.get_tesseract_version()
    except pytesseract.TesseractNotFoundError:
        pytest.skip("Tesseract isn't installed: apt-get install tesseract-ocr-nor")
    source = make_pdf(tmp_path / "a.pdf", [LINES])
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(render(source, scale=3)), 0, 0, 595, 842)
    canvas.save()
    assert found_in(tmp_path / "scan.pdf") == set()
    assert ("picture", 1) in found_in(tmp_path / "scan.pdf", ocr=True)
    target, _, _ = redacted_copy(source)
    assert found_in(target, ocr=True) == set()
