"""Showing text that was found: safe HTML in which the words that matched are marked."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString

Span = tuple[int, int]

EXCERPT = 300
"""Characters of a passage that a hit shows."""
_BEFORE = 80
_WORD_BREAK = 20

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufffe\uffff]+")


def marked(text: str, spans: Iterable[Span]) -> SafeString:
    """All of `text` with `spans` of it marked. Overlapping spans become one mark."""
    parts, at = [], 0
    for start, end in _merged(spans):
        parts += [_html(text[at:start]), "<mark>", _html(text[start:end]), "</mark>"]
        at = end
    return SafeString("".join([*parts, _html(text[at:])]).strip())


def excerpt(text: str, spans: Iterable[Span]) -> SafeString:
    """The stretch of `text` where the marks stand closest, about `EXCERPT` characters, cut between words."""
    if len(text) <= EXCERPT:
        return marked(text, spans)
    merged = _merged(spans)
    start = _start(text, merged)
    end = _end(text, start)
    inside = [
        (max(left, start) - start, min(right, end) - start) for left, right in merged if start < right and left < end
    ]
    html = marked(text[start:end], inside)
    return SafeString(f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}")


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _start(text: str, spans: Sequence[Span]) -> int:
    """Where the excerpt starts: somewhat before the first of the most marks that fit into one excerpt."""
    if not spans:
        return 0
    starts = [start for start, _ in spans]
    fitting = [bisect_left(starts, start + EXCERPT - _BEFORE) - index for index, start in enumerate(starts)]
    wanted = min(starts[fitting.index(max(fitting))] - _BEFORE, len(text) - EXCERPT)
    if wanted <= 0:
        return 0
    blank = _BLANK.search(text, wanted, wanted + _WORD_BREAK)
    return blank.end() if blank else wanted


def _end(text: str, start: int) -> int:
    """Where it ends: at the last blank that fits, or in the middle of a very long word."""
    end = start + EXCERPT
    if end >= len(text):
        return len(text)
    blanks = list(_BLANK.finditer(text, end - _WORD_BREAK, end))
    return blanks[-1].start() if blanks else end


def _html(text: str) -> str:
    return escape(_BLANK.sub(" ", text))
