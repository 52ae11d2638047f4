"""The samples are what their keys, their metadata and their list of bad files say."""

import csv
import json
import re
import zipfile
import zlib

import av
import pypdf
import pypdfium2
import pytest
import webvtt

from tools import make_samples
from tools.samples import bad, bombs, key
from tools.samples.blocks import TEXTS
from tools.samples.script import spoken

SAMPLES = TEXTS.parent


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    make_samples.make_all(folder)
    return folder


def rows(name):
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("entry", key.read_all(), ids=lambda entry: entry["file"])
def test_planted_data_stand_where_the_key_says(files, entry):
    assert key.untrue(entry, files / entry["file"]) == []


def test_every_sample_has_a_key():
    keyed = {entry["file"] for entry in key.read_all()}
    assert {sample.name for sample in make_samples.SAMPLES} - keyed == {"forelesning-endring.vtt"}


def test_a_second_run_makes_nothing(files):
    assert make_samples.make_all(files) == []


def test_the_same_sources_give_the_same_bytes(files, tmp_path):
    quick = [sample for sample in make_samples.SAMPLES if not sample.name.endswith((".mp4", "bokmaal.pdf"))]
    for sample in quick:
        make_samples.make(sample, tmp_path / sample.name)
        assert (tmp_path / sample.name).read_bytes() == (files / sample.name).read_bytes(), sample.name


def test_all_of_them_are_small(files):
    assert sum(path.stat().st_size for path in files.rglob("*") if path.is_file()) < 30_000_000


def test_the_scan_has_pictures_and_no_text(files):
    with pypdfium2.PdfDocument(files / "skannet-notat.pdf") as document:
        assert [page.get_textpage().count_chars() for page in document] == [0, 0]


def test_the_lecture_lasts_as_long_as_its_captions(files):
    cues = webvtt.read(files / "forelesning-endring.vtt").captions
    with av.open(files / "forelesning-endring.mp4") as recording:
        seconds = recording.duration / av.time_base
        assert {stream.type for stream in recording.streams} == {"video", "audio"}
    assert seconds > 180
    assert seconds - 3 < cues[-1].end_in_seconds < seconds
    assert [" ".join(cue.text.split()) for cue in cues] == [cue.sentence.text for cue in spoken("forelesning-endring")]
    assert {cue.voice for cue in cues} == {"Anne Kristin Bakke", "Deltaker"}


def test_hidden_words_lie_inside_the_word_file(files):
    with zipfile.ZipFile(files / "oppgave-tromso.docx") as archive:
        document, comments = archive.read("word/document.xml").decode(), archive.read("word/comments.xml").decode()
    assert "<w:delText" in document
    assert "Rávdná Somby" in document
    assert "Inga Berit Turi" in comments


def test_hidden_words_lie_inside_the_pdf(files):
    content = (files / "bad" / "scripts-and-attachments.pdf").read_bytes().decode("latin-1")
    entry = next(entry for entry in key.read_all() if entry["file"].endswith("scripts-and-attachments.pdf"))
    utf8 = content.encode("latin-1").decode("utf-8", "ignore")
    assert [hidden for hidden in entry["hidden"] if hidden not in content and hidden not in utf8] == []


def test_every_bad_file_is_listed_with_what_should_happen(files):
    listed = json.loads((SAMPLES / "bad.json").read_text(encoding="utf-8"))
    assert {entry["file"] for entry in listed} == {*bad.FILES, *bad.TRICK_NAMES}
    assert {entry["outcome"] for entry in listed} == {"refused", "handled"}
    assert {path.name for path in (files / "bad").iterdir()} <= {entry["file"] for entry in listed}


def test_a_bomb_unpacks_to_what_its_checksums_say():
    small = bombs.repeated(b"<w:p/>  ", 2, before=b"<a>", after=b"</a>")
    content = zlib.decompress(small.as_zlib())
    assert content == b"<a>" + b"<w:p/>  " * (2 * bombs.MEGABYTE // 8) + b"</a>"
    assert (small.checksum(zlib.crc32, 0), small.size) == (zlib.crc32(content), len(content))


def test_bombs_are_gigabytes_in_megabytes(files):
    with zipfile.ZipFile(files / "bad" / "bomb.docx") as archive:
        assert archive.getinfo("word/document.xml").file_size > 3 * 10**9
    assert (files / "bad" / "bomb.docx").stat().st_size < 6_000_000
    assert (files / "bad" / "bomb.pdf").stat().st_size < 20_000


def test_the_encrypted_file_opens_with_its_password_only(files):
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(files / "bad" / "encrypted.pdf")
    pypdfium2.PdfDocument(files / "bad" / "encrypted.pdf", password=bad.PASSWORD).close()


def test_the_long_file_has_its_pages(files):
    with pypdfium2.PdfDocument(files / "bad" / "10000-pages.pdf") as document:
        assert len(document) == 10_000
        assert "blad 10000 av 10000" in document[9_999].get_textpage().get_text_bounded()


def test_the_page_tree_loops(files):
    document = pypdf.PdfReader(files / "bad" / "page-loop.pdf")
    root, branch = document.trailer["/Root"]["/Pages"], document.trailer["/Root"]["/Pages"]["/Kids"][1].get_object()  # type: ignore[index]
    assert branch["/Kids"][0].get_object() == root


def test_metadata_names_files_and_people_that_exist():
    known = {row["email"] for row in rows("roster.csv")}
    made = {sample.name for sample in make_samples.SAMPLES}
    for row in rows("metadata.csv"):
        assert row["file"] in made
        assert {
            person for column in ("authors", "participants") for person in row[column].split(";") if person
        } <= known
        assert not row["captions"] or row["captions"] in made


def test_nobody_on_the_roster_has_a_real_address():
    roster = rows("roster.csv")
    assert {row["email"].rsplit("@")[1] for row in roster} == {"example.no", "example.com"}
    assert {row["role"] for row in roster} == {"student", "teacher", "privacy_officer", "administrator"}


def test_identity_numbers_are_synthetic_with_right_check_digits():
    numbers = [
        re.sub(r"\D", "", planted["text"])
        for entry in key.read_all()
        for planted in entry["planted"]
        if planted["type"] == "NATIONAL_ID"
    ]
    assert len(numbers) >= 3
    for number in numbers:
        digits = [int(digit) for digit in number]
        assert 81 <= int(number[2:4]) <= 92
        for weights in ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)):
            assert sum(w * d for w, d in zip(weights, digits, strict=False)) % 11 == 0


def test_no_paragraph_is_repeated():
    paragraphs = [
        block
        for path in sorted(TEXTS.rglob("*.md"))
        for block in re.split(r"\n{2,}", path.read_text(encoding="utf-8"))
        if len(block) > 120
    ]
    assert len(paragraphs) == len(set(paragraphs))
