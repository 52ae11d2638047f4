"""Marking the words of a query in a text.

Light stemming: two words are held to be the same when they begin alike and differ only in a short ending, as Norwegian and
English inflections do ("tjeneste", "tjenestene"). What was found is the search engine's to say; this only draws.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Span = tuple[int, int]
"""Start and end in a text, in Unicode code points."""

Meanings = Callable[[str], Iterable[str]]
_M = TypeVar("_M", bound=Meanings)
_meanings: list[Meanings] = []


def meaning(function: _M) -> _M:
    """Register `function`: it tells the words that mean the same as a word, in the other written standard say."""
    if function not in _meanings:
        _meanings.append(function)
    return function


_WORD = re.compile(r"\w+")
_EXCLUDED = re.compile(r'(?:^|\s)-(?:"[^"]*"?|\S+)')
_OPERATORS = {"AND", "OR", "NOT"}
_SHORTEST_STEM = 4
_LONGEST_ENDING = 4


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """`word` without case and accents ("Én" → "en")."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def terms(query: str) -> frozenset[str]:
    """The folded words a query asks for and those that mean the same: without operators and what is excluded with a minus."""
    asked = [word for word in _WORD.findall(_EXCLUDED.sub(" ", query)) if word not in _OPERATORS]
    return frozenset(fold(each) for word in asked for each in (word, *(w for tell in _meanings for w in tell(word))))


def is_same_word(word: str, term: str) -> bool:
    """Whether two folded words differ at most in a short ending."""
    if word == term:
        return True
    stem = next((at for at, (a, b) in enumerate(zip(word, term, strict=False)) if a != b), min(len(word), len(term)))
    longest = max(len(word), len(term))
    return stem >= _SHORTEST_STEM and longest - stem <= _LONGEST_ENDING and stem >= 0.6 * longest


def hits(text: str, query: str) -> list[Span]:
    """Where the words of `query` stand in `text`, in order; empty for an empty query."""
    asked = terms(query)
    if not asked:
        return []
    starts = {term[:_SHORTEST_STEM] for term in asked}
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word[:_SHORTEST_STEM] in starts and any(is_same_word(word, term) for term in asked):
            found.append(match.span())
    return found


def mark(text: str, spans: list[Span]) -> SafeString:
    """`text` as HTML, escaped, with `<mark>` around `spans` (in order, not overlapping)."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308 - every piece is escaped above.


def excerpt(text: str, spans: list[Span], *, around: int = 70) -> SafeString:
    """The neighbourhood of the first span, marked, cut at spaces; empty without spans."""
    if not spans:
        return SafeString("")
    start, end = max(0, spans[0][0] - around), min(len(text), spans[0][1] + around)
    if start:
        start = text.find(" ", start, spans[0][0]) + 1 or start
    if end < len(text):
        cut = text.rfind(" ", spans[0][1], end)
        end = cut if cut > 0 else end
    inside = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return SafeString(before + mark(text[start:end], inside) + after)
