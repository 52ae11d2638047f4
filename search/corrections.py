"""Questions with their words as texts write them that the viewer may read.

A correction comes from those texts alone. Whoever shows one asks it first, so that it says nothing that a search wouldn't.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search import expressions, language
from search.engines.base import get_engine
from search.query import Query

_MOST_WORDS = 6
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is the question with some words put right. It is `sure` that they are misspelt where nothing that the viewer may see
    has one of them as typed, and nothing in the question says that it is meant as it is."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Doubtful:
    """A word of the question: where it stands, what may be meant by it, likeliest first, and whether nothing has it."""

    span: tuple[int, int]
    near: tuple[str, ...]
    unknown: bool


def corrections(query: Query) -> Iterator[Correction]:
    """The likeliest first, unasked. Words that nothing has are put right, or, where there are none, those that little has.

    What stands in quotation marks is meant as it is.
    """
    text = language.composed(query.text)
    doubtful = list(_doubtful_words(text, query))
    unknown = [word for word in doubtful if word.unknown]
    sure = bool(unknown) and expressions.is_plain(text)
    wrong = unknown or doubtful
    for choice in range(_TRIES):
        if any(choice < len(word.near) for word in wrong):
            right = [(word.span, word.near[min(choice, len(word.near) - 1)]) for word in wrong]
            yield Correction(_replaced(text, right), sure)


def _doubtful_words(text: str, query: Query) -> Iterator[_Doubtful]:
    engine = get_engine()
    for match in expressions.loose_words(text)[:_MOST_WORDS]:
        word = match[0]
        if word.isalpha() and not language.is_stop_word(word) and (near := engine.near(word, query)):
            alone = engine.search(replace(query, text=word, filters={}, page=1, size=1))
            yield _Doubtful(match.span(), tuple(near), not alone.total)


def _replaced(text: str, words: list[tuple[tuple[int, int], str]]) -> str:
    for (start, end), word in reversed(words):
        text = text[:start] + word + text[end:]
    return text
