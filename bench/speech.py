"""Real-time factor: seconds of work for a second of sound, ours beside bare faster-whisper with the same model and options."""

import tempfile
import wave
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from django.conf import settings
from faster_whisper.audio import decode_audio

from bench.sizes import Size
from bench.table import Row, part
from bench.timing import seconds
from ingest.extraction import speech
from tools.speech_model import join

PACKAGES = ("faster-whisper", "ctranslate2", "av")
LECTURE = Path(__file__).resolve().parent.parent / "samples" / "files" / "guest-lecture.m4a"
RATE = 16_000


def run(size: Size) -> list[Row]:
    """The sample lecture in English, or its beginning."""
    join(Path(settings.INGEST["SPEECH_MODEL"]))
    with excerpt(LECTURE, size.seconds) as path:
        return compared(path)


def compared(path: Path) -> list[Row]:
    """Rows for the recording at `path`, heard twice by each in turn; the better time counts, as neither depends on luck."""
    length = _length(path)
    model = speech.model()
    ours, bare = [], []
    for _ in range(2):
        bare.append(seconds(lambda: _bare(model, path)))
        ours.append(seconds(lambda: deque(speech.transcribe(path), maxlen=0)))
    best = min(ours)
    decoding = seconds(lambda: deque(speech.windows(path), maxlen=0))
    return [
        Row(
            f"transcribe(), {length:.0f} s of sound",
            best / length,
            "s/s",
            "faster-whisper, same model, beam, word times",
            min(bare) / length,
        ),
        part("decoding in the sandbox", decoding, "s", best),
        Row(
            "decoding",
            decoding / length,
            "s/s",
            "faster-whisper's decode_audio",
            seconds(lambda: decode_audio(str(path))) / length,
        ),
    ]


def _bare(model: object, path: Path) -> None:
    heard, _info = model.transcribe(  # type: ignore[attr-defined]
        str(path), word_timestamps=True, vad_filter=False, condition_on_previous_text=False
    )
    deque(heard, maxlen=0)


def _length(path: Path) -> float:
    with av.open(path) as opened:
        return float(opened.duration or 0) / av.time_base


@contextmanager
def excerpt(path: Path, length: float | None) -> Iterator[Path]:
    """The first `length` seconds of the recording as a file; the recording itself where `length` is None."""
    if length is None:
        yield path
        return
    samples = decode_audio(str(path), RATE)[: int(length * RATE)]
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes((samples * 32767).astype(np.int16).tobytes())
        file.flush()
        yield Path(file.name)
