"""From a file to its passages, whatever the file is."""

import resource
import time

import pytest

from ingest.extraction.document import extract
from ingest.extraction.reasons import Unusable
from tests.ingest.extraction.files import make_docx, make_page_tree, make_pdf, make_stream_bomb, make_video

BOKMAL = (
    "Ledelse handler om å skape tillit mellom ansatte, pasienter\nog pårørende i kommunen vår, og det tar lang tid."
)


def reason(path, **options) -> str:
    with pytest.raises(Unusable) as caught:
        list(extract(path, **options))
    return caught.value.reason


def test_a_pdf(tmp_path):
    told = []
    path = make_pdf(tmp_path / "a.pdf", ["Tittel", BOKMAL])
    found = list(extract(path, progress=lambda done, total: told.append((done, total))))
    assert [(passage.number, passage.kind, passage.text, passage.language) for passage in found] == [
        (1, "page", "Tittel", "nb"),
        (2, "page", BOKMAL, "nb"),
    ]
    assert told == [(1, 2), (2, 2)]


def test_an_office_file_named_as_a_pdf_gives_pages(tmp_path):
    (passage,) = extract(make_docx(tmp_path / "a.pdf"))
    assert (passage.kind, passage.text.splitlines()[0]) == ("page", "Tittel på oppgaven")
    assert passage.words


def test_captions_are_used_instead_of_listening(tmp_path):
    captions = tmp_path / "a.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHei på deg\n")
    (passage,) = extract(make_video(tmp_path / "a.mp4", sound=False), captions=captions)
    assert (passage.kind, passage.text) == ("speech", "Hei på deg")


def test_a_file_without_text(tmp_path):
    assert reason(make_pdf(tmp_path / "a.pdf", ["", ""])) == "no_text"


def test_more_text_than_allowed(tmp_path, settings):
    settings.INGEST = settings.INGEST | {"MAX_TEXT_CHARACTERS": 50}
    assert reason(make_pdf(tmp_path / "a.pdf", [BOKMAL])) == "too_much_text"


def test_a_page_that_unpacks_without_end_is_stopped(tmp_path, settings):
    settings.INGEST = settings.INGEST | {"PARSER_MEMORY_BYTES": 2**29}
    assert reason(make_stream_bomb(tmp_path / "a.pdf")) in ("crashed", "too_big")


@pytest.mark.parametrize("content", [b"[" * 500_000, b"q " * 500_000, b"<<" * 500_000, b"BT (" + b"(" * 500_000])
def test_content_made_to_exhaust_a_reader_does_no_harm(tmp_path, content):
    assert reason(make_page_tree(tmp_path / "a.pdf", content=content)) in ("no_text", "crashed", "too_big", "too_slow")


def test_a_long_document_is_read_page_by_page(tmp_path):
    """Reading begins before it ends, and the reader's memory doesn't grow with the document."""
    line = "Dette er en linje om ledelse i kommunen, og den er lang nok til å være på norsk.\n"
    path = make_pdf(tmp_path / "a.pdf", [line * 40] * 300, font_size=9)
    received = extract(path)
    next(received)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert sum(1 for _passage in received) == 299
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024  # kilobytes
    assert time.monotonic() - start < 60
