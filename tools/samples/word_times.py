"""When espeak-ng says each word of a sentence, as its library tells while it speaks (`speak_lib.h`, libespeak-ng 1.51)."""

import ctypes
import re
from functools import cache
from typing import NamedTuple

from tools.samples.blocks import read
from tools.samples.script import by_voice, spoken

LIBRARY = "libespeak-ng.so.1"
# AUDIO_OUTPUT_SYNCHRONOUS: the sound is handed over, not played, and all of it; espeakCHARS_UTF8
SYNCHRONOUS, UTF8 = 2, 1
SPEED, PITCH = 1, 3  # espeakRATE, espeakPITCH
WORD = 1  # espeakEVENT_WORD


class Said(NamedTuple):
    """A word and when it is said, in seconds."""

    word: str
    start: float
    end: float


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("character", ctypes.c_int),  # from 1
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


def word_times(text: str, voice: str, words_a_minute: int, pitch: int) -> tuple[list[Said], float]:
    """The words of `text` with their times, and how long it all takes.

    A word ends where the next one begins: a pause goes with the word before.
    """
    events: list[tuple[int, int]] = []
    samples = 0

    @_CALLBACK
    def take(_wave: object, count: int, event: "ctypes._Pointer[_Event]") -> int:
        nonlocal samples
        samples += count
        events.extend(_words(event))
        return 0

    library, rate = _library()
    library.espeak_SetSynthCallback(take)
    library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(SPEED, words_a_minute, 0)
    library.espeak_SetParameter(PITCH, pitch, 0)
    content = text.encode() + b"\0"
    library.espeak_Synth(content, ctypes.c_size_t(len(content)), 0, 1, 0, UTF8, None, None)
    said: list[Said] = []
    following = [*events[1:], (len(text) + 1, samples)]
    for (character, sample), (until, end) in zip(events, following, strict=True):
        # Of "in the" it tells the first word alone.
        said += [Said(word, sample / rate, end / rate) for word in re.findall(r"\w+", text[character - 1 : until - 1])]
    return said, samples / rate


def _words(event: "ctypes._Pointer[_Event]") -> list[tuple[int, int]]:
    """Where a word begins in the text and in the sound, of a list of events that ends with one of type 0."""
    found, number = [], 0
    while event[number].type:
        if event[number].type == WORD and event[number].length:
            found.append((event[number].character, event[number].sample))
        number += 1
    return found


@cache
def of_recording(name: str) -> tuple[Said, ...]:
    """The words of the committed sound of the script `name`, to some 0.1 s: the voice is not twice the same to the sample.

    Raises `OSError` where espeak-ng's library isn't installed.
    """
    voices = by_voice(read(f"{name}.md"), "voices")
    found: list[Said] = []
    for sentence in spoken(name):
        voice, words_a_minute, pitch = voices[sentence.sentence.voice].split()
        said, _length = word_times(sentence.sentence.text, voice, int(words_a_minute), int(pitch))
        pace = (sentence.end - sentence.start) / said[-1].end
        found += [
            Said(each.word, sentence.start + pace * each.start, sentence.start + pace * each.end) for each in said
        ]
    return tuple(found)


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    """The library, and its samples per second. Raises `OSError` where it isn't installed."""
    library = ctypes.CDLL(LIBRARY)
    return library, library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
