"""Apertium's translation between bokmål and nynorsk (Debian's `apertium-nno-nob`), asked word by word where it is installed.

It is under the GPL and no part of this project. A sentence goes through some twenty programs; a word by itself needs three steps, all
by `lt-proc` (https://wiki.apertium.org/wiki/Lttoolbox): its readings, each reading in the other standard, and the form of that. A
million words take half a minute, so this makes a file (`search.standards.forms`) and is no part of a search.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from search import language

SECONDS = 300
"""How long a step may take, at most."""

_UNIT = re.compile(r"\^([^$\\]*)\$")
"""What stands for a word in Apertium's streams. Those with a backslash, before a letter that has a meaning there, are passed over."""
_TAG = re.compile(r"<[^>]*>")
_LEFT_OUT = ("<cmp>", "<compound", "<np>", "<imp>", "<gen>", "+", "#")
"""Readings not followed: parts of compounds, names, the imperative (each verb's stem, and mostly another word as well), the genitive
(made by rule), and what is several words."""
_WEAK = "<pp>"
"""The participle is followed only where nothing else is read: "redd" is afraid, and seldom made ("re")."""


class Unavailable(Exception):
    """Apertium isn't there, or doesn't do what is asked of it."""


def is_installed(data: Path) -> bool:
    """Whether its programs are there, and what they need in its folder `data`."""
    return shutil.which("lt-proc") is not None and (data / "nob-nno.autobil.bin").is_file()


def pairs(data: Path, bokmaal: Iterable[str], nynorsk: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words in bokmål and nynorsk, folded, of which each is translated into the other: what is no translation back has another sense.

    Only words that tell what a text is about are asked. Raises `Unavailable`.
    """
    found = dict.fromkeys(_both_ways(data, bokmaal, "nob-nno", "nno-nob"))
    found.update(dict.fromkeys((one, other) for other, one in _both_ways(data, nynorsk, "nno-nob", "nob-nno")))
    yield from dict.fromkeys((language.fold(one), language.fold(other)) for one, other in sorted(found))


def _both_ways(data: Path, words: Iterable[str], there: str, back: str) -> Iterator[tuple[str, str]]:
    translated = _translated(data, words, there)
    again = _translated(data, (each for others in translated.values() for each in others), back)
    for word, others in translated.items():
        yield from ((word, other) for other in others if word in again.get(other, ()))


def _translated(data: Path, words: Iterable[str], direction: str) -> dict[str, list[str]]:
    """What `words` are in the other standard, by the first translation of each reading; without what both write alike."""
    readings = _readings(data, words, direction)
    units = sorted({reading for each in readings.values() for reading in each})
    others = dict(_pairs_of(_lt_proc("-b", data / f"{direction}.autobil.bin", (f"^{unit}$\n" for unit in units))))
    translations = sorted({other for other in others.values() if other[:1] not in {"@", "<", ""}})
    forms = _forms(data, translations, direction)
    found: dict[str, list[str]] = {}
    for word, each in readings.items():
        written = [form for unit in each for form in _differing(word, forms.get(others.get(unit, ""), []))]
        found[word] = list(dict.fromkeys(written))
    return found


def _readings(data: Path, words: Iterable[str], direction: str) -> dict[str, list[str]]:
    """How each of `words` can be read: base form and what form it is, "gå<vblex><pret>"."""
    lower = {word for word in words if word.islower() and len(word) <= language.LONGEST_WORD}
    asked = sorted(word for word in lower if language.has_topic(word))
    # Letters alone, so that nothing has a meaning in the stream; each word a paragraph, so that no two are read as one.
    found = _lt_proc("-w", data / f"{direction}.automorf.bin", (f"{word}\n\n" for word in asked))
    readings = {}
    for unit in _UNIT.findall(found):
        word, *each = unit.split("/")
        followed = [reading for reading in each if reading[:1] != "*" and not any(tag in reading for tag in _LEFT_OUT)]
        readings[word] = [reading for reading in followed if _WEAK not in reading] or followed
    return readings


def _pairs_of(stream: str) -> Iterator[tuple[str, str]]:
    """Each unit and its first translation, which is the usual one."""
    for unit in _UNIT.findall(stream):
        one, _, others = unit.partition("/")
        yield one, others.split("/")[0]


def _forms(data: Path, units: Sequence[str], direction: str) -> dict[str, list[str]]:
    """How `units` are written, the usual form first: "vart/blei<v:vart_blei>"."""
    lines = _lt_proc("-g", data / f"{direction}.autogen.bin", (f"^{unit}$\n" for unit in units)).splitlines()
    if len(lines) != len(units):
        raise Unavailable(f"lt-proc -g answered {len(lines)} of {len(units)} lines")
    return {
        unit: [form for form in _TAG.sub("", line).split("/") if form.isalpha()]
        for unit, line in zip(units, lines, strict=True)
        if not line.startswith("#")
    }


def _differing(word: str, forms: list[str]) -> list[str]:
    """`forms`, unless `word` itself is one of them, or another form of it: "klemma" and "klemme" are both nynorsk."""
    own = language.query_stems(word)[0]
    return [] if any(language.query_stems(form)[0] == own for form in forms) else forms


def _lt_proc(option: str, file: Path, asked: Iterable[str]) -> str:
    """What `lt-proc` answers, asked all at once."""
    text = "".join(asked)
    try:
        done = subprocess.run(
            ["lt-proc", option, str(file)],
            input=text,
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError, UnicodeError) as error:
        raise Unavailable(f"lt-proc {option} {file.name}: {type(error).__name__}") from error
    if text and not done.stdout.strip():
        raise Unavailable(f"lt-proc {option} {file.name} says nothing")
    return done.stdout
