"""Office files become PDF, safely; without LibreOffice their text is read."""

import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import docx
import pytest
from odf import text as odf_text
from odf.opendocument import OpenDocumentText
from PIL import Image
from pptx import Presentation

from ingest.extraction import office, pdf
from ingest.extraction.document import extract
from ingest.extraction.reasons import ConverterMissing, Unusable
from tests.ingest.extraction.files import make_docx

PARAGRAPHS = ("Hei på deg, Kari Nordmann.", "Vi møttes på Øvre sykehjem.")


def make_pptx(path):
    presentation = Presentation()
    for title in ("Første lysbilde", "Andre lysbilde"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "Et punkt"
    slide.notes_slide.notes_text_frame.text = "Husk å nevne Per."
    presentation.save(str(path))
    return path


def make_odt(path):
    document = OpenDocumentText()
    document.text.addElement(odf_text.H(outlinelevel=1, text="Overskrift"))
    document.text.addElement(odf_text.P(text=PARAGRAPHS[0]))
    document.save(str(path))
    return path


def make_text(path):
    path.write_bytes("Første linje på norsk.\nAndre linje.".encode("cp1252"))
    return path


MAKERS = {"a.docx": make_docx, "a.pptx": make_pptx, "a.odt": make_odt, "a.txt": make_text}


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.docx", "Tittel på oppgaven"),
        ("a.pptx", "Første lysbilde"),
        ("a.odt", "Overskrift"),
        ("a.txt", "Første linje på norsk."),
    ],
)
def test_an_office_file_becomes_a_pdf(tmp_path, name, start):
    source = MAKERS[name](tmp_path / name).rename(tmp_path / "source.bin")
    made = office.to_pdf(source, tmp_path)
    assert next(pdf.read_pages(made)).text.startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.bin", "source.pdf"]


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("a.docx", ["Tittel på oppgaven\nHei på deg, Kari Nordmann."]),
        ("a.pptx", ["Første lysbilde\nEt punkt", "Andre lysbilde\nEt punkt\nHusk å nevne Per."]),
        ("a.odt", ["Overskrift\nHei på deg, Kari Nordmann."]),
        ("a.txt", ["Første linje på norsk.\nAndre linje."]),
    ],
)
def test_without_libreoffice_the_text_is_read_in_sections(tmp_path, monkeypatch, name, sections):
    source = MAKERS[name](tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConverterMissing, match="apt-get install libreoffice-writer-nogui"):
        office.to_pdf(source, tmp_path)
    passages = list(extract(source))
    assert [passage.text for passage in passages] == sections
    assert {passage.kind for passage in passages} == {"section"}


def test_tables_and_headers_of_a_word_file_are_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("Før")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Navn", "Kari"
    document.sections[0].header.paragraphs[0].text = "Topptekst"
    document.save(str(tmp_path / "a.docx"))
    (section,) = office.text_of_office(tmp_path / "a.docx")
    assert section.text == "Før\nNavn\tKari\nTopptekst"


def test_a_document_fetches_nothing(tmp_path):
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the server's names

        def log_message(self, *arguments):
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/spy.png".encode()
        office.to_pdf(make_docx_with_link(tmp_path, address), tmp_path)
        server.shutdown()
    assert asked == []


def make_docx_with_link(folder, address):
    Image.new("RGB", (20, 20)).save(folder / "a.png")
    document = docx.Document()
    document.add_picture(str(folder / "a.png"))
    document.save(str(folder / "a.docx"))
    with zipfile.ZipFile(folder / "a.docx") as old, zipfile.ZipFile(folder / "b.docx", "w") as new:
        for entry in old.infolist():
            data = old.read(entry).replace(b"r:embed=", b"r:link=")
            data = data.replace(b'Target="media/image1.png"', b'TargetMode="External" Target="%b"' % address)
            new.writestr(entry.filename, data)
    return folder / "b.docx"


@pytest.mark.parametrize(
    ("name", "part", "reason"),
    [("a.docx", "word/document.xml", "damaged"), ("a.pptx", "ppt/presentation.xml", "not_converted")],
)
def test_what_cannot_be_converted_is_refused(tmp_path, name, part, reason):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(part, "<x")
    with pytest.raises(Unusable) as caught:
        office.to_pdf(path, tmp_path)
    assert caught.value.reason == reason
    assert [file.name for file in tmp_path.iterdir()] == [name]
