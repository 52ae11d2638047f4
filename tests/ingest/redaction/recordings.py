"""Recordings made for the tests: a tone, and pictures whose brightness rises."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

TONE = 440


def make_recording(
    path: Path,
    *,
    seconds: float = 4.0,
    rate: int = 48_000,
    codec: str = "aac",
    pictures: str = "",
    size: tuple[int, int] = (320, 180),
    container: str | None = None,
    late: float = 0.0,
    bit_rate: int | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """A tone of 440 Hz (codec "" for none), with pictures if a video codec is named; the tone starts `late` seconds in."""
    with av.open(path, "w", format=container) as result:
        result.metadata.update(metadata or {})
        picture: Any = result.add_stream(pictures, rate=10) if pictures else None
        if picture:
            picture.width, picture.height = size
            picture.pix_fmt = "yuv420p"
        sound: Any = result.add_stream(codec, rate=rate, layout="mono") if codec else None
        if sound and bit_rate:
            sound.bit_rate = bit_rate
        for number in range(int(seconds * 10) if picture else 0):
            pixels = np.full((size[1], size[0], 3), 40 + 3 * number, np.uint8)
            result.mux(picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        if picture:
            result.mux(picture.encode(None))
        if sound:
            times = np.arange(int(seconds * rate)) / rate
            samples = (0.5 * np.sin(2 * np.pi * TONE * times)).astype(np.float32)
            for first in range(0, len(samples), 1024):
                frame = av.AudioFrame.from_ndarray(samples[None, first : first + 1024], format="fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = rate, first + int(late * rate), Fraction(1, rate)
                result.mux(sound.encode(frame))
            result.mux(sound.encode(None))
    return path


def loudness(path: Path, start: float, end: float) -> float:
    """The root mean square of the sound from `start` to `end` seconds."""
    collected = []
    with av.open(path) as recording:
        resampler = av.AudioResampler(format="flt", layout="mono")
        for frame in recording.decode(audio=0):
            begin = frame.time or 0.0
            for resampled in resampler.resample(frame):
                samples = resampled.to_ndarray()[0]
                times = begin + np.arange(len(samples)) / frame.sample_rate
                collected.append(samples[(times >= start) & (times < end)])
    joined = np.concatenate(collected)
    assert len(joined), "no sound there at all"
    return float(np.sqrt(np.mean(joined**2)))


def duration(path: Path) -> float:
    with av.open(path) as recording:
        return (recording.duration or 0) / av.time_base
