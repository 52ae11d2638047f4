"""Did you mean …? For a question that finds little: its words as texts write them that the viewer may read.

A correction comes from those texts alone and is shown only when asking it finds something for this viewer, so that it says
nothing that a search wouldn't.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser

from people.models import User
from search import expressions, language, service
from search.engines.base import EngineUnavailable, get_engine
from search.query import Query

logger = logging.getLogger(__name__)

FEW = 3
"""From so many hits on, nothing is put right."""

_MUCH_MORE = 5
_MOST_WORDS = 6
_TRIES = 2


def meant(found: service.Found, user: User | AnonymousUser) -> str:
    """The question that `found` may have been meant to answer; empty where it found enough or nobody knows better."""
    if not found.available or found.total >= FEW or not found.query.text.strip():
        return ""
    try:
        corrected = list(_corrected(found.query))
    except EngineUnavailable:
        logger.exception("The search engine can't correct")
        return ""
    for text in corrected:
        better = service.search(text, user, filters=found.query.filters, size=1)
        if better.hits and better.total >= max(1, _MUCH_MORE * found.total):
            return text
    return ""


def _corrected(query: Query) -> Iterator[str]:
    """The text of `query` with its unknown words put right, the likeliest first. What stands in quotation marks is meant as it is."""
    engine, text = get_engine(), language.composed(query.text)
    nearest: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    for match in expressions.loose_words(text)[:_MOST_WORDS]:
        word = match[0]
        if word.isalpha() and not language.is_stop_word(word) and (near := engine.near(word, query)):
            nearest.append((match.span(), tuple(near)))
    for choice in range(_TRIES):
        if any(choice < len(near) for _span, near in nearest):
            yield _replaced(text, [(span, near[min(choice, len(near) - 1)]) for span, near in nearest])


def _replaced(text: str, words: list[tuple[tuple[int, int], str]]) -> str:
    for (start, end), word in reversed(words):
        text = text[:start] + word + text[end:]
    return text
