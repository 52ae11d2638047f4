"""Writes down what is said in a recording, with the time of every word.

The file is decoded in the sandbox and heard here, some minutes at a time, so that a long recording needs no more memory
than a short one. Silence isn't filtered out beforehand: a filter that takes quiet speech for silence would let names pass
unseen. Every word gets a stretch of time that is not empty, because redaction mutes it.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from ingest.extraction import media, sandbox
from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import SpeechModelMissing, Unusable

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment, TranscriptionInfo

Samples = NDArray[np.float32]
Progress = Callable[[float, float], None]

WINDOW = 300  # seconds heard at a time
SEARCH = 30  # seconds at the window's end among which the quietest moment is sought to cut at
QUIET = 0.4  # length of that moment, in seconds
SENTENCE_END = (".", "?", "!", "…")
LONGEST = 15.0  # seconds; a passage isn't continued beyond
LONGEST_PAUSE = 1.5  # seconds between two segments of one passage
SHORTEST_WORD = 0.06  # seconds
INAUDIBLE = 0.001  # Loudest sample (of 1) of a stretch in which nobody is heard; Whisper makes up words for those.
SURE = 0.5  # probability from which on the recording's language is taken as known
LANGUAGES = {"no": "nb", "nn": "nn", "en": "en"}
_one_at_a_time = threading.Lock()  # The model takes all processors; two at once would only wait for each other.


class Spoken(NamedTuple):
    """A word as heard: its text without blanks around it, whether a blank comes before it, and its time in seconds."""

    text: str
    apart: bool
    start: float
    end: float


def transcribe(
    path: Path, *, language: str | None = None, seconds: float = 0.0, progress: Progress | None = None
) -> Iterator[Passage]:
    """What is said in the recording at `path`, as passages of about a sentence.

    `language` is "nb", "nn" or "en" where it is known. `progress(done, total)` is told seconds; `seconds` is the total, if
    known. Raises `SpeechModelMissing` and `Unusable` ("no_sound" also where the track is silent from end to end).
    """
    number = 0
    known = {"nb": "no"}.get(language, language) if language else None
    heard_anything = False
    model()  # If it is missing, that is to be said before the file is decoded.
    for start, samples in windows(path):
        end = start + len(samples) / media.RATE
        if not is_inaudible(samples):
            heard_anything = True
            segments: list[list[Spoken]] = []
            with _one_at_a_time:
                heard, info = _listen(samples, known)
                for segment in heard:
                    if is_inaudible(samples[int(segment.start * media.RATE) : int(segment.end * media.RATE)]):
                        continue
                    segments.append(_words(segment, start))
                    if progress:
                        done = min(start + segment.end, end)
                        progress(done, max(seconds, done))
            if known is None and info.language_probability >= SURE:
                known = info.language
            for words in _sentences(_with_length(segments)):
                number += 1
                yield _passage(number, words, LANGUAGES.get(info.language, ""))
        if progress:
            progress(end, max(seconds, end))
    if not heard_anything:
        raise Unusable("no_sound")


def _listen(samples: Samples, language: str | None) -> "tuple[Iterable[Segment], TranscriptionInfo]":
    """Whisper's segments, which it makes as they are asked for, and what it says of the whole."""
    segments, whole = model().transcribe(
        samples, language=language, word_timestamps=True, vad_filter=False, condition_on_previous_text=False
    )
    return segments, whole


def _words(segment: "Segment", start: float) -> list[Spoken]:
    """The words of a segment of the window that begins at `start` seconds."""
    words = [
        Spoken(word.word.strip(), word.word.startswith(" "), start + float(word.start), start + float(word.end))
        for word in segment.words or ()
        if word.word.strip()
    ]
    return words or _evenly(segment.text.split(), start + segment.start, start + segment.end)


def is_inaudible(samples: Samples) -> bool:
    """Whether there is no sound at all: not a filter for quiet speech."""
    return not len(samples) or float(np.abs(samples).max()) < INAUDIBLE


