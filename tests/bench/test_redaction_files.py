"""A small version of the benchmark: a dozen redactions in a document, looked for by every reader."""

import random
from pathlib import Path

import pytest

from bench import readers, redaction_files
from bench.redaction_files import Span, came_back, draw, places_of, shares, without
from ingest.extraction.pdf import read_pages
from ingest.redaction.document import redacted_document
from ingest.redaction.spans import Redaction, redact_passage
from tests.ingest.redaction.pdfs import make_pdf

SENTENCES = [
    "Avdelingsleder Torgunn Fjellvang møtte pårørende i Sørvågen torsdag ettermiddag.",
    "Fysioterapeuten Bjarne Østmo hadde kartlagt trappene og baderommet grundig.",
    "Kommunalsjefen etterlyste tydeligere ansvar for medikamentskapet på natta.",
    "Hjelpepleierne foreslo å flytte rapporten fra vaktrommet til kjøkkenbordet.",
    "Telefonnummeret 41 23 45 67 og journalnummer 2021/4471 sto på oppslagstavla.",
]
PAGES = [SENTENCES, [sentence.upper() for sentence in reversed(SENTENCES)]]


def test_none_of_a_dozen_redacted_strings_comes_back_by_any_reader(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf", PAGES)
    passages = list(read_pages(source))
    strings, spans = draw([passage.text for passage in passages], 12, random.Random(redaction_files.SEED))
    parts = [
        (passage, [Redaction(span.start, span.end, "[fjernet]") for span in spans if span.passage == number])
        for number, passage in enumerate(passages)
    ]
    redacted_document(source, tmp_path / "b.pdf", parts)
    for name, read in {**readers.available(), "tesseract": readers.by_ocr}.items():
        assert len(came_back(strings, read(source))) > 3 or name in ("pdfinfo", "pdfdetach", "exiftool"), name
        assert came_back(strings, read(tmp_path / "b.pdf")) == [], name
    assert came_back(strings, "\n".join(redact_passage(*part).text for part in parts)) == []


def test_a_string_is_drawn_only_where_all_its_places_can_go() -> None:
    texts = ["Kari og Karianne kom.", "KARI-ANNE gikk. Sola skinte i Solvika."]
    assert list(places_of("Karianne", texts)) == [Span(0, 8, 16), Span(1, 0, 9)]
    assert without(texts, places_of("Karianne", texts)) == ["Kari og […] kom.", "[…] gikk. Sola skinte i Solvika."]
    with pytest.raises(ValueError, match="strings can be drawn"):
        draw(["Li Bo"], 1, random.Random(1))


def test_each_document_has_its_share_of_the_redactions() -> None:
    assert sum(shares([48, 15, 1], 200)) == 200
    assert min(shares([480, 15, 1], 20)) == 1
