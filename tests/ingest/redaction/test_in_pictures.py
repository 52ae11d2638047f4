"""What stands or shows in a picture is gone for good when it is redacted: text and faces, and the picture itself."""

from contextlib import closing

import pypdfium2
import pytesseract
import pytest
from PIL import ImageChops
from pypdf import PdfReader
from pypdf.generic import StreamObject

from ingest.extraction.document import pages
from ingest.extraction.faces import faces
from ingest.extraction.passages import FACE, Passage, Word
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.picture_page import render
from ingest.redaction.spans import Redaction, redact_passage, setting_of
from ingest.redaction.verify import leaks
from tests.ingest.extraction.pictures import TEXT, make_page, portrait, screen
from tests.ingest.redaction.pdfs import redactions_of

NAME = "Torgunn Fjellvang"
PORTRAIT = (330, 100, 200, 188)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page with live text, the picture of a screen and a portrait: its file, and its passage."""
    path = tmp_path_factory.mktemp("pictures") / "page.pdf"
    shown = screen([f"{NAME} 14.03.1941", "Rom 12, annen etasje"])
    make_page(path, (shown, (72, 330, 450, 180)), (portrait(), PORTRAIT))
    (passage,) = pages(path)
    return path, passage


@pytest.fixture(scope="module")
def redacted(page, tmp_path_factory):
    """The file after the name and the face were redacted, with the redactions."""
    path, passage = page
    target = tmp_path_factory.mktemp("redacted") / "page.pdf"
    redactions = redactions_of([passage], [NAME, FACE])
    redact_pdf(path, target, [passage], redactions)
    return target, redactions


def drawn(path, dots=300):
    with closing(pypdfium2.PdfDocument(path)) as document, closing(document[0]) as page:
        return render(page, dots / 72)


def images_of(path) -> list[bytes]:
    """The bytes of every image object in the file, as they are stored."""
    reader = PdfReader(path)
    found = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return [item._data for item in found if isinstance(item, StreamObject) and item.get("/Subtype") == "/Image"]


def test_the_page_reads_as_before_but_for_what_is_gone(page, redacted):
    target, redactions = redacted
    text = redact_passage(page[1], redactions[1]).text
    assert text.count("[navn]") == 2
    assert NAME not in text
    assert FACE not in text
    with closing(pypdfium2.PdfDocument(target)) as document:
        read = document[0].get_textpage().get_text_range()
    assert TEXT in read
    assert "14.03.1941" in read


def test_no_reader_finds_the_name_nor_does_character_recognition(page, redacted):
    target, redactions = redacted
    assert leaks(target, {1: [NAME, "Fjellvang", "Torgunn"]}, [redact_passage(page[1], redactions[1])], ocr=True) == []
    seen = pytesseract.image_to_string(drawn(target), lang="nor")
    assert "Rom 12" in seen
    assert "Torgunn" not in seen
    assert "Fjellvang" not in seen


def test_the_pictures_are_not_in_the_file(page, redacted):
    before, after = images_of(page[0]), images_of(redacted[0])
    assert len(before) == 2
    assert len(after) == 1
    whole = redacted[0].read_bytes()
    assert all(data[at : at + 64] not in whole for data in before for at in range(0, len(data) - 64, 64))


def test_no_face_is_found_where_one_was_covered(page, redacted):
    assert len(faces(drawn(page[0], 100))) == 1
    assert faces(drawn(redacted[0], 100)) == []


def test_a_covered_face_is_filled_and_not_blurred(page, redacted):
    (place,) = [word.place for word in page[1].words if page[1].text[word.start : word.end] == FACE]
    picture = drawn(redacted[0], 100).convert("L")
    left, top, right, bottom = (round(value * side) for value, side in zip(place, picture.size * 2, strict=True))
    covered = picture.crop((left + 1, top + 1, right - 1, bottom - 1))
    levels = covered.histogram()
    label = sum(levels[30:])  # its letters are white on black
    assert sum(levels[:30]) + label == covered.width * covered.height
    assert label < 0.2 * covered.width * covered.height


def test_text_beside_a_face_stays_where_it_is():
    words = [Word(4 * row, 4 * row + 3, (0.1, 0.1 + row / 20, 0.3, 0.13 + row / 20)) for row in range(4)]
    words += [Word(16, 17, (0.32, 0.1, 0.5, 0.28)), Word(18, 19, (0.5, 0.1, 0.68, 0.28))]
    passage = Passage(1, "page", f"aaa\nbbb\nccc\nddd\n{FACE}\n{FACE}", words=tuple(words))
    redacted = redact_passage(passage, [Redaction(16, 17, "[ansikt]")])
    assert redacted.text == f"aaa\nbbb\nccc\nddd\n[ansikt]\n{FACE}"
    assert [word.place[1] for word in redacted.words[:4]] == [word.place[1] for word in words[:4]]
    (box, label), *others = setting_of(passage, [Redaction(16, 17, "[ansikt]")]).boxes
    assert (label, others) == ("[ansikt]", [])
    assert box.left < 0.32 < 0.5 < box.right
    assert box.top < 0.1 < 0.28 < box.bottom


def test_where_a_face_may_stay_the_page_keeps_its_look(page, tmp_path):
    path, passage = page
    target = tmp_path / "kept.pdf"
    redact_pdf(path, target, [passage], {})
    assert len(faces(drawn(target, 100))) == 1
    difference = ImageChops.difference(drawn(path, 50).convert("L"), drawn(target, 50).convert("L"))
    assert sum(difference.histogram()[64:]) < 0.02 * difference.width * difference.height