@cache
def model() -> "WhisperModel":
    """The model that `settings.INGEST["SPEECH_MODEL"]` names, loaded once a process. Raises `SpeechModelMissing`."""
    from faster_whisper import WhisperModel  # Too large for the web process, which never listens.

    name = settings.INGEST["SPEECH_MODEL"]
    if Path(name).is_absolute() and not (Path(name) / "model.bin").is_file():
        raise SpeechModelMissing
    try:
        return WhisperModel(name, device="cpu", compute_type="int8")
    except (OSError, RuntimeError, ValueError) as error:  # Not there, broken, or no network to fetch it.
        raise SpeechModelMissing from error


def windows(path: Path) -> Iterator[tuple[float, Samples]]:
    """The sound of the recording as (its start in seconds, samples), cut in the quietest moment near each window's end."""
    waiting: list[Samples] = []
    held, passed = 0, 0
    for piece in sandbox.stream(media.read_sound, path, settings.INGEST["MAX_MEDIA_SECONDS"], output=32 * 2**30):
        waiting.append(np.frombuffer(piece, np.float32))
        held += len(waiting[-1])
        if held >= WINDOW * media.RATE:
            samples = np.concatenate(waiting)
            cut = quietest(samples)
            yield passed / media.RATE, samples[:cut]
            waiting = [samples[cut:]]
            held -= cut
            passed += cut
    if held:
        yield passed / media.RATE, np.concatenate(waiting)


def quietest(samples: Samples) -> int:
    """The index in the middle of the quietest moment among the last `SEARCH` seconds."""
    length = int(QUIET * media.RATE)
    first = max(len(samples) - SEARCH * media.RATE, 0)
    moments = (len(samples) - first) // length
    if not moments:
        return len(samples)
    loudness = np.square(samples[first : first + moments * length]).reshape(moments, length).sum(axis=1)
    return first + int(np.argmin(loudness)) * length + length // 2


def _evenly(texts: Sequence[str], start: float, end: float) -> list[Spoken]:
    """Words that the model gave no times for, spread over the time of their segment by their lengths."""
    letters = sum(map(len, texts)) or 1
    words, at = [], start
    for text in texts:
        length = (end - start) * len(text) / letters
        words.append(Spoken(text, True, at, at + length))
        at += length
    return words


def _with_length(segments: Sequence[Sequence[Spoken]]) -> list[list[Spoken]]:
    """The same words, none shorter than `SHORTEST_WORD`.

    A word without a length of its own reaches from the end of the word before to the start of the next: it was said there.
    """
    flat = [word for words in segments for word in words]
    repaired = iter(
        [
            _stretched(
                word,
                flat[index - 1].end if index else 0.0,
                flat[index + 1].start if index + 1 < len(flat) else word.end,
            )
            for index, word in enumerate(flat)
        ]
    )
    return [[next(repaired) for _ in words] for words in segments]


def _stretched(word: Spoken, before: float, after: float) -> Spoken:
    if word.end - word.start >= SHORTEST_WORD:
        return word
    start, end = min(word.start, max(before, word.start - 1)), max(word.end, min(after, word.end + 1))
    if end - start < SHORTEST_WORD:
        start, end = max(start - SHORTEST_WORD / 2, 0.0), end + SHORTEST_WORD / 2
    return word._replace(start=start, end=end)


def _sentences(segments: Sequence[Sequence[Spoken]]) -> Iterator[list[Spoken]]:
    """Whisper's segments, joined where a sentence goes on in the next one."""
    sentence: list[Spoken] = []
    for words in segments:
        if not words:
            continue
        ended = sentence and (
            sentence[-1].text.endswith(SENTENCE_END)
            or words[0].start - sentence[-1].end > LONGEST_PAUSE
            or words[-1].end - sentence[0].start > LONGEST
        )
        if ended:
            yield sentence
            sentence = []
        sentence = [*sentence, *words]
    if sentence:
        yield sentence


def _passage(number: int, spoken: Sequence[Spoken], language: str) -> Passage:
    text = ""
    words = []
    for word in spoken:
        text += " " if text and word.apart else ""
        words.append(Word(len(text), len(text) + len(word.text), (round(word.start, 3), round(word.end, 3))))
        text += word.text
    start, end = min(word.place[0] for word in words), max(word.place[1] for word in words)
    return Passage(number, "speech", text, start, end, language, tuple(words))
