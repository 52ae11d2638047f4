import av
import pytest

from ingest.exceptions import Refused
from ingest.redaction.media import redact_media, silent
from tests.ingest.redaction.recordings import duration, loudness, make_recording

STRETCHES = [(1.0, 1.5), (2.5, 3.0)]
LOUD = 0.3


SOURCES = [
    ("a.m4a", {}),
    ("a.mp4", {"pictures": "libx264"}),
    ("a.mkv", {"pictures": "libx264", "codec": "libopus"}),
    ("a.webm", {"pictures": "libvpx", "codec": "libopus"}),
    ("speech.mkv", {"codec": "libopus", "bit_rate": 8_000}),  # SILK, whose decoder holds sound back to the end
    ("a.wav", {"codec": "pcm_s16le", "rate": 16_000}),
    ("a.mp3", {"codec": "libmp3lame", "rate": 44_100}),
    ("a.flac", {"codec": "flac", "rate": 96_000}),
]


@pytest.mark.parametrize(("name", "kwargs"), SOURCES, ids=[name for name, _ in SOURCES])
def test_the_stretches_are_silent_and_the_rest_is_heard(tmp_path, name, kwargs):
    source, target = make_recording(tmp_path / name, **kwargs), tmp_path / "out.mp4"
    assert not silent(source, STRETCHES)
    redact_media(source, target, STRETCHES)
    assert silent(target, STRETCHES)
    assert all(loudness(target, start, end) < 1e-5 for start, end in STRETCHES)
    assert all(loudness(target, start, end) > LOUD for start, end in [(0.2, 0.8), (1.7, 2.3), (3.2, 3.8)])
    assert duration(target) == pytest.approx(duration(source), abs=0.12)


@pytest.mark.parametrize(
    ("name", "codec", "size", "height"),
    [("a.mp4", "libx264", (320, 800), 800), ("b.webm", "libvpx", (320, 180), 180), ("c.mp4", "mpeg4", (320, 800), 720)],
)
def test_pictures_that_browsers_play_are_copied_and_others_encoded(tmp_path, name, codec, size, height):
    sound = "libopus" if name.endswith("webm") else "aac"
    source = make_recording(tmp_path / name, seconds=2, pictures=codec, codec=sound, size=size)
    target = tmp_path / "out.mp4"
    redact_media(source, target, STRETCHES)
    with av.open(source) as before, av.open(target) as after:
        picture = after.streams.video[0].codec_context
        assert (picture.name, picture.pix_fmt, picture.height) == ("h264", "yuv420p", height)
        shown = [float(frame.to_ndarray(format="gray").mean()) for frame in after.decode(video=0)]
        expected = [float(frame.to_ndarray(format="gray").mean()) for frame in before.decode(video=0)]
    assert shown == pytest.approx(expected, abs=4)


def test_nothing_but_one_picture_and_one_sound_track_comes_along(tmp_path):
    metadata = {"title": "Torgunn Fjellvang", "artist": "Torgunn", "comment": "Fjellvang", "location": "+59+010/"}
    source = make_recording(tmp_path / "a.mp4", pictures="libx264", metadata=metadata)
    target = tmp_path / "b.mp4"
    redact_media(source, target, STRETCHES)
    assert b"Torgunn" in source.read_bytes()
    assert b"Torgunn" not in target.read_bytes()
    assert b"Fjellvang" not in target.read_bytes()
    with av.open(target) as result:
        assert {stream.type for stream in result.streams} == {"video", "audio"}
        assert len(result.streams) == 2
        assert "title" not in result.metadata
    head = target.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")  # plays before all of it has come


def test_the_same_input_gives_the_same_bytes(tmp_path):
    source = make_recording(tmp_path / "a.webm", pictures="libvpx", codec="libopus")
    for name in ("b.mp4", "c.mp4"):
        redact_media(source, tmp_path / name, STRETCHES)
    assert (tmp_path / "b.mp4").read_bytes() == (tmp_path / "c.mp4").read_bytes()


def test_sound_that_starts_late_is_silenced_by_the_clock_of_the_recording(tmp_path):
    source = make_recording(tmp_path / "a.mkv", pictures="libx264", codec="pcm_s16le", seconds=5, late=1.0)
    target = tmp_path / "b.mp4"
    redact_media(source, target, [(2.0, 2.5)])
    assert loudness(target, 2.0, 2.5) < 1e-5
    assert loudness(target, 1.2, 1.8) > LOUD
    assert loudness(target, 2.7, 3.3) > LOUD


def test_pictures_without_sound_are_fine_and_text_is_not(tmp_path):
    source, target = make_recording(tmp_path / "a.mp4", pictures="libx264", codec=""), tmp_path / "b.mp4"
    redact_media(source, target, STRETCHES)
    assert silent(target, STRETCHES)
    assert duration(target) == pytest.approx(4.0, abs=0.1)


def test_a_damaged_recording_leaves_nothing_behind(tmp_path):
    source = tmp_path / "a.mp3"
    source.write_bytes(b"ID3\x04\0\0\0\0\0\0" + b"no sound in here " * 400)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        redact_media(source, tmp_path / "b.mp4", STRETCHES)
    assert isinstance(caught.value, Refused) or type(caught.value).__name__ == "Unusable"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_progress_rises_to_one(tmp_path):
    told: list[float] = []
    redact_media(make_recording(tmp_path / "a.mp4"), tmp_path / "b.mp4", STRETCHES, progress=told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)
