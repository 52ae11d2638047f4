"""A line that lost a name looks the same whatever the name was."""

from contextlib import closing
from itertools import pairwise

import pypdfium2
import pytest
from PIL import ImageChops
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction.passages import Passage, Word
from ingest.extraction.pdf import read_pages
from ingest.redaction.boxes import GRID
from ingest.redaction.lines import BOX
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.spans import Redaction, redact_passage, setting_of

NAMES = ("Ida Moe", "Torgunn Fjellvang", "Åse-Kristin Wollebæk", "Li")
LINES = (
    "Innovasjon i omsorgstjenesten krever at lederen lytter til dem som er der om natta.",
    "Avdelingsleder {} fortalte oss om sitt arbeid med den nye ordningen.",
    "{} var enig i dette, og det var også den pasienten som hun fulgte.",
    "Slik oppsummerte vi til slutt den lange samtalen som vi hadde med {}",
    "Pasienten bodde hjemme så lenge det var forsvarlig for alle som hadde ansvaret.",
)


def redacted(path, name: str, *, justified: bool = False):
    """A small picture of the result for a page of those lines with that name, and its passage; `justified` spreads the words over the same width."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=True)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(LINES):
        text = line.format(name)
        free = 450 - canvas.stringWidth(text, "Helvetica", 11)
        canvas.drawString(72, 700 - 24 * number, text, wordSpace=free / text.count(" ") if justified else 0)
    canvas.save()
    passage = next(read_pages(path))
    spans, start = [], passage.text.find(name)
    while start >= 0:
        spans.append(Redaction(start, start + len(name), "[navn]"))
        start = passage.text.find(name, start + 1)
    assert len(spans) == 3
    target = path.with_name("result.pdf")
    redact_pdf(path, target, [passage], {1: spans})
    with closing(pypdfium2.PdfDocument(target)) as document:
        picture = document[0].render(scale=0.5).to_pil().convert("RGB")
    return picture, redact_passage(passage, spans)


@pytest.mark.parametrize("justified", [False, True])
def test_a_page_looks_the_same_whoever_was_named(tmp_path, justified):
    results = [redacted(tmp_path / "a.pdf", name, justified=justified) for name in NAMES]
    (first, expected), *others = results
    for picture, passage in others:
        assert passage.text == expected.text
        for word, other in zip(passage.words, expected.words, strict=True):
            assert word.place == pytest.approx(other.place, abs=0.002), "what a search marks"
        assert max(ImageChops.difference(picture, first).convert("L").tobytes()) < 140


def words_at(*places: tuple[float, float], top: float = 0.1) -> tuple[Word, ...]:
    """Words of four letters with a blank between, at those lefts and rights."""
    return tuple(Word(5 * i, 5 * i + 4, (left, top, right, top + 0.02)) for i, (left, right) in enumerate(places))


def test_words_follow_the_box_in_order_and_none_lies_under_another():
    words = words_at((0.1, 0.2), (0.21, 0.24), (0.25, 0.35), (0.36, 0.5))
    passage = Passage(1, "page", "abcd efgh ijkl mnop", words=words)
    setting = setting_of(passage, [Redaction(5, 9, "[x]")])
    ((box, label),) = setting.boxes
    assert label == "[x]"
    assert box.right - box.left == pytest.approx(BOX)
    places = [setting.places[0], box, setting.places[10], setting.places[15]]
    assert all(one[2] < other[0] for one, other in pairwise(places))


def test_another_column_stays_where_it_is_and_is_not_run_into():
    words = words_at((0.1, 0.3), (0.31, 0.45), (0.55, 0.7))
    passage = Passage(1, "page", "abcd efgh ijkl", words=words)
    setting = setting_of(passage, [Redaction(5, 9, "[x]")])
    assert set(setting.places) == {0}
    assert setting.boxes[0][0].right <= 0.55


def test_a_full_line_is_set_closer_and_stays_on_the_page():
    words = words_at((0.1, 0.5), (0.51, 0.53), (0.54, 0.9))
    setting = setting_of(Passage(1, "page", "abcd efgh ijkl", words=words), [Redaction(5, 9, "[x]")])
    assert max(place[2] for place in setting.places.values()) <= 1 - GRID + 1e-9


def test_a_line_that_begins_where_no_other_does_begins_on_the_grid():
    """A centred name says by its beginning how long it is."""
    begins = []
    for left in (0.43, 0.44, 0.45):
        words = (*words_at((left, 1 - left)), Word(5, 9, (0.1, 0.3, 0.2, 0.32)))
        setting = setting_of(Passage(1, "page", "abcd efgh", words=words), [Redaction(0, 4, "[x]")])
        begins.append(setting.boxes[0][0].left)
    assert len(set(begins)) == 1


def test_every_hidden_word_is_covered_also_far_apart_and_of_no_height():
    apart = words_at((0.1, 0.2), (0.4, 0.5), (0.8, 0.9))
    setting = setting_of(Passage(1, "page", "abcd efgh ijkl", words=apart), [Redaction(0, 14, "[x]")])
    assert set(setting.labels) == {0, 5, 10}
    flat = (Word(0, 4, (0.1, 0.1, 0.1, 0.1)),)
    setting = setting_of(Passage(1, "page", "abcd", words=flat), [Redaction(0, 4, "[x]")])
    assert set(setting.labels) == {0}
