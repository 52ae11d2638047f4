"""When the sound is silent: never less than the redacted words, whatever their times are worth."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction.passages import Passage, Word
from ingest.redaction.spans import Redaction
from ingest.redaction.stretches import LONGEST_LETTER, PADDING, PAUSE, joined, stretches_of

PEOPLE = "Så sa Kari nei."


def make_speech(text, times, **kwargs):
    """A passage whose words, blank by blank, have these times."""
    words, start = [], 0
    for token, time in zip(text.split(), times, strict=True):
        start = text.index(token, start)
        words.append(Word(start, start + len(token), time))
        start += len(token)
    return Passage(1, "speech", text, **{"start": 10.0, "end": 20.0, **kwargs}, words=tuple(words))


def redaction(passage, name):
    start = passage.text.index(name)
    return [Redaction(start, start + len(name), "[navn]")]


def stretch_of(passage, name, **neighbours):
    (stretch,) = stretches_of(passage, redaction(passage, name), **neighbours)
    return stretch


def test_a_stretch_is_the_time_of_the_word_padded():
    passage = make_speech(PEOPLE, [(10.0, 10.4), (10.5, 11.2), (11.2, 11.6), (11.6, 13.0)])
    assert stretch_of(passage, "Kari") == pytest.approx((11.2 - PADDING, 11.6 + PADDING))


def test_a_pause_beside_the_word_goes_with_it_but_not_a_long_silence():
    passage = make_speech(PEOPLE, [(10.0, 10.4), (10.5, 10.6), (11.2, 11.6), (15.0, 15.5)])
    assert stretch_of(passage, "Kari") == pytest.approx((10.6, 11.6 + PAUSE))


@pytest.mark.parametrize("time", [(11.2, 11.2), (11.2, 11.21), (11.2, 11.25), (0.0, 0.0), (14.0, 14.0)])
def test_a_word_with_no_time_to_trust_takes_all_between_its_neighbours(time):
    passage = make_speech(PEOPLE, [(10.0, 10.4), (10.5, 11.0), time, (12.5, 13.0)])
    start, end = stretch_of(passage, "Kari")
    assert start <= 11.0 - PADDING
    assert end >= 12.5 + PADDING


def test_a_word_squeezed_between_its_neighbours_takes_the_time_that_its_letters_need():
    passage = make_speech("Så Kristoffersen nei.", [(10.0, 11.0), (10.97, 11.03), (11.0, 12.0)])
    start, end = stretch_of(passage, "Kristoffersen")
    assert end - start >= 13 * LONGEST_LETTER + 2 * PADDING
    assert start < 11.0 < end


def test_digits_take_longer_than_letters():
    short = make_speech("nummer 90512345 takk", [(10.0, 11.0), (11.0, 11.3), (12.0, 13.0)])
    start, end = stretch_of(short, "90512345")
    assert end - start >= 4


def test_words_that_overlap_are_each_covered():
    passage = make_speech("Så Kari Moe nei.", [(10.0, 12.0), (11.0, 12.5), (10.8, 11.4), (11.2, 13.0)])
    start, end = stretch_of(passage, "Kari Moe")
    assert start <= 10.8 - PADDING
    assert end >= 12.5 + PADDING


def test_a_name_of_which_one_word_lacks_a_time_is_silenced_whole():
    passage = make_speech("Hun Kari Moe kom.", [(10.0, 10.4), (10.5, 11.0), (11.0, 11.0), (12.5, 13.0)])
    start, end = stretch_of(passage, "Kari Moe")
    assert start <= 10.5 - PADDING
    assert end >= 12.5 + PADDING


@pytest.mark.parametrize(("name", "expected"), [("Kari", (9.0 - PADDING, 11.0 + PADDING)), ("Moe", (12.0, 14.0))])
def test_at_a_passages_edge_the_pause_to_its_neighbour_counts(name, expected):
    passage = make_speech("Kari så Moe", [(10.0, 10.0), (11.0, 12.0), (12.5, 13.0)], end=13.0)
    start, end = stretch_of(passage, name, since=5.0, until=16.0)
    assert (start, end) == pytest.approx(expected)


def test_another_passages_words_beyond_the_padding_are_not_silenced():
    passage = make_speech("Kari så Moe", [(10.0, 10.5), (11.0, 12.0), (12.5, 13.0)], end=13.0)
    assert stretch_of(passage, "Kari", since=9.9) == pytest.approx((10.0 - PADDING, 11.0))
    assert stretch_of(passage, "Moe", until=13.1) == pytest.approx((12.0, 13.0 + PADDING))


def test_a_passage_without_words_is_silenced_whole():
    passage = Passage(1, "speech", PEOPLE, start=10.0, end=14.0)
    assert stretch_of(passage, "Kari", since=10.0, until=14.0) == (10.0 - PADDING, 14.0 + PADDING)


def test_a_redacted_letter_that_no_word_accounts_for_is_in_doubt_too():
    passage = Passage(1, "speech", "Så Kari.", 10.0, 14.0, words=(Word(0, 2, (10.0, 10.5)),))
    start, end = stretch_of(passage, "Kari", until=14.0)
    assert (start, end) == pytest.approx((10.5 - PADDING, 14.0 + PADDING))


def test_a_speakers_name_that_is_written_and_not_spoken_silences_nothing():
    passage = make_speech("Kari: så sa Kari nei.", [(), (10.0, 10.4), (10.5, 11.2), (11.2, 11.6), (11.6, 13.0)])
    assert stretches_of(passage, [Redaction(0, 4, "[navn]")]) == []
    assert stretches_of(passage, [Redaction(0, 4, "[navn]"), Redaction(12, 16, "[navn]")]) == [
        pytest.approx((11.2 - PADDING, 11.6 + PADDING))
    ]


SECONDS = st.floats(10, 20)
TIMES = st.one_of(
    st.tuples(SECONDS, SECONDS).map(sorted).map(tuple),
    SECONDS.map(lambda time: (time, time)),
    st.just((float("nan"), 11.0)),
)


@given(st.lists(TIMES, min_size=1, max_size=8), st.data())
def test_whatever_the_times_are_the_redacted_words_are_covered(times, data):
    passage = make_speech(" ".join(["Kristin"] * len(times)), times)
    first = data.draw(st.integers(0, len(times) - 1))
    last = data.draw(st.integers(first, len(times) - 1))
    start, end = passage.words[first].start, passage.words[last].end
    silent = stretches_of(passage, [Redaction(start, end, "[navn]")])
    for word in passage.words[first : last + 1]:
        begin, finish = word.place
        if finish - begin >= 0.14:  # so many letters can be said in this time
            assert any(one <= begin - PADDING + 1e-6 and finish + PADDING - 1e-6 <= other for one, other in silent)
    assert sum(other - one for one, other in silent) >= 2 * PADDING


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))))
def test_joined_stretches_cover_the_same_time_and_do_not_touch(stretches):
    result = joined(stretches)
    assert all(any(start <= one and other <= end for start, end in result) for one, other in stretches)
    assert all(first[1] < second[0] for first, second in pairwise(result))


@pytest.mark.parametrize("wrong", [(2.0, 1.0), (1.0, 1.0), (-2.0, -1.0), (float("nan"), 2.0), (0.0, float("inf"))])
def test_what_is_no_time_is_refused(wrong):
    with pytest.raises(ValueError, match="no stretch of time"):
        joined([wrong])
