"""Items like the one that somebody reads, with the reason: the words that both have."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from archive.models import Release
from people.models import User
from search import service
from search.engines.base import EngineUnavailable, get_engine

logger = logging.getLogger(__name__)

MOST = 4
LEAST_SHARED = 2
"""One word in common makes no two items alike."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An item that the viewer may read, and the words that it shares with the one they came from."""

    release: Release
    url: str
    shared: tuple[str, ...]


def neighbours(release: Release, user: User | AnonymousUser, request: HttpRequest | None = None) -> list[Neighbour]:
    """What is most like `release`, which `user` may read; nothing where its contributors didn't agree to search."""
    if not release.text_is_searchable:
        return []
    try:
        hits = get_engine().similar(str(release.item_id), service.query_of("", user, size=MOST))
    except EngineUnavailable:
        logger.exception("The search engine can't tell what is similar")
        return []
    releases = service.visible({int(hit.id) for hit in hits}, user)
    return [
        Neighbour(found, found.item.get_url(request) or "", hit.shared)
        for hit in hits
        if len(hit.shared) >= LEAST_SHARED and (found := releases.get(int(hit.id))) and found.text_is_searchable
    ]
