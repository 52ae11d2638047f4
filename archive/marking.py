"""Marking the words of a query in a text. Which words those are is for whoever searches to tell; this asks, and draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Span = tuple[int, int]
"""Start and end in a text, in Unicode code points."""

Finder = Callable[[str, str, str], Iterable[Span]]
_F = TypeVar("_F", bound=Finder)
_finders: list[Finder] = []


def finder(function: _F) -> _F:
    """Register `function`: it tells where a query's words stand in a text of a language, given as text, query and language."""
    if function not in _finders:
        _finders.append(function)
    return function


def hits(text: str, query: str, language: str = "") -> list[Span]:
    """Where the words of `query` stand in `text`, in order and apart; empty for an empty query."""
    found: list[Span] = []
    if query.strip():
        for start, end in sorted({span for find in _finders for span in find(text, query, language)}):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
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
