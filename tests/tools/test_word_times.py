"""When each word of the sample recordings is said."""

import re

import pytest

from tools.samples import script, word_times


@pytest.fixture(autouse=True)
def library():
    try:
        word_times.word_times("Hei.", "nb", 150, 50)
    except OSError:
        pytest.skip("espeak-ng isn't installed: apt-get install espeak-ng")


@pytest.mark.parametrize("name", ["forelesning-endring", "guest-lecture"])
def test_every_word_of_the_script_has_a_time_within_its_sentence(name):
    said = iter(word_times.of_recording(name))
    for sentence in script.spoken(name):
        start = end = sentence.start
        for word in re.findall(r"\w+", sentence.sentence.text):
            each = next(said)
            assert each.word == word
            assert end - 0.001 <= each.start or each.start == start  # "in the" is said as one
            assert each.start < each.end <= sentence.end + 0.001
            start, end = each.start, each.end
    assert next(said, None) is None


def test_a_pause_goes_with_the_word_before():
    (first, second), length = word_times.word_times("Ja. Nei.", "nb", 150, 50)
    assert (first.word, second.word) == ("Ja", "Nei")
    assert first.end - first.start > second.end - second.start
    assert first.end == second.start
    assert second.end == length
