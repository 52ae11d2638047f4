import gzip
from pathlib import Path

import pytest

from archive import marking
from search import standards
from search.standards import forms, freedict


@pytest.fixture(autouse=True)
def own_words_alone(settings):
    settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": "/nowhere"}
    forget()
    yield
    forget()


def forget():
    for each in (standards._known, standards._forms, standards._others, standards._stems):
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


@pytest.fixture
def learned(settings):
    """The file of learned forms, with what the test writes there."""

    def write(*pairs):
        forms.write(path, pairs)
        forget()
        return path

    path = Path(settings.SAMLING["WORD_FORMS"])
    return write


def test_a_learned_form_is_known_in_both_directions(learned):
    learned(("spurte", "spurde"), ("lille", "vesle"), ("litle", "vesle"))
    assert standards.others("Spurte") == ("spurde",)
    assert standards.stems("spurde") == (standards._stem("spurte"),)
    assert standards.others("vesle") == ("lille", "litle")


def test_a_learned_form_stands_for_itself_alone(learned):
    learned(("enkleste", "enklaste"), ("spurte", "spurde"))
    assert standards.others("enkle") == standards.others("etterspurte") == ()


def test_the_own_words_know_better_than_what_is_learned(learned):
    learned(("ledelsen", "leidselen"), ("leiren", "leiinga"))
    assert standards.others("ledelsen") == ("leiing",)
    assert standards.others("leiren") == ()


def test_a_learned_form_comes_before_a_guess(learned):
    learned(("trygghetsgaranti", "trygdegaranti"))
    assert standards.others("trygghetsgaranti")[:2] == ("trygdegaranti", "tryggleiksgaranti")


def test_only_what_is_new_is_learned():
    pairs = [
        ("spurte", "spurde"),
        ("koselig", "koseleg"),
        ("bilene", "bilane"),
        ("lederskap", "leiarskap"),
        ("ledelse", "leidsel"),
    ]
    assert standards.not_known(pairs) == [("spurte", "spurde")]


def test_the_file_of_forms_is_whole_and_for_everybody(learned):
    path = learned(("gikk", "gjekk"), ("fødte", "fødde"))
    assert path.read_text(encoding="utf-8") == "gikk\tgjekk\nfødte\tfødde\n# 2\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in path.parent.glob(f"{path.name}*")] == [path.name]


def test_a_file_that_is_not_written_whole_leaves_the_old_one(learned):
    path = learned(("gikk", "gjekk"))
    with pytest.raises(UnicodeEncodeError):
        forms.write(path, [("fikk", "fekk"), ("\ud800", "x")])
    assert forms.read(path) == {"gikk": ("gjekk",), "gjekk": ("gikk",)}
    assert [each.name for each in path.parent.glob(f"{path.name}*")] == [path.name]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"spurte\tspurde\n",
        b"spurte\tspurde\n# 2\n",
        b"spurte\tspurde\nfik",
        b"spurte spurde\n# 1\n",
        b"spurte\tspurde\tx\n# 1\n",
        b"sp\xf8r\tsp\xf8r\n# 1\n",
        b"\x00" * 100,
    ],
)
def test_a_broken_file_is_told_in_the_log_and_searches_go_on(learned, caplog, content):
    learned().write_bytes(content)
    assert standards.others("spurte") == ()
    assert "searches go on without it" in caplog.text


def test_a_file_that_is_a_folder_or_missing_is_told_in_the_log(learned, caplog):
    path = learned()
    path.unlink()
    with caplog.at_level("INFO"):
        assert standards.others("gikk") == ()
    assert "There is no" in caplog.text
    path.mkdir()
    forget()
    assert standards.others("gikk") == ()
    assert "can't be read" in caplog.text
