"""Redacted words and faces in the pictures of a video are black for as long as they may be seen."""

import math

import av
import numpy as np
import pytest
from PIL import Image

from ingest.extraction import slides
from ingest.extraction.faces import faces
from ingest.extraction.passages import FACE, Passage, Word
from ingest.redaction.boxes import Box
from ingest.redaction.covers import EARLIER, LATER, Cover, covered, covers_in, covers_of, fill
from ingest.redaction.media import is_trimmed, redact_media
from ingest.redaction.spans import Redaction
from tests.ingest.extraction.pictures import portrait
from tests.ingest.slide_films import draw_slide, make_film

AGENDA = draw_slide("Dagens program", "Om tillit")
NAMED = draw_slide("Dagens program", "Om tillit ved", "Torgunn Fjellvang")


def redactions(passage, text):
    start = passage.text.index(text)
    return [Redaction(start, start + len(text), "[navn]")]


def test_what_is_covered_is_read_no_more_and_the_rest_is(tmp_path):
    source = make_film(tmp_path / "a.mp4", [(AGENDA, 4), (NAMED, 4), (AGENDA, 4)])
    target = tmp_path / "b.mp4"
    named = next(passage for passage, _ in slides.read(source, 12) if "Torgunn" in passage.text)
    covers = covers_of(named, redactions(named, "Torgunn Fjellvang"))
    assert not covered(source, covers)
    redact_media(source, target, [], covers)
    assert covered(target, covers)
    again = "\n".join(passage.text for passage, _ in slides.read(target, 12))
    assert "Torgunn" not in again
    assert "Fjellvang" not in again
    assert "Dagens program" in again
    assert "tillit ved" in again


def test_a_cover_lasts_longer_than_what_it_covers_and_is_larger():
    word = Word(0, 4, (0.4, 0.4, 0.5, 0.45))
    passage = Passage(1, "picture", "Kari", start=10.0, end=20.0, words=(word,))
    (cover,) = covers_of(passage, redactions(passage, "Kari"))
    assert (cover.start, cover.end) == (10.0 - EARLIER, 20.0 + LATER)
    assert cover.box.left < 0.4 < 0.5 < cover.box.right
    assert cover.box.top < 0.4 < 0.45 < cover.box.bottom


def test_a_face_is_covered_with_room_to_move():
    word = Word(0, 1, (0.4, 0.4, 0.5, 0.6))
    passage = Passage(1, "picture", FACE, start=0.0, end=5.0, words=(word,))
    (cover,) = covers_of(passage, redactions(passage, FACE))
    assert cover.box.left <= 0.35
    assert cover.box.right >= 0.55
    assert cover.box.top <= 0.3
    assert cover.box.bottom >= 0.7
    assert cover.start == 0


def test_the_face_of_somebody_who_moves_is_covered_all_the_time(tmp_path):
    shown = []
    for step in range(8):
        slide = draw_slide("Dagens program")
        slide.paste(portrait(), (600 + 12 * (step % 4), 200))
        shown.append((slide, 0.5))
    source, target = make_film(tmp_path / "a.mp4", shown), tmp_path / "b.mp4"
    seen = [passage for passage, _ in slides.read(source, 4)]
    assert all(FACE in passage.text for passage in seen)
    redact_media(source, target, [], covers_in([(each, redactions(each, FACE)) for each in seen]))
    pictures = [Image.fromarray(slides.upright(frame)) for _time, frame in slides.looks(target)]
    assert len(pictures) == 4
    assert [faces(picture) for picture in pictures] == [[], [], [], []]


def test_a_face_is_covered_on_its_way_from_one_look_to_the_next():
    def face_at(start, left):
        words = (Word(0, 1, (left, 0.4, left + 0.1, 0.5)),)
        return Passage(1, "picture", FACE, start=start, end=start + 6.0, words=words)

    first, second = face_at(0.0, 0.1), face_at(5.0, 0.8)
    covers = covers_in([(each, redactions(each, FACE)) for each in (first, second)])
    between = [cover for cover in covers if cover.box.left <= 0.1 and cover.box.right >= 0.9]
    assert [(cover.start, cover.end) for cover in between] == [(4.0, 7.0)]
    assert covers_in([(first, redactions(first, FACE)), (second, [])]) == covers_of(first, redactions(first, FACE))


