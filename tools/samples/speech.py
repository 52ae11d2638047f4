"""Makes the committed sound of a script with espeak-ng: `python -m tools.samples.speech NAME…`.

Run by hand after a script changed; `make_samples` then uses what lies in `samples/speech`. Each sentence is spoken by itself,
so its time is known to the sample.
"""

import io
import json
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tools.samples.blocks import read
from tools.samples.script import SPEECH, Sentence, by_voice, sentences, sound

RATE = 22_050  # what espeak-ng speaks at
BIT_RATE = 32_000
PAUSE, PAUSE_AT_TURN, LEAD_IN = 0.35, 0.9, 1.0  # seconds


def main(names: list[str]) -> int:
    """Make the sound of each named script. Returns the exit status."""
    if not shutil.which("espeak-ng"):
        print("espeak-ng is missing. Install it: apt-get install espeak-ng", file=sys.stderr)
        return 1
    for name in names:
        seconds = make(name)
        print(f"{sound(name).name}: {seconds:.1f} s, {sound(name).stat().st_size / 1000:.0f} kB")
    return 0


def make(name: str) -> float:
    """Speak `samples/texts/NAME.md` into `samples/speech/NAME.m4a` and its times. Returns the seconds."""
    text = read(f"{name}.md")
    voices = by_voice(text, "voices")
    pieces = [_silence(LEAD_IN)]
    times: list[dict[str, str | float]] = []
    position = LEAD_IN
    for sentence in sentences(text):
        samples = _speak(sentence, *voices[sentence.voice].split())
        pause = PAUSE_AT_TURN if sentence.ends_turn else PAUSE
        end = position + len(samples) / RATE
        times.append({"start": round(position, 3), "end": round(end, 3), "text": sentence.text})
        pieces += [samples, _silence(pause)]
        position = end + pause
    write_aac(np.concatenate(pieces), sound(name))
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in times)
    (SPEECH / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return position


def _speak(sentence: Sentence, voice: str, words_a_minute: str, pitch: str) -> NDArray[np.int16]:
    command = ["espeak-ng", "-v", voice, "-s", words_a_minute, "-p", pitch, "--stdout", sentence.text]
    spoken = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(spoken)) as file:
        assert file.getframerate() == RATE
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
    heard = np.flatnonzero(np.abs(samples) > 150)
    return samples[: heard[-1] + 1] if len(heard) else samples


def _silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(int(seconds * RATE), dtype=np.int16)


def write_aac(samples: NDArray[np.int16], target: Path) -> None:
    """Write mono samples at `RATE` as AAC in MP4."""
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono", options={"flags": "+bitexact"})
        stream.bit_rate = BIT_RATE
        for start in range(0, len(samples), RATE):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + RATE], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
