"""The files that readers get of a document, made in the sandbox."""

import pytest
from pypdf.generic import NameObject

from ingest.extraction import sandbox
from ingest.extraction.pdf import read_pages
from ingest.extraction.reasons import Unusable
from ingest.redaction import document, pictures
from tests.ingest.redaction.pdfs import LINES, NAME, changed, make_pdf, redactions_of


def parts_of(source):
    passages = list(read_pages(source))
    redactions = redactions_of(passages, [NAME])
    return [(passage, redactions.get(passage.number, [])) for passage in passages]


def made_in_sandbox(source, folder, parts=None, **limits):
    folder.mkdir()
    document.write(parts or parts_of(source), folder / "parts.jsonl")
    return list(sandbox.stream(document.make, source, folder / "parts.jsonl", folder, **limits))


def test_the_sandbox_gives_the_same_bytes_and_a_picture_a_page(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    document.redacted_document(source, tmp_path / "b.pdf", parts_of(source))
    assert made_in_sandbox(source, tmp_path / "made") == [1, 2]
    assert (tmp_path / "made" / document.NAME).read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert all((tmp_path / "made" / pictures.name(number)).stat().st_size > 500 for number in (1, 2))


def test_a_source_that_cannot_be_opened_is_refused_with_its_reason(tmp_path):
    parts = parts_of(make_pdf(tmp_path / "a.pdf"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nintet")
    with pytest.raises(Unusable) as refusal:
        made_in_sandbox(tmp_path / "broken.pdf", tmp_path / "made", parts)
    assert refusal.value.reason == "damaged"


def test_too_little_memory_is_a_refusal_and_harms_nobody_else(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    with pytest.raises(Unusable) as refusal:
        made_in_sandbox(source, tmp_path / "made", memory=120 * 2**20)
    assert refusal.value.reason in ("too_big", "crashed")


def test_what_came_along_with_a_live_page_goes_by_making_pictures_of_all(tmp_path):
    def change(writer):
        fonts = writer.pages[1]["/Resources"]["/Font"]
        font = next(iter(fonts.values())).get_object()
        copy = font.clone(writer, force_duplicate=True)
        copy[NameObject("/BaseFont")] = NameObject("/" + NAME.replace(" ", ""))
        fonts[NameObject(next(iter(fonts)))] = writer._add_object(copy)

    source = changed(make_pdf(tmp_path / "a.pdf", [LINES, ["Et annet avsnitt"]]), change)
    target = tmp_path / "b.pdf"
    document.redacted_document(source, target, parts_of(source))
    assert b"/BaseFont /Torgunn" not in target.read_bytes()
