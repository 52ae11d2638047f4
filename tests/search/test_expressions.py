import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.expressions import (
    EVERYTHING,
    MOST_WORDS,
    NOTHING,
    All,
    AnyOf,
    Most,
    Not,
    Phrase,
    Word,
    is_plain,
    parse,
    wanted,
)

A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("", EVERYTHING),
        (" \n\t", EVERYTHING),
        ("a1", A),
        ("a1 b1", All((A, B))),
        ("a1 AND b1", All((A, B))),
        ("a1 OG b1 og c1", All((A, B, C))),
        ("a1 b1 c1", Most((A, B, C), 2)),
        ("a1 b1 c1 d1", Most((A, B, C, Word("d1")), 3)),
        ("hva gjør a1 b1 c1 d1 f1 g1", Most((Word("gjør"), A, B, C, *map(Word, ("d1", "f1", "g1"))), 4)),
        ('a1 "d e" b1 -f1 c1', All((Most((A, B, C), 2), Phrase(("d", "e")), Not(Word("f1"))))),
        ("a1 OR b1 c1 d1", AnyOf((A, Most((B, C, Word("d1")), 2)))),
        ("a1 OR b1 c1", AnyOf((A, All((B, C))))),
        ("(a1 ELLER b1) c1", All((AnyOf((A, B)), C))),
        ("a1 -b1", All((A, Not(B)))),
        ("a1 IKKE b1", All((A, Not(B)))),
        ("a1 AND IKKJE b1", All((A, Not(B)))),
        ("a1 NOT NOT b1", All((A, B))),
        ('a1 -"b1 c1"', All((A, Not(Phrase(("b1", "c1")))))),
        ("-(a1 b1)", Not(All((A, B)))),
        ('"a1 b1"', Phrase(("a1", "b1"))),
        ("«a1 b1»", Phrase(("a1", "b1"))),
        ('"a1 b1', Phrase(("a1", "b1"))),
        ('"a1"', Phrase(("a1",))),
        ("ROS-analyse", AnyOf((Phrase(("ROS", "analyse")), Word("ROSanalyse")))),
        ("rosanalyse", AnyOf((Word("rosanalyse"), Phrase(("ros", "analyse"))))),
        ("12.03", Phrase(("12", "03"))),
        ("12.03.2024", Phrase(("12", "03", "2024"))),
        ("innov*", Word("innov", prefix=True)),
        ("i*", Word("i")),
        ("HOT-met*", All((Word("HOT"), Word("met", prefix=True)))),
        ("a1 a1", A),
        ("hva er a1", A),
        ("å være", All((Word("å"), Word("være")))),
        ("er -a1", All((Word("er"), Not(A)))),
        ("OR a1 AND", A),
        ("a1 OR OR b1", AnyOf((A, B))),
        ("a1) (b1", All((A, B))),
        ("((a1", A),
        ("AND", NOTHING),
        ('"" () - * NOT', NOTHING),
    ],
)
def test_reads(text, expression):
    assert parse(text) == expression


def test_capitals_are_meant():
    assert parse("HAR a1") == All((Word("HAR"), A))


def test_only_so_many_words_are_read():
    assert len(list(wanted(parse(" ".join(f"w{number}" for number in range(200)))))) == MOST_WORDS


def test_what_is_not_wanted_does_not_speak_for_a_hit():
    assert list(wanted(parse('a1 -b1 (c1 OR "d e") -(f OR -g)'))) == [A, C, Phrase(("d", "e"))]


@given(st.text(alphabet=st.sampled_from('ab1 "«»()-*\n&|') | st.characters(), max_size=200))
def test_any_text_can_be_read(text):
    assert isinstance(parse(text), Word | Phrase | Not | All | AnyOf | Most)


@pytest.mark.parametrize("piece", ["(", ")", "-(", "NOT ", '"', "a OR ", "a AND (", "«"])
def test_no_length_of_nonsense_is_too_much(piece):
    parse(piece * 10_000)


@pytest.mark.parametrize("text", ["tillit", "Tillit, i små tjenester!", "ROS-analyse", "og eller ikke", ""])
def test_loose_words_alone_are_plain(text):
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        '"tillit"',
        "«tillit",
        "tillit OR makt",
        "tillit OG makt",
        "-makt tillit",
        "IKKE makt",
        "till*",
        "(tillit)",
        "a " * 65,
    ],
)
def test_what_has_operators_or_quotation_marks_is_not_plain(text):
    assert not is_plain(text)
