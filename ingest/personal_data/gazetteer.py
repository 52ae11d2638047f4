"""Lists of names and places: written for this project, from general knowledge and no person register.

They are a second opinion, never a verdict: most words in them are also something else ("Liv", "Vår", "Nes").
"""

from functools import cache
from pathlib import Path

#: Small words inside names.
PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "af", "al", "el", "la", "di", "da", "du", "dos", "bin", "ibn", "abu", "le"}
)

_FOLDER = Path(__file__).parent / "lists"


def _read(name: str) -> list[str]:
    """The lines of a list, without its comments."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _read(name) for word in line.split())


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(line.strip().lower() for line in _read(name) if line.strip())


@cache
def _folded(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _words(name))


@cache
def facts() -> dict[str, tuple[str, ...]]:
    """The terms of `lists/facts.txt` by category, as they stand there: "*demens~", "cerebral_parese"."""
    found: dict[str, tuple[str, ...]] = {}
    kind = ""
    for line in _read("facts"):
        if line.startswith("["):
            kind = line.strip("[]")
        else:
            found[kind] = (*found.get(kind, ()), *line.split())
    return found


def is_never_a_name(mention: str) -> bool:
    """Whether every word of a mention is one that nobody is called by ("Blodtrykk", "HPR-nr", "Fysioterapeut")."""
    known = _folded("not_names")
    return all(word.strip(".,:;()") in known or word in known for word in mention.lower().split())


def given_names() -> frozenset[str]:
    """Given names as written, "Kari", "Anne-Lise", "Fadumo"."""
    return _words("given")


def family_names() -> frozenset[str]:
    """Family names as written, "Hansen", "Wiśniewska", "Gaup"."""
    return _words("family")


def is_given_name(word: str) -> bool:
    return word.lower() in _folded("given")


def is_family_name(word: str) -> bool:
    return word.lower() in _folded("family")


def is_name(word: str) -> bool:
    return is_given_name(word) or is_family_name(word)


def is_place(name: str) -> bool:
    """Whether a name is a municipality or a post town of Norway ("Øvre Eiker" and "Øvre-Eiker" alike, any case)."""
    return name.lower().replace(" ", "-") in _folded("places")


@cache
def abroad() -> tuple[str, ...]:
    """Countries and well-known towns outside Norway as written, "Kasakhstan", "New York"."""
    return tuple(sorted({name for line in _read("world") for name in line.split(", ")}))


@cache
def _abroad() -> frozenset[str]:
    return frozenset(name.lower() for name in abroad())


def is_abroad(name: str) -> bool:
    """Whether a name is one of `abroad`, or its genitive ("Chiles"), in any case."""
    return _has(_abroad(), name)


def is_large(name: str) -> bool:
    """Whether a name is that of a country, a region or a national body, which points at nobody ("Norges", "Helsedirektoratet")."""
    return _has(_lines("large"), name)


def is_city(name: str) -> bool:
    """Whether a name is that of a town so big that it points at nobody by itself ("Trondheims" too)."""
    return _has(_lines("cities"), name)


def _has(known: frozenset[str], name: str) -> bool:
    """Whether a name, in any case, or what it is the genitive of is among those `known` in small letters."""
    lower = name.lower()
    return lower in known or (lower.endswith("s") and lower[:-1] in known)
