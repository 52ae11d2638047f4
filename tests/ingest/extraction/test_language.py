"""Bokmål, nynorsk and English are told apart."""

import pytest

from ingest.extraction.language import detect, language_of, mark
from ingest.extraction.passages import Passage

BOKMAL = "Ledelse handler om å skape tillit mellom ansatte, pasienter og pårørende i kommunen vår, og det tar lang tid."
NYNORSK = (
    "Leiing handlar om å skape tillit mellom tilsette, pasientar og pårørande i kommunen vår, og det tek lang tid."
)
ENGLISH = "Leadership is about building trust between employees, patients and relatives in our municipality over time."


@pytest.mark.parametrize(
    ("text", "language"), [(BOKMAL, "nb"), (NYNORSK, "nn"), (ENGLISH, "en"), ("Kort", ""), ("", "")]
)
def test_the_language_of_a_text(text, language):
    assert language_of(text) == language


def test_what_cannot_be_told_goes_by_the_rest_of_the_document():
    assert detect(["Kort", NYNORSK, NYNORSK, ENGLISH, "12"]) == ["nn", "nn", "nn", "en", "nn"]
    assert detect(["Kort", "12"]) == ["", ""]


def test_passages_are_marked_as_they_come():
    texts = ["Tittel", NYNORSK, "12", ENGLISH]
    marked = mark(Passage(number, "page", text) for number, text in enumerate(texts, start=1))
    assert [(passage.number, passage.language) for passage in marked] == [(1, "nn"), (2, "nn"), (3, "nn"), (4, "en")]


def test_a_document_too_short_to_tell_is_kept():
    assert [passage.language for passage in mark([Passage(1, "page", "Kort")])] == [""]
