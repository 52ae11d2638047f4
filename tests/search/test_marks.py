import re

from hypothesis import given
from hypothesis import strategies as st

from search.marks import EXCERPT, excerpt, marked


def test_marks_and_escapes():
    assert marked("a < b & c", [(4, 5)]) == "a &lt; <mark>b</mark> &amp; c"


def test_overlapping_spans_are_one_mark_neighbours_are_two():
    assert marked("abcdef", [(3, 5), (0, 2), (1, 3)]) == "<mark>abc</mark><mark>de</mark>f"


def test_an_excerpt_stands_where_most_marks_are():
    text = "one " + "x " * 400 + "one two " + "y " * 400
    spans = [match.span() for match in re.finditer("one|two", text)]
    assert "<mark>one</mark> <mark>two</mark>" in excerpt(text, spans)


def test_an_excerpt_without_marks_is_the_beginning():
    assert excerpt("abc " * 200, []).startswith("abc abc")


@given(st.text(max_size=900), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 60)), max_size=8))
def test_an_excerpt_is_always_safe_balanced_and_short(text, raw):
    spans = [(min(start, len(text)), min(start + length, len(text))) for start, length in raw]
    html = excerpt(text, [span for span in spans if span[0] < span[1]])
    plain = re.sub("</?mark>", "", html)
    assert "<" not in plain
    assert ">" not in plain
    assert html.count("<mark>") == html.count("</mark>")
    assert len(re.sub(r"&\w+;|&#x27;", "x", plain)) <= EXCERPT + 4
