"""Compounds taken apart: "sykefraværsoppfølging" is "sykefravær" and "oppfølging", and "sykefravær" has "fravær" in it.

A word is taken apart only where parts of the project's own list (`words/parts.txt`) cover all of it, joined by nothing, "s" or
"e", and the last in any form. So "bilder" is no "bil" with a "der", which is nobody's part. The list alone decides, and not what
else is installed: an index means the same on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search import stems

SHORTEST = 6
"""Shorter words are no compounds."""

_SHORTEST_PART = 3
_JOINTS = ("", "s", "e")
_DROPPED = {"", "e", "a", "er", "el", "del", "um"}
"""What a listed word may lose when it is inflected ("senter", "sentre"; "middel", "midler")."""
_INFLECTED = """
a e en ens et ets er ers ene enes ar ars ane anes i n ne nes ns r ra rs rne rane s t te tes ts de la le ler lene lane
met mer mene mets menes lar re ret rene
"""
_ENDINGS = frozenset(["", *_INFLECTED.split()])


@lru_cache(maxsize=2**14)
def parts(word: str) -> tuple[str, ...]:
    """The parts of the folded `word`, and theirs, as they stand in it; empty for a word that is no compound."""
    listed = _listed()
    if len(word) < SHORTEST or stems.norwegian(word) in listed.whole:
        return ()
    first = _apart(word, listed)
    found = [each for part in first for each in (part, *parts(part))]
    return tuple(each for each in dict.fromkeys(found) if each not in listed.beginnings)


def vocabulary() -> frozenset[str]:
    """All parts by which a compound is to be found, in base form: the word list for an engine that has a decompounder of its own."""
    return _listed().words


@dataclass(frozen=True, slots=True)
class _Listed:
    """`words` are found in compounds, `beginnings` only stand before others, `whole` are stems of what isn't taken apart."""

    words: frozenset[str]
    beginnings: frozenset[str]
    stems: Mapping[str, tuple[str, ...]]
    whole: frozenset[str]

    def has_form(self, word: str) -> bool:
        """Whether `word` is some form of a listed word."""
        return word in self.words or any(_is_form(word, base) for base in self.stems.get(stems.norwegian(word), ()))


@lru_cache(maxsize=1)
def _listed() -> _Listed:
    lines = (Path(__file__).parent / "words" / "parts.txt").read_text(encoding="utf-8").split("\n")
    entries = [line for line in lines if line and not line.startswith("#")]
    whole = {entry[1:] for entry in entries if entry.startswith("!")}
    beginnings = {entry[:-1] for entry in entries if entry.endswith("-")}
    words = frozenset(entry for entry in entries if entry[0] != "!" and entry[-1] != "-")
    bases: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for word in words:
        bases[stems.norwegian(word)] += (word,)
    return _Listed(words, frozenset(beginnings - words), bases, frozenset(map(stems.norwegian, whole)))


def _is_form(word: str, base: str) -> bool:
    """Whether `word` differs from `base`, whose stem it has, by an inflection and not by what makes another word of it."""
    common = next((at for at, (a, b) in enumerate(zip(word, base, strict=False)) if a != b), min(len(word), len(base)))
    return base[common:] in _DROPPED and word[common:] in _ENDINGS


def _apart(word: str, listed: _Listed) -> tuple[str, ...]:
    """The fewest listed parts that cover `word`, two at least; of as few, those with the longest first part."""
    covers: dict[int, tuple[str, ...]] = {}

    def cover(start: int) -> tuple[str, ...]:
        """What covers the rest from `start` on; empty where nothing does."""
        if start not in covers:
            rest = word[start:]
            whole = start and len(rest) >= _SHORTEST_PART and listed.has_form(rest)
            covers[start] = (rest,) if whole else min(beginnings(start), key=len, default=())
        return covers[start]

    def beginnings(start: int) -> Iterator[tuple[str, ...]]:
        for end in range(len(word) - _SHORTEST_PART, start + _SHORTEST_PART - 1, -1):
            part = word[start:end]
            if part in listed.words or part in listed.beginnings:
                for joint in _JOINTS:
                    if word.startswith(joint, end) and (rest := cover(end + len(joint))):
                        yield (part, *rest)

    return cover(0)
