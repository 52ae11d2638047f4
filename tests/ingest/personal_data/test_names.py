import pytest

from ingest.personal_data import names, tokens
from ingest.personal_data.network import Network


@pytest.fixture(scope="module")
def lexicon() -> tokens.Lexicon:
    return Network(names.WEIGHTS).lexicon


def persons(text: str) -> list[str]:
    return [name.text for name in names.load()(text).ents if name.label_ == "PER"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("sykehus", tokens.LOWERED),
        ("sjukehus", tokens.LOWERED),
        ("oslo", tokens.CAPITALISED),
        ("solberg", tokens.CAPITALISED),
        ("solbergs", tokens.CAPITALISED),
        ("avisoppgave", tokens.COMPOUND),
        ("xhemajli", tokens.UNSEEN),
        ("1999", tokens.NO_WORD),
    ],
)
def test_the_lexicon_tells_words_from_names(lexicon, word, kind):
    assert lexicon.kind(word) == kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xhemajli meinte at ho ikkje hadde fått svar.", ["Xhemajli"]),
        ("Saken ble omtalt av Sacha Baron Lindqvist i møtet.", ["Sacha Baron Lindqvist"]),
        ("Det var Kim Jong-il som holdt talen.", ["Kim Jong-il"]),
        ("Hverken Chiles eller Kasakhstans ledere ville svare.", []),
        ("Sykepleier Karin Østby ringte i går kveld.", ["Karin Østby"]),
        ("eg heiter synnøve og jobbar på sjukeheimen", ["synnøve"]),
    ],
)
def test_a_person_is_found_whole_and_nothing_else(text, found):
    assert persons(text) == found


def test_every_offset_points_into_the_text():
    text = "  Kari Nordmann\n\n\tsa  at Fatima kom.\n" * 40
    doc = names.load()(text)
    assert doc.text == text
    assert [text[name.start_char : name.end_char] for name in doc.ents] == [name.text for name in doc.ents]
    assert len(doc.user_data["scores"]) == len(doc.ents) >= 80
