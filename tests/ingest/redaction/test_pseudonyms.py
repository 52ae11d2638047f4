"""Pseudonyms in what readers get of a file: said where the name was, and nothing more than that."""

import subprocess
from pathlib import Path

import pypdfium2
import pytest
import webvtt
from pdfminer.high_level import extract_text
from PIL import Image, ImageChops
from pypdf import PdfReader

from ingest.extraction.passages import Passage, Word
from ingest.extraction.pdf import read_pages
from ingest.redaction.boxes import Box
from ingest.redaction.captions import captions
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.picture_page import cover
from ingest.redaction.spans import Redaction, redact_passage
from ingest.redaction.stretches import stretches_of
from ingest.redaction.verify import Leak, leaks
from tests.ingest.redaction.pdfs import make_pdf
from tests.ingest.redaction.test_captions import make_speech

LINES = [
    "Avdelingsleder Torgunn Fjellvang fortalte om sitt arbeid i Utsira kommune.",
    "Bo sa at Torgunn Fjellvangs hund var på Solbakken sykehjem, og det var Bo, Bo og Bo.",
]
PSEUDONYMS = {
    "Torgunn Fjellvang": "Leder A",
    "Utsira": "Sted A",
    "Solbakken sykehjem": "Institusjon A",
    "Bo": "Pasientkoordinator AA",
}
REPLACED = [
    "Avdelingsleder Leder A fortalte om sitt arbeid i Sted A kommune.",
    "Pasientkoordinator AA sa at Leder As hund var på Institusjon A, og det var Pasientkoordinator AA, "
    "Pasientkoordinator AA og Pasientkoordinator AA.",
]


def replaced_copy(source: Path, pseudonyms: dict[str, str] = PSEUDONYMS) -> tuple[Path, list[Leak]]:
    """The file with each of the names replaced, and what verification says, the pictures read with OCR too."""
    passages = list(read_pages(source))
    redactions = {
        passage.number: [
            Redaction(at, at + len(name), pseudonym)
            for name, pseudonym in pseudonyms.items()
            for at in range(len(passage.text))
            if passage.text.startswith(name, at)
        ]
        for passage in passages
    }
    target = source.with_name("replaced.pdf")
    redact_pdf(source, target, iter(passages), redactions)
    redacted = [redact_passage(passage, redactions[passage.number]) for passage in passages]
    forbidden = {number: list(pseudonyms) for number in redactions if redactions[number]}
    return target, leaks(target, forbidden, redacted, ocr=True)


def _pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        text: str = document[0].get_textpage().get_text_range()
        return text


READERS = {
    "pdfium": _pdfium,
    "pypdf": lambda path: PdfReader(path).pages[0].extract_text(),
    "pdfminer": lambda path: extract_text(path, page_numbers=[0]),
    "poppler": lambda path: subprocess.run(
        ["pdftotext", "-l", "1", path, "-"], capture_output=True, check=True
    ).stdout.decode(),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_pseudonym_where_the_name_was_and_the_name_nowhere(tmp_path, reader):
    target, found = replaced_copy(make_pdf(tmp_path / "a.pdf", [LINES, ["Pasienten bodde hjemme."]]))
    text = " ".join(READERS[reader](target).split())
    assert text == " ".join(REPLACED)
    assert found == []


def test_a_name_left_beside_its_pseudonym_is_found_by_the_check(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [["Leder A heter Torgunn Fjellvang."]])
    redacted = [Passage(1, "page", "Leder A heter Leder A.")]
    found = {leak.where for leak in leaks(source, {1: ["Torgunn Fjellvang"]}, redacted, ocr=True)}
    assert found >= {"text", "picture"}


def test_names_of_other_widths_with_one_pseudonym_leave_the_same_words_at_the_same_places(tmp_path):
    made = []
    for name in ("Ida", "Kristoffersen"):
        (page,) = read_pages(make_pdf(tmp_path / f"{name}.pdf", [[f"Møte med {name} i dag", "Slutt."]]))
        redacted = redact_passage(page, [Redaction(9, 9 + len(name), "Leder A")])
        made.append((redacted.text, [edge for word in redacted.words for edge in word.place]))
    assert made[0][0] == made[1][0]
    assert made[0][1] == pytest.approx(made[1][1], abs=0.0002)  # Places are read to a ten-thousandth of the page.


# In the box


def boxed(width: float, height: float, label: str) -> Image.Image:
    """A box of that size, in pixels, as drawn on a page."""
    picture = Image.new("RGB", (600, 100), "white")
    cover(picture, [(Box(50 / 600, 20 / 100, (50 + width) / 600, (20 + height) / 100), label)])
    return picture


def differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


def test_a_pseudonym_that_fits_stands_in_the_box_whole_and_shrinks_before_it_is_cut():
    for width in (300, 90):
        whole = boxed(width, 40, "Leder A")
        assert differ(whole, boxed(width, 40, "A"))
        assert differ(whole, boxed(width, 40, ""))


@pytest.mark.parametrize(
    ("label", "letter"), [("Institusjon A", "A"), ("Nærmeste pårørende AB", "AB"), ("Person 12", "12")]
)
def test_where_it_would_be_too_small_its_letter_stands_alone(label, letter):
    assert not differ(boxed(45, 40, label), boxed(45, 40, letter))


@pytest.mark.parametrize("label", ["Leder A Leder B", "Hjelpepleieren", "[institusjon]", "Leder a"])
def test_what_has_no_letter_of_its_own_leaves_a_narrow_box_black(label):
    assert not differ(boxed(30, 40, label), boxed(30, 40, ""))


def test_in_the_narrowest_box_not_even_the_letter_stands():
    assert not differ(boxed(40, 8, "Leder A"), boxed(40, 8, ""))


def test_a_box_is_as_wide_under_a_pseudonym_as_under_a_mask():
    word = Word(4, 7, (0.1, 0.1, 0.13, 0.12))
    passage = Passage(1, "page", "Hos Ida", words=(Word(0, 3, (0.05, 0.1, 0.09, 0.12)), word))
    made = [redact_passage(passage, [Redaction(4, 7, label)]) for label in ("Kommunalsjef A", "[navn]")]
    assert made[0].words[1].place == made[1].words[1].place


# In a recording


def test_in_captions_the_pseudonym_is_read_while_the_sound_is_silent():
    text = "Da sa Torgunn Fjellvang at vi måtte begynne."
    words, at = [], 0
    for number, token in enumerate(text.split()):
        at = text.index(token, at)
        words.append(Word(at, at + len(token), (0.5 * number, 0.5 * number + 0.4)))
    speech = make_speech(text, 0.0, 4.0, words)
    redactions = [Redaction(6, 23, "Leder A")]
    (cue,) = webvtt.from_string(captions([redact_passage(speech, redactions)])).captions
    assert cue.text.split() == ["Da", "sa", "Leder", "A", "at", "vi", "måtte", "begynne."]
    ((start, end),) = stretches_of(speech, redactions)
    assert start < 1.0
    assert end > 1.9
