"""A file is what its content says, and a bad one is refused for the right reason."""

import zipfile

import numpy as np
import pytest

from ingest.extraction.identify import identify
from ingest.extraction.reasons import Unusable
from tests.ingest.extraction.files import (
    change_entry,
    make_docx,
    make_encrypted_pdf,
    make_page_tree,
    make_pdf,
    make_stream_bomb,
    make_video,
    make_wav,
    page,
    riff,
)


def reason(path, **options) -> str:
    with pytest.raises(Unusable) as caught:
        identify(path, **options)
    assert str(caught.value)
    return caught.value.reason


def write(path, data):
    path.write_bytes(data)
    return path


def test_a_pdf_and_its_pages(tmp_path):
    found = identify(make_pdf(tmp_path / "a.pdf", ["en", "to"]))
    assert (found.mime, found.family, found.pages, found.suffix) == ("application/pdf", "pdf", 2, ".pdf")


def test_the_content_counts_and_not_the_name(tmp_path):
    assert identify(make_docx(tmp_path / "oppgave.pdf")).family == "office"
    assert identify(make_pdf(tmp_path / "oppgave.mp4")).family == "pdf"


def test_a_protected_pdf_that_opens_without_a_password_is_received(tmp_path):
    assert identify(make_encrypted_pdf(tmp_path / "a.pdf", password="")).pages == 1


def test_recordings(tmp_path):
    video = identify(make_video(tmp_path / "a.mp4"))
    assert (video.mime, video.family, video.sound) == ("video/mp4", "video", True)
    assert video.seconds == pytest.approx(2, abs=0.1)
    sound = identify(make_wav(tmp_path / "b.wav", np.zeros(16_000)))
    assert (sound.mime, sound.family, sound.seconds) == ("audio/wav", "audio", 1.0)


def test_a_video_without_sound_needs_captions(tmp_path):
    path = make_video(tmp_path / "a.mp4", sound=False)
    assert reason(path) == "no_sound"
    assert identify(path, has_captions=True).family == "video"


def test_a_recording_that_lasts_too_long(tmp_path, settings):
    settings.INGEST = settings.INGEST | {"MAX_MEDIA_SECONDS": 1}
    assert reason(make_wav(tmp_path / "a.wav", np.zeros(32_000))) == "too_long"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_the_usual_encodings(tmp_path, encoding):
    found = identify(write(tmp_path / "a", "Blåbær – “ja”".encode(encoding)))
    assert (found.mime, found.family) == ("text/plain", "text")


@pytest.mark.parametrize("start", ["The free course", "BMI er", "ID3 er en", "PK er", "RIFF", "OggS"])
def test_text_that_begins_like_another_format(tmp_path, start):
    assert identify(write(tmp_path / "a.txt", start.encode() + b" og mer tekst")).family == "text"


@pytest.mark.parametrize(
    ("text", "mime"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHei\n", "text/vtt"),
        ("1\r\n00:00:01,000 --> 00:00:02,000\r\nHei\r\n", "application/x-subrip"),
    ],
)
def test_captions(tmp_path, text, mime):
    found = identify(write(tmp_path / "a", text.encode()))
    assert (found.mime, found.family) == (mime, "captions")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\t \n", "empty"),
        (b"%PDF-1.7\nxyz", "truncated"),
        (b"%PDF-1.7\nxyz\n%%EOF", "damaged"),
        (b"hei\0du", "unknown"),
        (bytes(range(256)), "unknown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "image"),
        (b"{\\rtf1 hei}", "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\3\4" + bytes(100), "truncated"),
        (b"\xff\xfeh\0e\0\0\xd8", "not_text"),
        (b"\0\0\0\x18ftypmp42" + bytes(8), "truncated"),
        (b"\x1a\x45\xdf\xa3" + b"x" * 200, "damaged"),
        (riff(0), "no_sound"),
        (riff(32_000) + bytes(100), "truncated"),
    ],
)
def test_bad_content(tmp_path, data, why):
    assert reason(write(tmp_path / "a.bin", data)) == why


