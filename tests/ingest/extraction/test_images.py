"""Text and faces in the pictures of pages that have text of their own."""

import pypdf
import pytest
from pypdf.generic import NameObject, NumberObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction import images, ocr, pdf, sandbox
from ingest.extraction.document import pages
from ingest.extraction.passages import FACE, Passage
from ingest.extraction.reasons import FaceModelMissing, OcrMissing
from tests.ingest.extraction.files import make_pdf
from tests.ingest.extraction.pictures import TEXT, boxes, make_page, portrait, screen

NAMES = ["Torgunn Fjellvang 14.03.1941", "Åse Ødegård 30.06.1944"]
PLACE = (72, 300, 450, 180)


def placed(passage, text):
    """The place of the only word `text` of the passage."""
    (place,) = [word.place for word in passage.words if passage.text[word.start : word.end] == text]
    return place


def regions_of(path, number=1):
    with pdf.opened(path) as document, pdf.opened_page(document, number) as page:
        return images.regions(page)


def test_text_in_a_picture_joins_the_text_of_its_page_at_its_place(tmp_path):
    (page,) = pages(make_page(tmp_path / "a.pdf", (screen(NAMES), PLACE)))
    assert page.text.startswith(TEXT)
    assert "Torgunn Fjellvang 14.03.1941\nÅse Ødegård 30.06.1944" in page.text
    left, top, right, bottom = placed(page, "Fjellvang")
    assert 72 / 595 < left < right < 522 / 595
    assert 1 - 480 / 842 < top < bottom < 1 - 300 / 842
    assert all(page.text[word.start : word.end].strip() for word in page.words)


def test_the_words_of_a_diagram_are_read_one_by_one(tmp_path):
    (page,) = pages(make_page(tmp_path / "a.pdf", (boxes(["Per Lund", "Mona Vik", "Said Ali"]), (72, 300, 450, 150))))
    assert {"Lund", "Mona", "Vik", "Said"} <= set(page.text.split())


def test_a_face_stands_in_the_text_as_a_sign_at_its_place(tmp_path):
    (page,) = pages(make_page(tmp_path / "a.pdf", (portrait(), (100, 300, 256, 240))))
    assert page.text == "\n".join([TEXT] * 12 + [FACE])
    left, top, right, bottom = placed(page, FACE)
    assert left < (100 + 0.49 * 256) / 595 < right
    assert top < 1 - (300 + 0.5 * 240) / 842 < bottom


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_places_are_those_of_the_page_as_seen(tmp_path, rotation):
    path = make_page(tmp_path / "a.pdf", (portrait(), (100, 300, 256, 240)), lines=0)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.pages[0][NameObject("/Rotate")] = NumberObject(rotation)
    writer.write(path)
    (region,) = regions_of(path)
    (left, top, right, bottom) = region.place
    with pdf.opened(path) as document, pdf.opened_page(document, 1) as page:
        picture = pdf.render(page, 800).convert("L").point(lambda value: 255 if value < 240 else 0)
    width, height = picture.size
    assert picture.getbbox() == pytest.approx((left * width, top * height, right * width, bottom * height), abs=12)


def test_a_picture_within_forms_is_found_where_it_is_drawn(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(600, 800))
    canvas.beginForm("inner")
    canvas.drawImage(ImageReader(portrait()), 10, 20, 50, 50)
    canvas.endForm()
    canvas.beginForm("outer")
    canvas.translate(5, 5)
    canvas.doForm("inner")
    canvas.endForm()
    canvas.translate(100, 200)
    canvas.scale(2, 4)
    canvas.doForm("outer")
    canvas.showPage()
    canvas.save()
    (region,) = regions_of(tmp_path / "a.pdf")
    left, bottom, width, height = 100 + 2 * 15, 200 + 4 * 25, 2 * 50, 4 * 50
    expected = (left / 600, 1 - (bottom + height) / 800, (left + width) / 600, 1 - bottom / 800)
    assert region.place == pytest.approx(expected, abs=0.001)


def test_a_picture_cut_into_strips_is_one(tmp_path):
    whole = portrait()
    strips = [
        (whole.crop((0, top, whole.width, top + 24)), (100, 600 - top - 24, 256, 24)) for top in range(0, 240, 24)
    ]
    path = make_page(tmp_path / "a.pdf", *strips)
    assert len(regions_of(path)) == 1
    (page,) = pages(path)
    assert page.text.count(FACE) == 1


