"""Scanned pages are read; pages with text are left alone."""

from itertools import pairwise

import pytest

from ingest.extraction import ocr, pdf, sandbox
from ingest.extraction.document import pages
from ingest.extraction.reasons import OcrMissing
from tests.ingest.extraction.files import make_pdf, make_scan

LINES = [
    "Kari Nordmann fortalte at bruker-",
    "medvirkning ble viktig på sykehjemmet i Øvre Eiker.",
    "Ring 22 33 44 55 i dag.",
]


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    """A machine on whose path Tesseract isn't."""
    ocr.require_tesseract.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    yield
    ocr.require_tesseract.cache_clear()


def test_a_scanned_page_is_read_with_its_places(tmp_path):
    scanned, empty = pages(make_scan(tmp_path / "a.pdf", LINES))
    assert "Kari Nordmann fortalte at brukermedvirkning ble viktig på sykehjemmet i Øvre Eiker." in scanned.text
    assert empty.text == ""
    (original,) = pdf.read_pages(make_pdf(tmp_path / "b.pdf", ["\n".join(LINES)]))
    assert place_of("Kari", scanned) == pytest.approx(place_of("Kari", original), abs=0.01)


def place_of(word, passage):
    return next(each.place for each in passage.words if passage.text[each.start : each.end] == word)


def test_a_page_scanned_sideways_is_read(tmp_path):
    scanned, _empty = pages(make_scan(tmp_path / "a.pdf", LINES * 3, turned=90))
    assert "Øvre Eiker" in scanned.text
    left, top, right, bottom = next(
        word.place for word in scanned.words if scanned.text[word.start : word.end] == "Kari"
    )
    assert bottom - top > right - left


def test_the_stamp_of_a_scanner_hides_no_page(tmp_path):
    scanned, _empty = pages(make_scan(tmp_path / "a.pdf", LINES, header="Skannet med App"))
    assert scanned.text.startswith("Skannet med App\n")
    assert "Nordmann" in scanned.text
    assert scanned.text.count("Skannet") == 1
    assert all(
        scanned.text[word.start : word.end].split() == [scanned.text[word.start : word.end]] for word in scanned.words
    )


def test_pages_with_little_text_and_no_picture_are_not_scanned(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", ["Del 1", "", "Tekst " * 60])
    assert list(sandbox.stream(ocr.find_pictures, path, [1, 2, 3])) == []


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_the_other_pages_are_read_and_the_command_is_named(tmp_path):
    received = pages(make_scan(tmp_path / "a.pdf", LINES))
    assert [next(received).number, next(received).number] == [1, 2]
    with pytest.raises(OcrMissing, match="apt-get install tesseract-ocr tesseract-ocr-nor"):
        next(received)


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_a_file_with_text_is_read(tmp_path):
    assert [page.text for page in pages(make_pdf(tmp_path / "a.pdf", ["Del 1"]))] == ["Del 1"]


def test_recognised_text_has_the_same_shape_as_a_pages_own(tmp_path):
    path = make_scan(tmp_path / "a.pdf", LINES)
    text, words = ocr.recognise(pdf.page_picture(path, 1, 2480))
    assert text.split() == [text[word.start : word.end] for word in words] or "brukermedvirkning" in text
    assert all(first.end <= second.start for first, second in pairwise(words))
