"""Redacted words in recordings: whether they are still spoken, and whether the speech model that heard them hears them again.

The samples are spoken by espeak-ng, which tells when it says each word. That says what the ear of the model can't: whether a
word that it hears beside a silence is the redacted one, or whether it took something else for it.
"""

import random
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ctranslate2
import numpy as np
from django.conf import settings

from bench.sizes import Size
from bench.table import Row
from ingest.extraction import captions, speech
from ingest.extraction.media import RATE
from ingest.extraction.passages import Passage
from ingest.redaction import media
from ingest.redaction.spans import Redaction
from ingest.redaction.stretches import Stretch, joined, stretches_of
from tools.samples.word_times import Said, of_recording
from tools.speech_model import join

PACKAGES = ("faster-whisper", "ctranslate2", "av")
FILES = Path(__file__).resolve().parent.parent / "samples" / "files"
SEED = 4
LONGEST = 3  # words that go at a time
SHORTEST = 3  # letters of a word that is looked for
TRIES = 50
APART = 5  # words that stay between two redactions, at least
NEAR = 0.5  # seconds beside a stretch in which a redacted word that is heard may be that one
REACH = 1.0  # seconds that a word may be from where its time says, to be taken for that one
EXACT = 0.1  # seconds to which it is known when a word is said
CASES = (  # recording, its captions, its language, how many redactions
    ("forelesning-endring.mp4", "forelesning-endring.vtt", "nb", 16),
    ("forelesning-endring.mp4", "", "nb", 16),
    ("guest-lecture.m4a", "", "en", 16),
)