def test_small_pictures_and_pages_without_any_are_not_looked_at(tmp_path):
    path = make_page(tmp_path / "a.pdf", (portrait(), (500, 20, 10, 10)), (portrait(), (20, 20, 500, 3)))
    assert list(sandbox.stream(ocr.find_pictures, path, [1])) == []
    assert list(sandbox.stream(ocr.find_pictures, make_pdf(tmp_path / "b.pdf", [TEXT]), [1])) == []


def test_a_long_thin_page_is_looked_at_coarser(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(3, 14_400))
    canvas.rect(0, 0, 3, 7_200, fill=1)
    canvas.showPage()
    canvas.save()
    assert list(sandbox.stream(ocr.find_pictures, tmp_path / "a.pdf", [1], memory=2**30)) == [1]


def test_a_picture_on_every_page_is_read_once(tmp_path):
    path = make_page(tmp_path / "a.pdf", (screen(NAMES), PLACE), pages=3)
    known: dict[bytes, ocr.Seen] = {}
    with pdf.opened(path) as document:
        for number in (1, 2, 3):
            with pdf.opened_page(document, number) as page:
                assert "Fjellvang" in ocr._look_at_page(page, Passage(number, "page", TEXT), known).text
    assert len(known) == 1


def test_text_over_a_picture_is_not_read_twice(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(screen([])), *PLACE)
    for number in range(12):
        canvas.drawString(90, 780 - 18 * number, TEXT)
    canvas.setFontSize(16)
    canvas.drawString(100, 400, "Torgunn Fjellvang")
    canvas.showPage()
    canvas.save()
    (page,) = pages(tmp_path / "a.pdf")
    assert page.text.count("Fjellvang") == 1


def test_the_text_layer_of_a_scan_is_taken_as_it_is(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(screen(NAMES, (1190, 1684))), 0, 0, 595, 842)
    layer = canvas.beginText(72, 780)
    layer.setTextRenderMode(3)
    for _line in range(12):
        layer.textLine(TEXT)
    canvas.drawText(layer)
    canvas.showPage()
    canvas.save()
    (page,) = pages(tmp_path / "a.pdf")
    assert page.text.split("\n") == [TEXT] * 12


def hides_parts(path, draw):
    canvas = Canvas(str(path), pagesize=(595, 842))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    with pdf.opened(path) as document, pdf.opened_page(document, 1) as page:
        return images.hide_parts(page)


def test_a_picture_that_is_seen_whole_hides_nothing(tmp_path):
    def draw(canvas):
        canvas.rect(50, 250, 400, 400, fill=1)  # behind it
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(100, 300, 256, 240)
        canvas.clipPath(frame, stroke=0)
        canvas.drawImage(ImageReader(portrait()), 100, 300, 256, 240)
        canvas.restoreState()
        canvas.rect(90, 290, 276, 260)  # a frame, not filled
        canvas.rect(100, 100, 50, 50, fill=1)

    assert not hides_parts(tmp_path / "a.pdf", draw)


def test_a_picture_cropped_off_the_page_or_beneath_something_hides_parts(tmp_path):
    def cropped(canvas):
        frame = canvas.beginPath()
        frame.rect(100, 300, 128, 240)
        canvas.clipPath(frame, stroke=0)
        canvas.drawImage(ImageReader(portrait()), 100, 300, 256, 240)

    def in_a_form(canvas):
        canvas.beginForm("form")
        cropped(canvas)
        canvas.endForm()
        canvas.translate(10, 20)
        canvas.doForm("form")

    def off_the_page(canvas):
        canvas.drawImage(ImageReader(portrait()), 500, 300, 256, 240)

    def beneath(canvas):
        canvas.drawImage(ImageReader(portrait()), 100, 300, 256, 240)
        canvas.rect(180, 380, 60, 80, fill=1)

    for draw in (cropped, in_a_form, off_the_page, beneath):
        assert hides_parts(tmp_path / f"{draw.__name__}.pdf", draw), draw.__name__


def test_without_tesseract_a_page_with_a_picture_is_not_passed_on_as_read(tmp_path, monkeypatch):
    path = make_page(tmp_path / "a.pdf", (screen(NAMES), PLACE))
    ocr.require_tesseract.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    received = pages(path)
    assert next(received).text.startswith(TEXT)
    with pytest.raises(OcrMissing, match="apt-get install tesseract-ocr"):
        next(received)
    ocr.require_tesseract.cache_clear()


def test_without_the_model_for_faces_neither(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.extraction.faces.MODEL", tmp_path / "none.onnx")
    with pytest.raises(FaceModelMissing, match="make setup"):
        list(pages(make_page(tmp_path / "a.pdf", (screen(NAMES), PLACE))))