def test_a_playlist_is_not_followed(tmp_path):
    secret = make_wav(tmp_path / "secret.wav", np.zeros(16_000))
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{secret}\n#EXT-X-ENDLIST\n"
    assert identify(write(tmp_path / "a.mp4", playlist.encode())).family == "text"


def test_links_and_folders_and_nothing(tmp_path):
    link = tmp_path / "link.pdf"
    link.symlink_to(make_pdf(tmp_path / "a.pdf"))
    assert reason(link) == "not_a_file"
    assert reason(tmp_path) == "not_a_file"
    assert reason(tmp_path / "nothing") == "missing"


def test_cut_off_files(tmp_path):
    pdf, office = make_pdf(tmp_path / "a.pdf", ["tekst"] * 5), make_docx(tmp_path / "a.docx")
    video = make_video(tmp_path / "a.mp4")
    for path in (pdf, office, video):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert reason(path) == "truncated"


def test_an_encrypted_pdf(tmp_path):
    assert reason(make_encrypted_pdf(tmp_path / "a.pdf")) == "encrypted"


@pytest.mark.parametrize("kids", [b"3 0 R 2 0 R", b"2 0 R", b"6 0 R"])
def test_a_page_tree_that_loops(tmp_path, kids):
    other = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>"
    assert reason(make_page_tree(tmp_path / "a.pdf", kids=kids, count=2, o6=other)) == "page_loop"


def test_a_page_that_is_missing(tmp_path):
    assert reason(make_page_tree(tmp_path / "a.pdf", count=3)) == "bad_page"


def test_too_many_pages(tmp_path, settings):
    settings.INGEST = settings.INGEST | {"MAX_PAGES": 30}
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(31))
    pages = {f"o{10 + number}": page() for number in range(31)}
    with pytest.raises(Unusable, match=r"31 .*30 "):
        identify(make_page_tree(tmp_path / "a.pdf", kids=kids, count=31, **pages))


def test_nested_objects_are_survived(tmp_path):
    deep = page(b"/MediaBox [0 0 595 842] /X " + b"[" * 300_000 + b"]" * 300_000)
    assert identify(make_page_tree(tmp_path / "a.pdf", one_page=deep)).pages == 1


def test_a_compressed_bomb_in_a_pdf_takes_no_memory_to_identify(tmp_path):
    assert identify(make_stream_bomb(tmp_path / "a.pdf")).pages == 1


def test_a_compressed_bomb_in_an_office_file(tmp_path):
    good = make_docx(tmp_path / "a.docx")
    bomb = change_entry(good, tmp_path / "b.docx", "word/styles.xml", lambda data: data + b" " * (40 * 2**20))
    assert reason(bomb) == "bomb"


def test_a_bomb_that_lies_about_its_size(tmp_path):
    good = make_docx(tmp_path / "a.docx")
    bomb = change_entry(good, tmp_path / "b.docx", "word/styles.xml", lambda data: data + b" " * (40 * 2**20))
    with zipfile.ZipFile(bomb) as archive:
        size = archive.getinfo("word/styles.xml").file_size
    bomb.write_bytes(bomb.read_bytes().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert reason(bomb) in ("bomb", "damaged")


def test_too_many_entries(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        for number in range(20_001):
            archive.writestr(f"word/{number}.xml", b"")
    assert reason(tmp_path / "a.docx") == "bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_multiply(tmp_path, encoding):
    laughs = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    good = make_docx(tmp_path / "a.docx")
    body = (laughs + "<x>&b;</x>").encode(encoding)
    assert reason(change_entry(good, tmp_path / "b.docx", "word/document.xml", lambda data: body)) == "entities"


def test_spreadsheets_and_other_archives(tmp_path):
    for name, why in (("xl/workbook.xml", "spreadsheet"), ("hello.txt", "unknown")):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("[Content_Types].xml", "<x/>")
            archive.writestr(name, "<x/>")
        assert reason(tmp_path / "a.zip") == why


def test_too_much_text(tmp_path, settings):
    settings.INGEST = settings.INGEST | {"MAX_TEXT_CHARACTERS": 1000}
    assert reason(write(tmp_path / "a.txt", b"tekst\n" * 200)) == "too_much_text"
