from io import StringIO
from itertools import pairwise

import webvtt
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction.passages import Passage, Word
from ingest.redaction.captions import captions


def make_speech(text, start=0.0, end=4.0, words=()):
    return Passage(1, "speech", text, start=start, end=end, words=tuple(words))


def test_a_passage_becomes_a_caption_with_its_times():
    parsed = webvtt.from_string(captions([make_speech("Da sa [navn] at vi måtte begynne.", 3661.5, 3664.25)]))
    assert [(cue.start, cue.end, cue.text) for cue in parsed.captions] == [
        ("01:01:01.500", "01:01:04.250", "Da sa [navn] at vi måtte begynne.")
    ]


def test_what_means_something_in_webvtt_is_escaped():
    written = captions([make_speech("R&D <b>fet</b> a --> b\n\n00:01.000 --> 00:02.000\nfalsk")])
    assert "R&amp;D &lt;b&gt;fet&lt;/b&gt; a --&gt; b" in written
    assert len(webvtt.from_buffer(StringIO(written)).captions) == 1


def test_a_long_passage_is_cut_at_words_and_nothing_is_lost():
    tokens = [f"ord{number}" for number in range(60)]
    text = " ".join(tokens)
    words = [
        Word(text.index(t + " ") if t != tokens[-1] else text.rindex(t), 0, (i * 0.5, i * 0.5 + 0.4))
        for i, t in enumerate(tokens)
    ]
    words = [Word(word.start, word.start + len(token), word.place) for word, token in zip(words, tokens, strict=True)]
    cues = webvtt.from_string(captions([make_speech(text, 0.0, 30.0, words)])).captions
    assert len(cues) > 3
    assert " ".join(" ".join(cue.text for cue in cues).split()) == text
    assert all(len(line) <= 42 for cue in cues for line in cue.text.splitlines())
    assert all(first.end_in_seconds <= second.start_in_seconds for first, second in pairwise(cues))


@given(st.text(max_size=60))
def test_any_text_gives_captions_that_can_be_read(text):
    assert len(webvtt.from_string(captions([make_speech(text)])).captions) == (1 if text.split() else 0)


def test_pages_have_no_captions():
    assert webvtt.from_string(captions([Passage(1, "page", "Side")])).captions == []
