"""Caption files are read whole or refused with the line that is wrong."""

import pytest

from ingest.extraction import captions
from ingest.extraction.reasons import Unusable


def read(tmp_path, text):
    path = tmp_path / "captions"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(captions.read(path))


VTT = """WEBVTT - forelesning
Kind: captions

NOTE laget av Kari

STYLE
::cue { color: red }

innledning
00:01.000 --> 00:03.000 align:start position:10%
<v Kari Moen>Hei <i>dere</i> &amp; velkommen

01:00:04.500 --> 01:00:06.000
To linjer
tekst
"""


def test_webvtt(tmp_path):
    found = read(tmp_path, VTT)
    assert [(passage.number, passage.kind, passage.start, passage.end, passage.text) for passage in found] == [
        (1, "speech", 1.0, 3.0, "Kari Moen: Hei dere & velkommen"),
        (2, "speech", 3604.5, 3606.0, "To linjer tekst"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_subrip(tmp_path, encoding):
    text = "1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}<b>Hei på deg</b>\r\n\r\n2\r\n00:00:05,000 --> 00:00:09,000\r\nFem < ti\r\n"
    assert [passage.text for passage in read(tmp_path, text.encode(encoding))] == ["Hei på deg", "Fem < ti"]


def test_captions_without_blank_lines_between_are_told_apart(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,000\nEn\n2\n00:00:02,000 --> 00:00:03,000\nTo\n"
    assert [passage.text for passage in read(tmp_path, text)] == ["En", "To"]


def test_words_share_the_time_of_their_caption_generously(tmp_path):
    (passage,) = read(tmp_path, "WEBVTT\n\n00:10.000 --> 00:20.000\nJa, Kari er her\n")
    assert [passage.text[word.start : word.end] for word in passage.words] == ["Ja,", "Kari", "er", "her"]
    starts, ends = zip(*(word.place for word in passage.words), strict=True)
    assert starts[0] == 10
    assert ends[-1] == 20
    assert list(starts) == sorted(starts)
    kari = passage.words[1].place
    assert kari[0] < 10 + 10 * 3 / 12 < 10 + 10 * 7 / 12 < kari[1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHei\n\n00:05.000 -> x\nKari\n", 6),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nBaklengs\n", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHei\n\nTekst uten tid\n", 6),
        ("WEBVTT\n\n00:01.000 --> snart\nHei\n", 3),
    ],
)
def test_a_caption_that_is_not_understood_is_never_passed_over(tmp_path, text, line):
    with pytest.raises(Unusable) as caught:
        read(tmp_path, text)
    assert (caught.value.reason, caught.value.details) == ("bad_captions", {"line": line})


def test_no_captions_at_all(tmp_path):
    with pytest.raises(Unusable) as caught:
        read(tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\n\n")
    assert caught.value.reason == "no_captions"
