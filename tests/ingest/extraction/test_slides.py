"""What is seen in a video is read, with its time and place."""

import pytest
from PIL import Image

from ingest.extraction import ocr, slides
from ingest.extraction.reasons import OcrMissing, Unusable
from tests.ingest.slide_films import SIZE, draw_slide, make_film

AGENDA = draw_slide("Dagens program", "Om tillit")
NAMED = draw_slide("Dagens program", "Om tillit ved", "Torgunn Fjellvang")


def seen(path, seconds=20.0):
    return [passage for passage, _picture in slides.read(path, seconds)]


def words_of(passage):
    return [passage.text[word.start : word.end] for word in passage.words]


def test_each_slide_is_read_once_with_the_seconds_between_which_it_is_seen(tmp_path):
    first, second, third = seen(make_film(tmp_path / "a.mp4", [(AGENDA, 4), (NAMED, 4), (AGENDA, 4)]))
    assert "Torgunn" not in first.text
    assert words_of(second)[-2:] == ["Torgunn", "Fjellvang"]
    assert third.text == first.text
    assert [passage.number for passage in (first, second, third)] == [1, 2, 3]
    assert {passage.kind for passage in (first, second, third)} == {"picture"}
    assert first.start == 0
    assert 3 <= second.start <= 4
    assert 8 <= second.end <= 9.2
    assert third.end >= 11


def test_words_have_their_place_on_the_picture(tmp_path):
    (passage,) = seen(make_film(tmp_path / "a.mp4", [(NAMED, 3)]))
    left, top, right, bottom = passage.words[words_of(passage).index("Torgunn")].place
    assert left == pytest.approx(80 / SIZE[0], abs=0.02)
    assert 260 / SIZE[1] - 0.02 < top < bottom < 310 / SIZE[1] + 0.02
    assert left < right < 0.4


def test_a_slide_that_is_up_for_a_moment_is_read(tmp_path):
    found = seen(make_film(tmp_path / "a.mp4", [(AGENDA, 3), (NAMED, 1.2), (AGENDA, 3)]))
    assert any("Torgunn" in passage.text for passage in found)


def test_a_single_word_that_changes_is_seen(tmp_path):
    pictures = [(draw_slide("Dagens program", name), 3) for name in ("Torgunn", "Torbjørn")]
    assert ["Torgunn" in seen_.text for seen_ in seen(make_film(tmp_path / "a.mp4", pictures))] == [True, False]


def test_a_slide_beside_somebody_who_moves_is_one_passage(tmp_path):
    found = seen(make_film(tmp_path / "a.mp4", [(NAMED, 14)], restless=True))
    assert sum("Torgunn" in passage.text for passage in found) <= 2
    assert found[0].start == 0
    assert found[-1].end >= 14


def test_the_picture_comes_along_for_the_review(tmp_path):
    ((_passage, picture),) = slides.read(make_film(tmp_path / "a.mp4", [(NAMED, 2)]), 2)
    (tmp_path / "a.webp").write_bytes(picture)
    with Image.open(tmp_path / "a.webp") as shown:
        assert shown.size == (slides.SHOWN_WIDTH, round(slides.SHOWN_WIDTH * SIZE[1] / SIZE[0]))


def test_pictures_without_text_give_nothing(tmp_path):
    assert seen(make_film(tmp_path / "a.mp4", [(Image.new("RGB", SIZE, "navy"), 3)])) == []


def test_a_video_whose_middle_is_broken_is_not_taken_as_seen_to_its_end(tmp_path):
    in_pieces = {"movflags": "empty_moov", "frag_duration": "1000000"}  # microseconds
    path = make_film(tmp_path / "a.mp4", [(AGENDA, 4), (NAMED, 4)], options=in_pieces)
    content = bytearray(path.read_bytes())
    where = content.index(b"tfhd", len(content) // 2) + 12
    content[where : where + 8] = (-(2**32)).to_bytes(8, signed=True)  # Its pictures begin before the file does.
    path.write_bytes(content)
    with pytest.raises(Unusable) as caught:
        list(slides.looks(path))
    assert caught.value.reason == "damaged"


def test_without_tesseract_the_video_waits_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.require_tesseract.cache_clear()
    try:
        with pytest.raises(OcrMissing):
            seen(make_film(tmp_path / "a.mp4", [(NAMED, 2)]))
    finally:
        ocr.require_tesseract.cache_clear()