def test_a_word_that_stands_nowhere_covers_the_whole_picture():
    passage = Passage(1, "picture", "Kari", start=10.0, end=20.0)
    (cover,) = covers_of(passage, redactions(passage, "Kari"))
    assert cover.box == Box(0, 0, 1, 1)


def test_pictures_are_black_from_the_first_moment_to_the_last(tmp_path):
    source, target = make_film(tmp_path / "a.mp4", [(AGENDA, 4)]), tmp_path / "b.mp4"
    redact_media(source, target, [], [Cover(1.0, 2.0, Box(0, 0, 1, 1))])
    with av.open(target) as result:
        dark = {
            round(frame.time, 1): float(frame.to_ndarray(format="gray").mean()) < 40 for frame in result.decode(video=0)
        }
    assert all(is_dark == (1.0 <= time <= 2.0) for time, is_dark in dark.items())
    assert len(dark) == 20


def test_the_last_pictures_which_a_decoder_holds_back_are_covered_too(tmp_path):
    source, target = make_film(tmp_path / "a.mp4", [(AGENDA, 4)], preset="veryfast"), tmp_path / "b.mp4"
    covers = [Cover(3.0, 4.0, Box(0, 0, 1, 1))]
    redact_media(source, target, [], covers)
    with av.open(target) as result:
        last = [frame for frame in result.decode(video=0) if frame.time >= 3.0]
    assert len(last) == 5
    assert all(float(frame.to_ndarray(format="gray").mean()) < 40 for frame in last)


@pytest.mark.parametrize("time", [None, math.nan])
def test_a_picture_without_a_time_is_covered(time):
    pixels = np.full((10, 10, 3), 255, np.uint8)
    fill(pixels, [Cover(3.0, 4.0, Box(0, 0, 1, 1))], time)
    assert not pixels.any()


def test_pictures_with_nothing_to_cover_are_copied_as_they_are(tmp_path):
    source, target = make_film(tmp_path / "a.mp4", [(AGENDA, 2)]), tmp_path / "b.mp4"
    redact_media(source, target, [])
    with av.open(source) as before, av.open(target) as after:
        shown = [[frame.to_ndarray() for frame in each.decode(video=0)] for each in (before, after)]
    assert all(np.array_equal(one, other) for one, other in zip(*shown, strict=True))
    assert not is_trimmed(source)


def test_pictures_that_a_list_of_edits_hides_do_not_come_along(tmp_path):
    """A phone trims a recording by telling players where to begin; what was cut away is still in the file."""
    whole = make_film(tmp_path / "a.mp4", [(NAMED, 2), (AGENDA, 3)])
    trimmed, target = tmp_path / "b.mp4", tmp_path / "c.mp4"
    with av.open(whole) as before, av.open(trimmed, "w", options={"avoid_negative_ts": "disabled"}) as after:
        track = after.add_stream_from_template(before.streams.video[0])
        for packet in before.demux(video=0):
            if packet.pts is not None and packet.dts is not None:
                earlier = round(2 / packet.time_base)
                packet.pts, packet.dts = packet.pts - earlier, packet.dts - earlier
                packet.stream = track
                after.mux(packet)
    assert is_trimmed(trimmed)
    redact_media(trimmed, target, [])
    with av.open(target, options={"ignore_editlist": "1"}) as result:
        frames = [frame.to_ndarray(format="gray") for frame in result.decode(video=0)]
    assert len(frames) == 15
    assert all(np.abs(frame.astype(int) - np.array(AGENDA.convert("L"))).mean() < 6 for frame in frames)


@pytest.mark.parametrize("passage", [Passage(1, "picture", "Kari")])
def test_a_picture_without_a_time_is_refused(passage):
    with pytest.raises(ValueError, match="no time"):
        covers_of(passage, redactions(passage, "Kari"))
