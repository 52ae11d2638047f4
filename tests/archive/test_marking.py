"""Which words of a text are those that were asked for."""

from __future__ import annotations

import pytest

from archive import marking
from archive.marking import excerpt, hits, mark


def found(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in hits(text, query)]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Tjenestene ble bedre", "tjeneste", ["Tjenestene"]),
        ("Én leder, flere LEDERE", "én ledere", ["Én", "leder", "LEDERE"]),
        ("kommunane våre", "kommuner", ["kommunane"]),
        ("kommunikasjon i kommunen", "kommune", ["kommunen"]),
        ("oslo og os", "os", ["os"]),
        ("ro i huset", "røde", []),
        ("tillit og kontroll", "tillit -kontroll", ["tillit"]),
        ("tillit og kontroll", '"tillit og" OR kontroll', ["tillit og", "kontroll"]),
        ("høy tillit og tillit høy", '"høy tillit"', ["høy tillit"]),
        ("lederen, en leder", '"leder"', ["leder"]),
        ("sykefravær og sykehjem", "sykef*", ["sykefravær"]),
        ("god sykefraværsoppfølging", "oppfølging sykefravær", ["sykefraværsoppfølging"]),
        ("en rosanalyse", "ROS-analyse", ["rosanalyse"]),
        ("bare ord", "", []),
        ("bare ord", "-ord", []),
    ],
)
def test_words_are_found_in_other_inflections_and_writings_but_not_in_other_words(text, query, expected):
    assert found(text, query) == expected


def test_operators_are_not_words_that_are_looked_for():
    assert found("endring and makt", "endring AND NOT -reform") == ["endring"]


def test_what_several_find_becomes_one_mark(monkeypatch):
    monkeypatch.setattr(marking, "_finders", [lambda *_: [(4, 8), (0, 2)], lambda *_: [(1, 3)]])
    assert hits("abcdefgh", "x") == [(0, 3), (4, 8)]
    assert hits("abcdefgh", "  ") == []


def test_what_is_marked_is_escaped_all_around():
    text = "<b>ledelse</b> & ledelse"
    assert mark(text, hits(text, "ledelse")) == ("&lt;b&gt;<mark>ledelse</mark>&lt;/b&gt; &amp; <mark>ledelse</mark>")


def test_an_excerpt_is_the_neighbourhood_of_the_first_hit_cut_at_spaces():
    text = "en to tre fire fem seks sju åtte ni ti"
    assert excerpt(text, hits(text, "seks"), around=9) == "… fem <mark>seks</mark> sju …"


def test_a_text_without_the_words_has_no_excerpt():
    assert excerpt("noe annet", hits("noe annet", "ledelse")) == ""
