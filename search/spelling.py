"""How much alike two words are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search import stems

SHORTEST = 4
"""Shorter words have too many others near them."""
MOST = 12
WELL_KNOWN = 3
"""A word that so many items have is spelt as it was meant."""
SAME_START = 2
"""Letters that are seldom mistaken: words that begin with them are looked at first."""

_TWO_FROM = 7
_SLIP = 0.5
_SLIPS = frozenset(map(frozenset, ("aå", "oø", "eæ", "aæ", "oå", "yi", "kc", "vw", "dt", "sz", "ij")))
"""Letters that one is easily typed or heard for the other."""


def farthest(word: str) -> int:
    """How many letters may differ for a word to be meant by `word`."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _TWO_FROM else 2


def nearest(word: str, others: Iterable[str]) -> dict[str, float]:
    """The `MOST` of `others` that `word` may stand for, nearest first, with their distance; no other form of it."""
    limit = farthest(word)
    stem = stems.norwegian(word)
    letters = set(word)
    near = {
        other: distance(word, other)
        for other in others
        if other != word
        and abs(len(other) - len(word)) <= limit
        and len(letters.symmetric_difference(other)) <= 2 * limit
    }
    ranked = sorted(
        (apart, other) for other, apart in near.items() if apart <= limit and stems.norwegian(other) != stem
    )
    return {other: apart for apart, other in ranked[:MOST]}


def likeliest(word: str, counts: Mapping[str, int], known: int) -> list[str]:
    """Those near `word` that more than `known` items have: the nearest first, then the most frequent; one form of each word."""
    near = nearest(word, (other for other, count in counts.items() if count > known))
    ranked = sorted(near, key=lambda other: (near[other], -counts[other], other))
    forms = {stems.norwegian(other): other for other in reversed(ranked)}
    return [other for other in ranked if forms[stems.norwegian(other)] == other]


def distance(one: str, other: str) -> float:
    """Letters to add, drop, change or swap (optimal string alignment); a likely slip counts half, another first letter more."""
    before: list[float] = []
    row = [float(place) for place in range(len(other) + 1)]
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [float(i)]
        for j, b in enumerate(other, 1):
            change = 0.0 if a == b else _SLIP if frozenset((a, b)) in _SLIPS else 1.0
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + change)
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1] + (0.25 if row[-1] and one[:1] != other[:1] else 0.0)
