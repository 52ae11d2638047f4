"""Words of a text found in both ways: in the map of a long one, and in what a short one says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.passages import Run, WordMap, _character, runs, said
from search.expressions import Leaf, Phrase, Word
from search.language import terms

WORDS = (
    "Sykefraværsoppfølging sjukefråvær oppfølging oppfølginger ledelse leiing LEIINGA hjemmetjeneste pasient og é 2024"
)
SOME = st.sampled_from(WORDS.split())
LEAVES = st.one_of(
    st.builds(Word, SOME),
    st.builds(Word, st.sampled_from(["syke", "opp", "led", "x", "20"]), st.just(True)),
    st.builds(lambda words: Phrase(tuple(words)), st.lists(SOME, min_size=1, max_size=3)),
)


def found(text: str, leaf: Leaf, language: str = "nb") -> list[Run]:
    return WordMap.of(terms(text, language)).find(leaf)


@settings(deadline=None)
@given(st.lists(SOME, max_size=12).map(" ".join), LEAVES, st.sampled_from(["nb", "nn", "en", ""]))
def test_a_short_text_is_searched_as_a_long_one(text: str, leaf: Leaf, language: str) -> None:
    assert runs(said(terms(text, language)), text, leaf) == found(text, leaf, language)


def test_a_word_is_found_in_its_forms_in_compounds_and_in_the_other_standard() -> None:
    text = "Leiing og oppfølginger, sykefraværsoppfølging og ledelse."
    assert found(text, Word("ledelse")) == [(0, 1), (5, 6)]
    assert found(text, Word("oppfølging")) == [(2, 3), (3, 4)]
    assert found(text, Word("sykefravær")) == [(3, 4)]
    assert found(text, Word("syke", prefix=True)) == [(3, 4)]
    assert found(text, Phrase(("oppfølging",))) == []
    assert found(text, Phrase(("og", "leiing"))) == [(4, 6)]


def test_a_map_knows_its_words_and_how_often_each_stem_occurs() -> None:
    wordmap = WordMap.of(terms("Plan og planer, planens plan", "nb"))
    assert wordmap.words() == ["plan", "og", "planer", "planens"]
    assert wordmap.counts() == {"plan": 4, "og": 1}
    assert wordmap.place("plan") == 0
    assert WordMap.of([]).words() == []
    assert WordMap.of([]).find(Word("plan")) == []


def test_no_word_has_a_character_that_separates_or_that_no_encoding_has() -> None:
    characters = [_character(number) for number in (0, 1, 0xD7DF, 0xD7E0, 2_000_000)]
    assert characters[0] == " "
    assert all(character.encode() and character not in "\t\v\n" for character in characters)
    assert len(set(characters)) == 5
