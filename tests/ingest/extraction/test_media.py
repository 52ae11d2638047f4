"""The sound of a recording, on the recording's own clock."""

import av
import numpy as np
import pytest

from ingest.extraction import media, sandbox
from ingest.extraction.reasons import Unusable
from tests.ingest.extraction.files import make_video, make_wav, riff

LIMIT = 60


def sound_of(path, limit=LIMIT):
    return np.concatenate([np.frombuffer(piece, np.float32) for piece in sandbox.stream(media.read_sound, path, limit)])


def reason(path, limit=LIMIT):
    with pytest.raises(Unusable) as caught:
        sound_of(path, limit)
    return caught.value.reason


def test_sound_is_resampled_and_keeps_its_moments(tmp_path):
    samples = np.zeros(44_100 * 25)
    samples[44_100 * 20 : 44_100 * 20 + 4410] = np.sin(np.arange(4410) * 0.2)
    heard = sound_of(make_wav(tmp_path / "a.wav", samples, rate=44_100))
    assert len(heard) == pytest.approx(25 * media.RATE, abs=100)
    assert np.flatnonzero(np.abs(heard) > 0.3)[0] / media.RATE == pytest.approx(20, abs=0.01)


def test_a_sound_track_that_starts_late_is_heard_late(tmp_path):
    with av.open(str(tmp_path / "a.mkv"), "w") as recording:
        track = recording.add_stream("flac", rate=16_000)
        frame = av.AudioFrame.from_ndarray(np.full((1, 4096), 20_000, np.int16), format="s16", layout="mono")
        frame.rate = 16_000
        frame.pts = 16_000 * 35
        recording.mux(track.encode(frame))
        recording.mux(track.encode())
    heard = sound_of(tmp_path / "a.mkv")
    assert np.flatnonzero(heard > 0.1)[0] / media.RATE == pytest.approx(35, abs=0.1)


def test_the_sound_of_a_video(tmp_path):
    assert len(sound_of(make_video(tmp_path / "a.mp4", seconds=3))) == pytest.approx(3 * media.RATE, rel=0.05)


def test_a_recording_without_sound(tmp_path):
    assert reason(make_video(tmp_path / "a.mp4", sound=False)) == "no_sound"
    (tmp_path / "b.wav").write_bytes(riff(0))
    assert reason(tmp_path / "b.wav") == "no_sound"


def test_a_recording_that_ends_before_it_should(tmp_path):
    with av.open(str(tmp_path / "a.mkv"), "w") as recording:
        track = recording.add_stream("flac", rate=16_000)
        noise = np.random.default_rng(1).integers(-9000, 9000, (1, 16_000 * 40), np.int16)
        for second in range(40):
            piece = np.ascontiguousarray(noise[:, second * 16_000 : (second + 1) * 16_000])
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
            frame.rate = 16_000
            frame.pts = second * 16_000
            recording.mux(track.encode(frame))
        recording.mux(track.encode())
    data = (tmp_path / "a.mkv").read_bytes()
    (tmp_path / "a.mkv").write_bytes(data[: len(data) // 2])
    assert reason(tmp_path / "a.mkv") == "truncated"


def test_a_recording_longer_than_it_says(tmp_path):
    assert reason(make_wav(tmp_path / "a.wav", np.zeros(16_000 * 30)), limit=15) == "too_long"
