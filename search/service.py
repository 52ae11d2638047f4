"""Searching, for pages and commands: asks the engine, and believes none of its hits before the database has agreed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from archive import marking
from archive.models import ItemPage, Release
from archive.models.releases import tokens_of
from archive.templatetags.samling import clock
from people.models import User
from search import indexing
from search.corrections import Correction, corrections
from search.engines.base import EngineUnavailable, get_engine
from search.models import Pending
from search.query import Hit, Query, Results, Sort

logger = logging.getLogger(__name__)

FEW = 3
"""From so many hits on, a question was understood."""
_MUCH_MORE = 5
"""So many times as many hits are reason to ask whether another question was meant."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage worth showing: where it stands in words, its excerpt as safe HTML, and the address that opens it there."""

    number: int
    start: float | None
    html: str
    language: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the description that has words of the question, in a word, and its excerpt as safe HTML."""

    label: str
    html: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A hit that the viewer may read."""

    id: str
    release: Release
    title_html: str
    url: str
    passages: tuple[FoundPassage, ...]
    reasons: tuple[Reason, ...] = ()
    """Where else the words stand, for a hit without passages."""

    @property
    def title(self) -> str:
        return self.release.rendition.title


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. `available` is False when the engine couldn't answer, and then there are none."""

    query: Query
    total: int = 0
    hits: list[FoundItem] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    available: bool = True
    typed: str = ""
    """What was asked for, where nothing has it and these are the hits of `query.text`, which was meant."""
    meant: str = ""
    """A question that finds much more."""


def answer(
    text: str,
    user: User | AnonymousUser,
    *,
    exact: bool = False,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
    request: HttpRequest | None = None,
) -> Found:
    """What `search` finds; and where that is little, what may have been meant.

    If there is nothing at all, and a question spelt otherwise finds something, that is answered instead, unless `exact`. `typed`
    tells so. Only words are put right that nothing has which `user` may read; where there are none such, or operators and quotation marks
    tell what is meant, the other question is only named.
    """
    ask = partial(search, user=user, filters=filters, sort=sort, page=page, size=size, request=request)
    found = ask(text)
    for correction in _corrections(found):
        is_shown = correction.sure and not found.total and not exact
        better = ask(correction.text) if is_shown else ask(correction.text, page=1, size=1)
        if better.hits and better.total >= max(1, _MUCH_MORE * found.total):
            return replace(better, typed=text) if is_shown else replace(found, meant=correction.text)
    return found


def _corrections(found: Found) -> list[Correction]:
    if not found.available or found.total >= FEW or not found.query.text.strip():
        return []
    try:
        return list(corrections(found.query))
    except EngineUnavailable:
        logger.exception("The search engine can't correct")
        return []


def search(
    text: str,
    user: User | AnonymousUser,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
    request: HttpRequest | None = None,
) -> Found:
    """What `user` may find. Never raises for what was typed, nor for an engine that is down.

    With the `request`, Wagtail asks only once for where its site begins.
    """
    order: Sort = sort if sort in ("newest", "oldest") else "relevance"  # type: ignore[assignment]
    query = query_of(text, user, filters=filters, sort=order, page=page, size=size)
    try:
        results, releases = _answered(query)
        if len(releases) < len(results.hits):
            # The index is behind in a way that nobody noted. Leave those items out, and have them put right.
            _note_differences(results, releases)
            query = query_of(text, user, filters=filters, sort=order, page=page, size=size)
            results, releases = _answered(query)
    except EngineUnavailable:
        logger.exception("The search engine can't answer")
        return Found(query, available=False)
    hits = [_found(hit, releases[int(hit.id)], text, request) for hit in results.hits if int(hit.id) in releases]
    return Found(query, results.total, hits, results.facets)


def query_of(
    text: str,
    user: User | AnonymousUser,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    sort: Sort = "relevance",
    page: int = 1,
    size: int = 10,
) -> Query:
    """What `user` may ask: under their audiences, and without what the index has yet to catch up with."""
    return Query(
        text=text,
        audiences=tuple(sorted(tokens_of(user))),
        filters=filters or {},
        exclude=frozenset(str(item) for item in Pending.objects.values_list("item_id", flat=True)),
        sort=sort,
        page=page,
        size=size,
    )


def _answered(query: Query) -> tuple[Results, dict[int, Release]]:
    results = get_engine().search(query)
    return results, _shown(Release.objects.visible_with(query.audiences), {int(hit.id) for hit in results.hits})


def visible(items: Collection[int], user: User | AnonymousUser) -> dict[int, Release]:
    """The releases of `items` that `user` may read, by item, with what a result shows of them."""
    return _shown(Release.objects.visible_to(user), items)


def _shown(releases: QuerySet[Release], items: Collection[int]) -> dict[int, Release]:
    found = releases.filter(item__in=items).order_by()
    found = found.select_related("rendition", "item__cohort", "item__programme_class__cohort").only(*_COLUMNS)
    return {release.item_id: release for release in found}


_COLUMNS = (
    "item", "rendition", "token", "names", "purposes", "released_at",
    "rendition__title", "rendition__abstract", "rendition__keywords", "rendition__language", "rendition__unnamed",
    "item__title", "item__url_path", "item__content_type", "item__theme", "item__year", "item__place",
    "item__cohort__year", "item__programme_class__name", "item__programme_class__cohort__year",
)  # fmt: skip
"""What a result tells of a release. Of the hundred that its five tables have, Django would take longer to read the rest."""


def _note_differences(results: Results, releases: Mapping[int, Release]) -> None:
    for hit in results.hits:
        if int(hit.id) not in releases:
            logger.error("The index holds item %s for an audience that may not read it; it is left out", hit.id)
            item = ItemPage.objects.filter(pk=int(hit.id)).first()
            if item is not None:
                indexing.mark(item)


def _found(hit: Hit, release: Release, text: str, request: HttpRequest | None) -> FoundItem:
    url = _url(release.item, request)
    passages = tuple(
        FoundPassage(
            passage.number,
            passage.start,
            passage.html,
            passage.language,
            _place(passage.number, passage.start),
            f"{url}?{urlencode(_address(passage.number, passage.start, text))}",
        )
        for passage in hit.passages
    )
    address = f"{url}?{urlencode({'q': text})}" if text else url
    return FoundItem(hit.id, release, hit.title_html, address, passages, () if passages else _reasons(release, text))


def _url(item: ItemPage, request: HttpRequest | None) -> str:
    """The item's page. Wagtail's `get_url` also asks for the site of the request, to tell it from others; the archive is one site."""
    parts = item.get_url_parts(request)
    return (parts[2] if parts else None) or ""


def _reasons(release: Release, text: str) -> tuple[Reason, ...]:
    rendition, language = release.rendition, release.rendition.language
    described = (
        (_("Names"), ", ".join(release.names)),
        (_("Keywords"), ", ".join(rendition.keywords)),
        (_("Abstract"), rendition.abstract),
    )
    found = ((label, part, marking.hits(part, text, language)) for label, part in described)
    return tuple(Reason(label, marking.excerpt(part, spans)) for label, part, spans in found if spans)


def _place(number: int, start: float | None) -> str:
    return clock(start) if start is not None else _("page %(number)d") % {"number": number}


def _address(number: int, start: float | None, text: str) -> dict[str, str]:
    place = {"side": str(number)} if start is None else {"t": str(int(start))}
    return {**place, **({"q": text} if text else {})}