@dataclass(frozen=True, slots=True)
class Gone:
    """A redaction and when it is silent."""

    passage: Passage
    redaction: Redaction
    stretches: tuple[Stretch, ...]

    @property
    def places(self) -> list[tuple[float, float]]:
        """When the redacted words are spoken, as the passage tells."""
        redaction = self.redaction
        words = [word for word in self.passage.words if word.start < redaction.end and word.end > redaction.start]
        return [(word.place[0], word.place[1]) for word in words if word.place]

    @property
    def words(self) -> frozenset[str]:
        """Those that are long enough to be told from others."""
        redacted = plain_words(self.passage.text[self.redaction.start : self.redaction.end])
        return frozenset(word for word in redacted if len(word) >= SHORTEST)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many redactions were made, how many of them were heard before, how many let anything be heard there, and which

    `spoken` are said outside the silence by the script, of `known` whose words stand in it;
    `come_back` are heard beside the silence;
    `mistaken` were heard there too, but all that was redacted lies in the silence by the script: it's not them.
    """

    made: int
    heard_before: int
    known: int
    spoken: tuple[str, ...]
    come_back: tuple[str, ...]
    mistaken: tuple[str, ...]
    audible: int
    silent_seconds: float


def run(size: Size) -> list[Row]:
    """Rows for the sample recordings; with `size.seconds` for a third of the redactions, and of the English one alone."""
    join(Path(settings.INGEST["SPEECH_MODEL"]))
    ctranslate2.set_random_seed(SEED)  # The model draws where it is unsure.
    cases = CASES if size.seconds is None else [(*CASES[-1][:3], CASES[-1][3] // 3)]
    rows: list[Row] = []
    for name, caption_name, language, count in cases:
        heard = _heard(name, language)
        passages = list(captions.read(FILES / caption_name)) if caption_name else heard
        outcome = redact_and_listen(FILES / name, passages, heard, language, count, _script(name))
        rows += _rows(f"{name}, times from {'captions' if caption_name else 'speech recognition'}", outcome)
    return rows


@cache
def _heard(name: str, language: str) -> list[Passage]:
    return list(speech.transcribe(FILES / name, language=language))


def _script(name: str) -> tuple[Said, ...]:
    try:
        return of_recording(Path(name).stem)
    except OSError:  # Without espeak-ng all that is heard counts.
        return ()


def _rows(what: str, outcome: Outcome) -> Iterator[Row]:
    note = f"{outcome.heard_before} of them were heard before; {outcome.silent_seconds:.0f} s are silent"
    yield Row(what, outcome.made, "redactions", note=note)
    for row, which, limit in (
        (f"  spoken outside the silence, of {outcome.known} the script knows", outcome.spoken, 0),
        ("  heard within half a second of the silence", outcome.come_back, 0),
        ("  taken for them there, though they are silent by the script", outcome.mistaken, None),
    ):
        yield Row(row, len(which), "redactions", limit=limit, note="; ".join(which))
    yield Row("  stretches in which anything is heard", outcome.audible, "redactions", limit=0)


def redact_and_listen(
    recording: Path,
    passages: Sequence[Passage],
    heard: Sequence[Passage],
    language: str,
    count: int,
    script: Sequence[Said] = (),
) -> Outcome:
    """Redact `count` random stretches of the words of `passages`, and listen to the result.

    `heard` is what was heard before; `script` is what is said and when, where that is known.
    """
    gone = chosen(passages, count, random.Random(SEED))
    stretches = joined([stretch for each in gone for stretch in each.stretches])
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "recording.mp4"
        media.redact_media(recording, result, stretches)
        again = list(speech.transcribe(result, language=language))
        samples = np.concatenate([samples for _start, samples in speech.windows(result)])
    suspect = [each for each in gone if comes_back(each, again)]
    silent = [each for each in gone if script and is_silent(each, script)]
    back = [each for each in suspect if each not in silent]
    back += [each for each in gone if each not in back and _is_heard(each, samples, language)]
    known = [each for each in gone if by_name(each, script)]
    return Outcome(
        made=len(gone),
        heard_before=sum(comes_back(each, heard) for each in gone),
        known=len(known),
        spoken=_named(each for each in known if not _all_within(by_name(each, script), each.stretches)),
        come_back=_named(back),
        mistaken=_named(each for each in suspect if each not in back),
        audible=sum(not speech.is_inaudible(_of(samples, stretch)) for each in gone for stretch in each.stretches),
        silent_seconds=sum(end - start for start, end in stretches),
    )


def _named(gone: Iterable[Gone]) -> tuple[str, ...]:
    return tuple(f"{' '.join(sorted(each.words))} at {each.stretches[0][0]:.1f} s" for each in gone)


def chosen(passages: Sequence[Passage], count: int, lot: random.Random) -> list[Gone]:
    """`count` stretches of one to `LONGEST` spoken words, spread over the recording at random."""
    places = [(passage, index) for passage in passages for index, word in enumerate(passage.words) if word.place]
    step = len(places) / count
    if step < APART + LONGEST:
        raise ValueError(f"{len(places)} words are too few for {count} redactions.")
    found = []
    for number in range(count):
        for _ in range(TRIES):
            passage, index = places[int(number * step + lot.random() * (step - APART - LONGEST))]
            words = passage.words[index : index + lot.randint(1, LONGEST)]
            redaction = Redaction(words[0].start, words[-1].end, "[…]")
            gone = Gone(passage, redaction, tuple(stretches_of(passage, [redaction])))
            if _can_be_told(gone, passages):
                found.append(gone)
                break
    return found


def _can_be_told(gone: Gone, passages: Sequence[Passage]) -> bool:
    """Whether the words stand nowhere else near: one that may stay would be taken for one that must not."""
    at = passages.index(gone.passage)
    around = plain_words(" ".join(passage.text for passage in passages[max(at - 1, 0) : at + 2]))
    return bool(gone.words) and all(around.count(word) == 1 for word in gone.words)


def comes_back(gone: Gone, heard: Sequence[Passage]) -> bool:
    """Whether one of the words is heard while it should be silent."""
    return any(
        start < end_ + NEAR and start_ - NEAR < end
        for passage in heard
        for word in passage.words
        if gone.words & set(plain_words(passage.text[word.start : word.end]))
        for start, end in [word.place]
        for start_, end_ in gone.stretches
    )


def is_silent(gone: Gone, script: Sequence[Said]) -> bool:
    """Whether the script says when the redacted words are said, and that all of that is silent.

    Words that aren't in it were misheard before: then what it says at their time must be silent.
    """
    named = by_name(gone, script)
    words = {word for said in named for word in plain_words(said.word)}
    under: list[Said] = []
    if words != gone.words:
        under = [said for said in script if any(_overlap(said, a + EXACT, b - EXACT) for a, b in gone.places)]
    return bool(named or under) and _all_within([*named, *under], gone.stretches)


def by_name(gone: Gone, script: Sequence[Said]) -> list[Said]:
    """For each redacted word the one of the script that is spelt so and said nearest to its time, within `REACH`."""
    found = []
    for word in gone.words:
        near = [
            (min(abs(said.start + said.end - start - end) for start, end in gone.places), said)
            for said in script
            if plain_words(said.word) == [word] and any(_overlap(said, a - REACH, b + REACH) for a, b in gone.places)
        ]
        found += [min(near)[1]] if near else []
    return found


def _overlap(said: Said, start: float, end: float) -> bool:
    return said.start < end and start < said.end


def _all_within(said: Sequence[Said], stretches: Sequence[Stretch]) -> bool:
    return all(
        any(start - EXACT <= each.start and each.end <= end + EXACT for start, end in stretches) for each in said
    )


def _is_heard(gone: Gone, samples: "np.ndarray[tuple[int], np.dtype[np.float32]]", language: str) -> bool:
    """Whether the bare model says one of the words when it gets the stretches alone, where there is any sound in them."""
    code = {"nb": "no"}.get(language, language)
    said = ""
    for stretch in gone.stretches:
        if not speech.is_inaudible(_of(samples, stretch)):
            segments, _info = speech.model().transcribe(_of(samples, stretch), language=code)
            said += " ".join(segment.text for segment in segments)
    return bool(gone.words & set(plain_words(said)))


def _of(samples: "np.ndarray[tuple[int], np.dtype[np.float32]]", stretch: Stretch) -> speech.Samples:
    start, end = stretch
    return samples[int(start * RATE) : int(end * RATE)]


def plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
