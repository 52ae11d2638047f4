"""The same word in the other written standard: "ledelse" is "leiing", "hjemmetjeneste" is "heimeteneste".

A question in one standard is to find texts in both. What is asked is widened and the text left as it is, so that a word of the
other standard can count a little less, and is marked where it stands.

Known are the field's own words (`pairs.tsv`), the 68,000 entries of FreeDict's dictionary where that is installed, spellings
that follow a rule ("tydelig", "tydeleg"), and compounds of all these. A candidate that is no word does no harm: no text has it.
Whole words, just as they are written, are known from Apertium too, where `manage.py learn_forms` asked it ("spurte", "spurde").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search import language
from search.standards import forms, freedict
from search.standards.forms import Pair

MOST = 8
"""Words a word is widened to, at most."""

_SHORTEST_PART = 4
_RULES = (("lighet", "legheit"), ("ighet", "igheit"), ("het", "heit"), ("lig", "leg"))
"""Endings that differ by rule, in bokmål and nynorsk, the longer first."""


def others(word: str) -> tuple[str, ...]:
    """`word` as the other standard has it, in base forms; empty where both write it alike or nobody knows it.

    Which standard `word` is in needs no telling: both ways are tried.
    """
    return _others(language.fold(word))


def stems(word: str) -> tuple[str, ...]:
    """The Norwegian stems of `others(word)`, without that of `word` itself."""
    return _stems(language.fold(word))


def not_known(pairs: Iterable[Pair]) -> list[Pair]:
    """Those of `pairs` that say something new, whole words by whole words. The field's own words have no need of them."""
    known = _known()

    def is_new(one: str, other: str) -> bool:
        return _stem(other) not in {_stem(one), *map(_stem, _from_lists(one, known))}

    return [
        (one, other)
        for one, other in pairs
        if not known.owns(one) and not known.owns(other) and (is_new(one, other) or is_new(other, one))
    ]


@lru_cache(maxsize=4096)
def _stems(folded: str) -> tuple[str, ...]:
    own = _stem(folded)
    return tuple(stem for stem in dict.fromkeys(map(_stem, _others(folded))) if stem != own)


@lru_cache(maxsize=4096)
def _others(folded: str) -> tuple[str, ...]:
    known = _known()
    found = (*_from_forms(folded, known), *_from_lists(folded, known))
    return tuple(dict.fromkeys(each for each in found if each != folded))[:MOST]


def _from_lists(word: str, known: _Known) -> tuple[str, ...]:
    return known.of(word) or (*_by_rule(word), *_compounds(word, known))


def _from_forms(word: str, known: _Known) -> tuple[str, ...]:
    """What Apertium knows of `word` as it is written; nothing where the field's own words answer."""
    if known.owns(word):
        return ()
    return tuple(other for other in _forms().get(word, ()) if not known.owns(other))


class _Known:
    """Pairs of words, looked up in both directions. What the `own` pairs know, the others don't add to."""

    def __init__(self, own: Iterable[Pair], others: Iterable[Pair]) -> None:
        self._written: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._stems: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for pair in own:
            self._add(*pair)
        self._own = frozenset(self._stems)
        for bokmaal, nynorsk in others:
            if not self.owns(bokmaal) and not self.owns(nynorsk):
                self._add(bokmaal, nynorsk)

    def owns(self, word: str) -> bool:
        """Whether the own pairs know `word`, in any form."""
        return _stem(word) in self._own

    def _add(self, *pair: str) -> None:
        for one, other in (pair, pair[::-1]):
            self._written[one][other] = None
            if not one.endswith("-"):
                self._stems[_stem(one)][one] = None

    def of(self, word: str) -> tuple[str, ...]:
        """What stands beside `word`, which may be the same; for another form of a word, beside that which begins most like it."""
        if found := self._written.get(word):
            return tuple(found)
        bases = self._stems.get(_stem(word), ()) if len(word) >= _SHORTEST_PART else ()
        longest = max((_alike(word, base) for base in bases), default=0)
        return tuple(other for base in bases if _alike(word, base) == longest for other in self._written[base])

    def opening(self, word: str) -> tuple[str, ...]:
        """How a compound that begins with `word` begins in the other standard; an "s" that joins is kept."""
        if found := self._written.get(f"{word}-"):
            return tuple(each.rstrip("-") for each in found)
        if len(word) < _SHORTEST_PART:
            return ()
        if found := self._written.get(word):
            return tuple(found)
        if word.endswith("s") and (found := self._written.get(word[:-1])):
            return tuple(f"{each}s" for each in found)
        return ()


def _compounds(word: str, known: _Known) -> list[str]:
    """`word` cut in two known parts, of which one differs; failing that, cut where one part is known and differs."""
    cuts = [(word[:cut], word[cut:]) for cut in range(2, len(word) - _SHORTEST_PART + 1)]
    parts = [(first, last, known.opening(first), known.of(last)) for first, last in cuts]
    whole = [f"{one}{other}" for _first, _last, firsts, lasts in parts for one in firsts for other in lasts]
    if whole:
        return whole
    ends = [
        f"{first}{other}" for first, last, _firsts, lasts in parts for other in lasts if len(first) >= _SHORTEST_PART
    ]
    return ends or [f"{one}{last}" for _first, last, firsts, _lasts in parts for one in firsts]


def _alike(one: str, other: str) -> int:
    """How many letters they begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _by_rule(word: str) -> Iterator[str]:
    for one, other in (*_RULES, *((nynorsk, bokmaal) for bokmaal, nynorsk in _RULES)):
        if word.endswith(one) and len(word) > len(one) + 1:
            yield word.removesuffix(one) + other
            return


@lru_cache(maxsize=1)
def _known() -> _Known:
    return _Known(_own_pairs(), freedict.pairs(Path(settings.SAMLING["NYNORSK_DICTIONARY"])))


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    return forms.read(Path(settings.SAMLING["WORD_FORMS"]))


def _own_pairs() -> Iterator[Pair]:
    for line in (Path(__file__).parent / "pairs.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            bokmaal, nynorsk = ([each.strip() for each in column.split(",")] for column in line.split("\t"))
            yield from ((one, other) for one in bokmaal for other in nynorsk if " " not in one + other)


def _stem(folded: str) -> str:
    return language.query_stems(folded)[0]
