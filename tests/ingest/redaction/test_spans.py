from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extraction.passages import Passage, Word
from ingest.redaction.boxes import WHOLE_PAGE
from ingest.redaction.spans import Redaction, boxes_over, label_for, merged, redact_passage, redact_text


def make_words(text):
    """The words of `text`, side by side on lines of a page."""
    words, start = [], 0
    for number, token in enumerate(text.split()):
        start = text.index(token, start)
        left, top = 0.1 * (number % 8) + 0.05, 0.03 * (number // 8) + 0.05
        words.append(Word(start, start + len(token), (left, top, left + 0.08, top + 0.02)))
        start += len(token)
    return tuple(words)


@st.composite
def redacted_texts(draw):
    """A text of small letters, redactions in it, and its words. Labels are capitals, so that origins can be told apart."""
    text = draw(st.text("abcæø \n", min_size=1, max_size=120))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 30)), max_size=8))
    labels = draw(st.lists(st.sampled_from(["[NAVN]", "X", ""]), min_size=len(spans), max_size=len(spans)))
    redactions = [
        Redaction(start, min(start + length, len(text)), label)
        for (start, length), label in zip(spans, labels, strict=True)
    ]
    return text, redactions, make_words(text)


@given(redacted_texts())
def test_what_is_left_is_exactly_what_no_redaction_touched(example):
    text, redactions, _ = example
    gone = {offset for redaction in redactions for offset in range(redaction.start, redaction.end)}
    redacted, _ = redact_text(text, redactions)
    left = "".join(letter for letter in redacted if letter not in "[]NAVX")
    assert left == "".join(letter for offset, letter in enumerate(text) if offset not in gone)


@given(redacted_texts())
def test_untouched_words_keep_their_letters_and_touched_ones_are_gone(example):
    text, redactions, words = example
    redacted, moved = redact_text(text, redactions, words)
    untouched = [word for word in words if not any(r.start < word.end and r.end > word.start for r in redactions)]
    assert [redacted[word.start : word.end] for word in moved if _small(redacted, word)] == [
        text[word.start : word.end] for word in untouched
    ] or _partly_kept(text, redactions, words)
    assert {redacted[w.start : w.end] for w in moved} >= {text[w.start : w.end] for w in untouched}


def _small(text, word):
    return not set(text[word.start : word.end]) & set("[]NAVX")


def _partly_kept(text, redactions, words):
    """Whether a redaction without a label leaves a part of a word, which then is a word of small letters too."""
    return any(redaction.label == "" for redaction in redactions)


@given(redacted_texts())
def test_moved_words_are_in_order_inside_the_text_and_apart(example):
    text, redactions, words = example
    redacted, moved = redact_text(text, redactions, words)
    assert all(0 <= word.start <= word.end <= len(redacted) for word in moved)
    assert all(first.end <= second.start for first, second in pairwise(moved))


@given(redacted_texts())
def test_every_touched_word_lies_under_a_box(example):
    text, redactions, words = example
    boxes = [box for box, _label in boxes_over(Passage(1, "page", text, words=words), redactions)]
    for word in words:
        if any(redaction.start < word.end and redaction.end > word.start for redaction in redactions):
            left, top, right, bottom = word.place
            assert any(box.left < left and box.top < top and box.right > right and box.bottom > bottom for box in boxes)


def test_overlapping_redactions_become_one_under_the_label_of_the_longest():
    spans = [Redaction(0, 4, "[navn]"), Redaction(2, 12, "[adresse]"), Redaction(12, 14, "[dato]")]
    assert merged("abcdefghijklmnop", spans) == [Redaction(0, 12, "[adresse]"), Redaction(12, 14, "[dato]")]


def test_what_is_left_of_a_word_stays_with_the_label():
    text = "Det er Karis hund."
    redacted, words = redact_text(text, [Redaction(7, 11, "[navn]")], make_words(text))
    assert redacted == "Det er [navn]s hund."
    assert [redacted[word.start : word.end] for word in words] == ["Det", "er", "[navn]s", "hund."]


def test_a_short_and_a_long_name_leave_the_same_text_and_boxes_on_the_grid():
    boxes = []
    for name, width in (("Åse", 0.025), ("Ingrid", 0.033)):
        text = f"Hos {name} hjemme"
        words = (
            Word(0, 3, (0.1, 0.1, 0.14, 0.12)),
            Word(4, 4 + len(name), (0.15, 0.1, 0.15 + width, 0.12)),
            Word(5 + len(name), len(text), (0.16 + width, 0.1, 0.22 + width, 0.12)),
        )
        passage = redact_passage(Passage(1, "page", text, words=words), [Redaction(4, 4 + len(name), "[navn]")])
        assert passage.text == "Hos [navn] hjemme"
        boxes.append(passage.words[1].place)
    assert boxes[0] == boxes[1]


def test_both_parts_of_a_divided_word_are_covered_when_one_is_touched():
    words = (Word(0, 5, (0.8, 0.1, 0.9, 0.12)), Word(5, 9, (0.1, 0.13, 0.2, 0.15)))
    covers = boxes_over(Passage(1, "page", "Fjellvang", words=words), [Redaction(0, 3, "x")])
    boxes = [box for box, _label in covers]
    assert [label for _box, label in covers] == ["x", ""]
    assert [box.top < word.place[1] and box.bottom > word.place[3] for box, word in zip(boxes, words, strict=True)] == [
        True,
        True,
    ]


def test_a_letter_without_a_place_covers_the_page():
    passage = Passage(1, "page", "Hos Kari", words=(Word(0, 3, (0.1, 0.1, 0.2, 0.12)),))
    assert boxes_over(passage, [Redaction(4, 8, "[navn]")]) == [(WHOLE_PAGE, "")]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 5)])
def test_a_redaction_outside_the_text_is_an_error(start, end):
    with pytest.raises(ValueError, match="isn't inside"):
        redact_text("abcd", [Redaction(start, end, "x")])


def test_every_type_has_a_label_that_says_nothing_of_the_length():
    assert label_for("PERSON").startswith("[")
    assert label_for("SOMETHING_NEW").startswith("[")
