"""Extraction, screening and speech: each subject measures something that happened."""

import wave
from pathlib import Path

from bench import extraction, screening, speech, worker
from ingest.extraction import pdf

LECTURE = Path(__file__).resolve().parents[2] / "samples" / "speech" / "guest-lecture.m4a"


def test_the_workers_pdf_has_the_pages_and_the_text_it_should(tmp_path: Path) -> None:
    worker.write_pdf(tmp_path / "long.pdf", 3)
    pages = list(pdf.read_pages(tmp_path / "long.pdf"))
    assert [page.number for page in pages] == [1, 2, 3]
    assert all(1_600 < len(page.text) < 2_600 for page in pages)
    assert "Storgata 3" in pages[2].text


def test_extraction_is_compared_with_both_readers(tmp_path: Path) -> None:
    worker.write_pdf(tmp_path / "one.pdf", 2)
    long = extraction.bound(tmp_path / "one.pdf", 3, tmp_path / "long.pdf")
    rows = extraction.compared(long, "a PDF", 1)
    assert [row.peer.split(",")[0] for row in rows if row.peer] == ["pypdfium2", "pypdf", "pypdfium2"]
    assert all("6 pages" in row.what for row in rows if row.peer)
    assert all(row.ours > 0 and row.bare for row in rows if row.peer)


def test_screening_is_compared_with_the_names_pipeline(tmp_path: Path) -> None:
    worker.write_pdf(tmp_path / "one.pdf", 1)
    rows = screening.compared(list(pdf.read_pages(tmp_path / "one.pdf")), 1)
    assert [row.unit for row in rows if row.peer] == ["characters/s", "characters/s"]
    assert len([row for row in rows if "recognizer" in row.what]) == screening.SLOWEST + 1


def test_an_excerpt_is_as_long_as_asked() -> None:
    with speech.excerpt(LECTURE, 1.5) as path, wave.open(str(path)) as sound:
        assert sound.getnframes() == 1.5 * sound.getframerate()
    with speech.excerpt(LECTURE, None) as path:
        assert path == LECTURE
