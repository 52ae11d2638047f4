"""Apertium is asked word by word, and what it answers becomes the file of forms."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from search import standards
from search.standards import apertium, forms
from search.standards.checks import check_forms
from tests.search.test_standards import forget

DATA = Path(django_settings.SAMLING["APERTIUM"])
HOSTILE = ["^", "$", "/", "\\", "[", "]", "{", "}", "@", "<", ">", "*", "#", "+", "~", "\0", "\n", "\ud800"]
HOSTILE_WORDS = [
    *HOSTILE,
    *(f"gikk{each}" for each in HOSTILE),
    *(f"^gikk{each}fikk<n>$" for each in HOSTILE),
    "å" * 10_000,
]
real = pytest.mark.skipif(
    not apertium.is_installed(DATA), reason="Apertium isn't installed: apt-get install apertium-nno-nob"
)


@pytest.fixture(autouse=True)
def no_other_dictionary(settings, tmp_path):
    settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": "/nowhere", "WORD_LISTS": str(tmp_path)}
    forget()
    yield
    forget()


@pytest.fixture
def lt_proc(tmp_path, monkeypatch):
    """Puts a program in the place of the real one."""

    def put(script):
        program = tmp_path / "bin" / "lt-proc"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")

    return put


FORMS = {
    ("gikk", "gjekk"),
    ("spurte", "spurde"),
    ("skrev", "skreiv"),
    ("kommer", "kjem"),
    ("løste", "løyste"),
    ("uforutsigbar", "uføreseieleg"),
    ("strømmen", "straumen"),
}
ANOTHER_SENSE = [
    "løpet",  # The race; also run, which could be many other verbs.
    "redd",  # Afraid; also made, of a bed.
    "regn",  # Rain; also reckon!
    "påløper",  # Accrues; Apertium has "comes", which is another word when translated back.
    "klemme",  # In nynorsk the same, and "klemma" too.
    "lederens",
    "oslo",
]


@real
def test_forms_in_the_other_standard_and_no_other_sense():
    assert set(apertium.pairs(DATA, [*(one for one, _other in FORMS), *ANOTHER_SENSE], [])) == FORMS
    assert set(apertium.pairs(DATA, [], [other for _one, other in FORMS])) >= FORMS


@real
def test_hostile_words_disturb_no_other():
    assert dict(apertium.pairs(DATA, [*HOSTILE_WORDS, "spurte", *HOSTILE_WORDS], HOSTILE_WORDS)) == {"spurte": "spurde"}


@real
def test_the_command_makes_a_file_that_searches_read(settings, tmp_path, capsys):
    (tmp_path / "bokmaal").write_bytes("spurte\nløste\nledelse\nOslo\nrådhus\n".encode("latin-1"))
    (tmp_path / "nynorsk").write_bytes("gjekk\nkjem\n".encode("latin-1"))
    call_command("learn_forms")
    assert "4 ordpar er lært" in capsys.readouterr().out
    forget()
    assert standards.others("spurte") == ("spurde",)
    assert standards.others("kommer") == ("kjem",)
    assert standards.others("ledelse") == ("leiing",)
    assert check_forms(None) == []


@real
def test_who_has_apertium_and_no_file_is_told(settings):
    assert [message.id for message in check_forms(None)] == ["search.I001"]
    settings.SAMLING = {**settings.SAMLING, "APERTIUM": "/nowhere"}
    assert check_forms(None) == []


def test_the_usual_translation_is_taken_and_every_form_of_it(lt_proc, tmp_path):
    lt_proc(
        """
        cat >/dev/null
        case "$1 $2" in
        *nob-nno.automorf*) echo '^a\\\\/b/a<n>$^bringe/bringe<vblex><inf>/bringe<n><m><sg><ind>$^ukjend/*ukjend$';;
        *nno-nob.automorf*) printf '%s\\n' '^føra/føre<vblex>$' '^føre/føre<vblex>$' '^sende/sende<vblex>$';;
        *nob-nno.autobil*) echo '^bringe<vblex><inf>/føre<vblex><inf>/sende<vblex><inf>$^bringe<n><m><sg><ind>/@bringe$';;
        *nno-nob.autobil*) echo '^føre<vblex>/bringe<vblex>$';;
        *nob-nno.autogen*) echo 'føra/fø<v:x_y>re<v:infa_infe>/#fo';;
        *nno-nob.autogen*) echo 'bringe';;
        esac
        """
    )
    assert list(apertium.pairs(tmp_path, ["bringe", "ukjend"], [])) == [("bringe", "føra"), ("bringe", "føre")]


def test_no_apertium_is_told_with_what_to_install(settings):
    settings.SAMLING = {**settings.SAMLING, "APERTIUM": "/nowhere"}
    with pytest.raises(CommandError, match="apt-get install apertium-nno-nob"):
        call_command("learn_forms")


def test_data_without_the_program_is_no_apertium(tmp_path, monkeypatch):
    (tmp_path / "nob-nno.autobil.bin").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not apertium.is_installed(tmp_path)


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "cat >/dev/null",
        "exec sleep 60",
        "cat >/dev/null; printf '\\377'",
        "cat >/dev/null; echo '^spurte/a<b>$'; echo; echo; echo",
    ],
    ids=["fails", "says nothing", "hangs", "no UTF-8", "too many lines"],
)
def test_an_apertium_that_does_not_answer_changes_nothing(settings, lt_proc, tmp_path, monkeypatch, script):
    path = Path(settings.SAMLING["WORD_FORMS"])
    forms.write(path, [("gikk", "gjekk")])
    lt_proc(script)
    monkeypatch.setattr(apertium, "SECONDS", 0.5)
    (tmp_path / "nob-nno.autobil.bin").touch()
    (tmp_path / "bokmaal").write_text("spurte\n")
    settings.SAMLING = {**settings.SAMLING, "APERTIUM": str(tmp_path)}
    with pytest.raises(CommandError, match="Ingenting er endret"):
        call_command("learn_forms")
    assert forms.read(path) == {"gikk": ("gjekk",), "gjekk": ("gikk",)}


def test_no_list_of_words_is_told_with_what_to_install(settings, lt_proc, tmp_path):
    lt_proc("exit 1")
    (tmp_path / "nob-nno.autobil.bin").touch()
    settings.SAMLING = {**settings.SAMLING, "APERTIUM": str(tmp_path)}
    with pytest.raises(CommandError, match="apt-get install wnorwegian"):
        call_command("learn_forms")
