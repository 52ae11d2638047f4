import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import composed, fold, is_stop_word, spans, terms, words


def stems(text, language="nb"):
    return {term.stem for term in terms(text, language)}


@pytest.mark.parametrize(
    "forms",
    [
        "leder lederen ledere lederne lederens ledernes",
        "leiar leiaren leiarar leiarane",
        "sjukepleiar sjukepleiaren sjukepleiarar sjukepleiarane",
        "sykehjem sykehjemmet sykehjemmene",
        "sjukeheim sjukeheimen sjukeheimar sjukeheimane",
        "kvalitet kvaliteten kvaliteter kvalitetene",
        "hjelpemiddel hjelpemidler hjelpemidlene hjelpemidla",
        "helsesenter helsesenteret helsesentre helsesentrene",
        "år året åra årene",
        "intern interne",
        "teneste tenesta tenester tenestene",
        "medarbeider medarbeiderne medarbeidar medarbeidarane",
    ],
)
def test_forms_of_a_norwegian_word_have_one_stem(forms):
    assert len(stems(forms)) == 1


@pytest.mark.parametrize(
    "pair", ["tillit tiltak", "endring ending", "intern internat", "kommune kommunikasjon", "bær bar", "mål mal"]
)
def test_different_words_keep_different_stems(pair):
    assert len(stems(pair)) == 2


def test_an_english_stem_meets_no_norwegian_one():
    assert not stems("led", "en") & stems("led", "nb")


def test_folding():
    assert [fold(word) for word in ["ÆØÅ", "Élan", "ﬁne", "leder\u00adskap", "²"]] == [
        "æøå",
        "elan",
        "fine",
        "lederskap",
        "2",
    ]
    assert fold(composed("A\u030a")) == "å"


def test_words_are_cut_at_everything_but_letters_and_digits():
    assert words("HOT-metoden, 12.03.2024_§ 3") == ["HOT", "metoden", "12", "03", "2024", "3"]


def test_capitals_are_no_stop_words():
    assert is_stop_word("Er")
    assert not is_stop_word("ER")


@given(st.text(max_size=300))
def test_words_spans_and_terms_agree_on_any_text(text):
    found = words(text)
    assert [text[start:end] for start, end in spans(text)] == found
    assert len(terms(text, "nb")) == len(terms(text, "en")) == len(found)
    for term in (*terms(text, "nb"), *terms(text, "en")):
        assert term.folded
        assert not any(letter.isspace() for letter in term.folded + term.stem)
