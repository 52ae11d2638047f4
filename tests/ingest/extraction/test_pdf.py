"""The text of a page and where its words stand."""

from io import BytesIO
from itertools import pairwise

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import RectangleObject
from reportlab.pdfgen import canvas

from ingest.extraction import pdf, sandbox
from ingest.extraction.reasons import Unusable
from tests.ingest.extraction.files import make_page_tree, make_pdf, stream

SIZE = (600, 800)


def only_page(path):
    (passage,) = pdf.read_pages(path)
    return passage


def words_of(passage):
    return {passage.text[word.start : word.end]: word.place for word in passage.words}


def test_pages_come_in_order_with_their_words(tmp_path):
    pages = list(pdf.read_pages(make_pdf(tmp_path / "a.pdf", ["Første side\nmed to linjer", "", "Tredje"])))
    assert [(page.number, page.kind, page.text) for page in pages] == [
        (1, "page", "Første side\nmed to linjer"),
        (2, "page", ""),
        (3, "page", "Tredje"),
    ]
    assert list(words_of(pages[0])) == ["Første", "side", "med", "to", "linjer"]


def test_a_word_stands_where_it_was_drawn(tmp_path):
    left, top, right, bottom = words_of(only_page(make_pdf(tmp_path / "a.pdf", ["Hei"], size=SIZE)))["Hei"]
    assert left == pytest.approx(72 / 600, abs=0.002)
    assert right == pytest.approx((72 + 17.3) / 600, abs=0.005)
    assert top < (100 - 8) / 800 < 100 / 800 < bottom  # The capital's height, and the descender below the baseline.
    assert bottom - top < 20 / 800


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_places_are_those_of_the_page_as_seen(tmp_path, rotation, cropped):
    writer = pypdf.PdfWriter(clone_from=make_pdf(tmp_path / "a.pdf", ["Hei"], size=SIZE))
    writer.pages[0].rotate(rotation)
    if cropped:
        writer.pages[0].cropbox = RectangleObject((50, 350, 550, 750))
    writer.write(tmp_path / "b.pdf")
    place = words_of(only_page(tmp_path / "b.pdf"))["Hei"]
    assert place == pytest.approx(place_of_ink(pdf.page_picture(tmp_path / "b.pdf", 1, 1200)), abs=0.02)


def place_of_ink(picture):
    dark = np.argwhere(np.asarray(picture.convert("L")) < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    return (left / picture.width, top / picture.height, right / picture.width, bottom / picture.height)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("en informa-\nsjon til", "en informasjon til"),
        ("helse-\nog omsorgstjenesten", "helse-\nog omsorgstjenesten"),
        ("i Sør-\nTrøndelag", "i Sør-Trøndelag"),
        ("et IT-\nsystem", "et IT-system"),
        ("kari-\nmoen@example.no", "karimoen@example.no"),
    ],
)
def test_a_word_divided_at_a_line_end(tmp_path, lines, text):
    passage = only_page(make_pdf(tmp_path / "a.pdf", [lines]))
    assert passage.text == text


def test_both_halves_of_a_divided_word_have_their_places(tmp_path):
    words = words_of(only_page(make_pdf(tmp_path / "a.pdf", ["en informa-\nsjon til"])))
    assert words["informa"][0] > words["sjon"][0]
    assert words["informa"][3] <= words["sjon"][3] - 0.01


def test_ligatures_accents_and_invisible_characters(tmp_path):
    # Codes 1-4 mean: the ligature fi, an a, a combining ring, a zero width space; 5 an emoji outside of UCS-2.
    mapping = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange "
        b"5 beginbfchar <01> <FB01> <02> <0061> <03> <030A> <04> <200B> <05> <D83DDE00> endbfchar endcmap end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    path = make_page_tree(
        tmp_path / "a.pdf",
        content=b"BT /F1 12 Tf 72 700 Td <01020304> Tj ( ) Tj <0502> Tj ET",
        o4=font,
        o6=stream(mapping),
    )
    passage = only_page(path)
    assert passage.text.startswith("fiå")
    for word in passage.words:
        assert passage.text[word.start : word.end].strip()
    assert passage.words[-1].end == len(passage.text)
    assert all(first.end <= second.start for first, second in pairwise(passage.words))


def test_what_a_form_field_shows_is_read(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"))
    sheet.drawString(72, 700, "Navn:")
    sheet.acroForm.textfield(name="navn", value="Ola Hemmelig", x=120, y=690, width=200, height=30)
    sheet.save()
    assert only_page(tmp_path / "a.pdf").text.split() == ["Navn:", "Ola", "Hemmelig"]


def test_text_outside_of_the_page_keeps_a_place_inside(tmp_path):
    passage = only_page(make_pdf(tmp_path / "a.pdf", ["Utenfor"], size=SIZE, left=590))
    assert all(0 <= edge <= 1 for word in passage.words for edge in word.place)


def test_pictures_are_webp_of_the_width_asked_for(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", ["en", "to"], size=SIZE)
    pictures = list(sandbox.stream(pdf.read_pictures, path, [2, 1], 300))
    assert [(Image.open(BytesIO(data)).format, Image.open(BytesIO(data)).size) for data in pictures] == [
        ("WEBP", (300, 400))
    ] * 2


def test_a_gigantic_page_gives_a_bounded_picture(tmp_path):
    path = make_page_tree(tmp_path / "a.pdf", one_page=None, content=b"0 0 100 100 re f")
    data = path.read_bytes().replace(b"[0 0 595 842]", b"[0 0 9 14400]")
    path.write_bytes(data)
    width, height = pdf.page_picture(path, 1, 9000).size
    assert width * height <= pdf.MAX_PICTURE_PIXELS * 1.01


def test_a_page_that_is_not_there(tmp_path):
    with pytest.raises(Unusable) as caught:
        pdf.page_picture(make_pdf(tmp_path / "a.pdf"), 2, 100)
    assert caught.value.reason == "bad_page"


def test_what_a_file_says_of_itself(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"))
    sheet.setTitle("Fra tanke til handling")
    for level, heading in ((0, "Innledning"), (1, "Bakgrunn")):
        sheet.bookmarkPage(heading)
        sheet.addOutlineEntry(heading, heading, level)
        sheet.showPage()
    sheet.save()
    assert list(pdf.read_about(tmp_path / "a.pdf")) == [
        {"title": "Fra tanke til handling", "outline": [[0, "Innledning", 1], [1, "Bakgrunn", 2]]}
    ]
