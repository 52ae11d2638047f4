import gzip

import pytest

from archive import marking
from search import standards
from search.standards import freedict


@pytest.fixture(autouse=True)
def own_words_alone(settings):
    settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": "/nowhere"}
    forget()
    yield
    forget()


def forget():
    for each in (standards._known, standards._others, standards._stems):
        each.cache_clear()


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("ledelse", "leiing"),
        ("LEDELSEN", "leiing"),
        ("leiinga", "ledelse"),
        ("hjemmetjeneste", "heimeteneste"),
        ("heimetenestene", "hjemmetjeneste"),
        ("palliasjonstjeneste", "palliasjonsteneste"),
        ("sykefraværsoppfølging", "sjukefråværsoppfølging"),
        ("koselig", "koseleg"),
        ("grundighet", "grundigheit"),
    ],
)
def test_a_word_in_the_other_standard(word, other):
    assert other in standards.others(word)


@pytest.mark.parametrize("word", ["kommune", "bil", "rus", "x", "2024", "", "gjennomføring"])
def test_what_both_write_alike_has_no_other(word):
    assert standards.others(word) == ()


def test_leading_is_not_mistaken_for_leaders_who_share_its_stem():
    assert standards.others("ledelsen") == ("leiing",)


def test_a_word_is_widened_to_few():
    assert all(len(standards.others(word)) <= standards.MOST for word in ["oppfølgingsforbedringsledelse", "syke" * 12])


def dictionary(folder, entries):
    """A dictionary in dictd's format; its number of 64 digits."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    def number(value):
        return (number(value // 64) if value >= 64 else "") + digits[value % 64]

    text, index = b"", ""
    for nynorsk, bokmaal in entries:
        article = f"{nynorsk}\n{bokmaal}\n".encode()
        index += f"{nynorsk}\t{number(len(text))}\t{number(len(article))}\n"
        text += article
    (folder / "dict.index").write_text(index, encoding="utf-8")
    (folder / "dict.dict.dz").write_bytes(gzip.compress(text))
    return folder / "dict"


def test_an_installed_dictionary_adds_words(settings, tmp_path):
    path = dictionary(
        tmp_path,
        [("kjærasteparet", "kjæresteparet"), ("løyndom", "hemmelighet"), ("å", "elv"), ("to ord", "noe annet")],
    )
    assert list(freedict.pairs(path)) == [("kjæresteparet", "kjærasteparet"), ("hemmelighet", "løyndom")]
    settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": str(path)}
    forget()
    assert standards.others("hemmelighet") == ("løyndom",)
    assert standards.others("løyndomen") == ("hemmelighet",)


def test_the_dictionary_does_not_change_what_the_field_means_by_its_words(settings, tmp_path):
    path = dictionary(tmp_path, [("leige", "leder"), ("makt", "ledelse")])
    settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": str(path)}
    forget()
    assert standards.others("ledelse") == ("leiing",)


def test_the_pages_mark_the_other_standard_too():
    text = "God leiing på ein sjukeheim."
    assert [text[start:end] for start, end in marking.hits(text, "ledelse sykehjem")] == ["leiing", "sjukeheim"]
