"""Suggestions while somebody types. The index proposes; only what the database confirms for this viewer is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from archive.models import Release
from people.models import User
from search import completions, service
from search.engines.base import EngineUnavailable, get_engine
from search.query import Completion, CompletionKind

logger = logging.getLogger(__name__)

MOST = 8

_LABELS: dict[CompletionKind, str | Promise] = {
    "title": gettext_lazy("Title"),
    "keyword": gettext_lazy("Keyword"),
    "phrase": gettext_lazy("In the texts"),
    "name": gettext_lazy("Name"),
}
_CONFIRMED: dict[CompletionKind, Callable[[Release, str], bool]] = {
    "title": lambda release, text: release.rendition.title.strip() == text,
    "keyword": lambda release, text: text in [keyword.strip() for keyword in release.rendition.keywords],
    "phrase": lambda release, text: release.text_is_searchable,
    "name": lambda release, text: text in [name.strip() for name in release.names],
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` to show, what it is in a word, and what it does: `url` opens an item, else `query` is asked."""

    text: str
    label: str
    query: str
    url: str = ""


def suggestions(typed: str, user: User | AnonymousUser, request: HttpRequest | None = None) -> list[Suggestion]:
    """At most `MOST`, for what `user` may read; none for too little typed, or while the engine can't answer."""
    if not completions.start_key(typed):
        return []
    try:
        found = get_engine().complete(typed, service.query_of("", user, size=MOST))
    except EngineUnavailable:
        logger.exception("The search engine can't suggest")
        return []
    releases = service.visible({int(each.id) for each in found}, user)
    confirmed = [
        (each, releases[int(each.id)])
        for each in found
        if int(each.id) in releases and _CONFIRMED[each.kind](releases[int(each.id)], each.text)
    ]
    return [_suggestion(each, release, request) for each, release in confirmed]


def _suggestion(completion: Completion, release: Release, request: HttpRequest | None) -> Suggestion:
    label = str(_LABELS[completion.kind])
    if completion.kind == "title":
        return Suggestion(completion.text, label, completion.text, release.item.get_url(request) or "")
    query = completion.text if " " not in completion.text else '"{}"'.format(completion.text.replace('"', ""))
    return Suggestion(completion.text, label, query)
