"""The results page, suggestions while somebody types, and what is like an item. The query is in the address, so that it can be
kept and sent."""

from __future__ import annotations

import math
from dataclasses import asdict

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.caching import never_stored
from archive.citing.formats import EXPORTS
from search import neighbours, results, service, suggestions
from search.query import DEEPEST

SIZE = 10


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits that the viewer may read; also for those who aren't signed in, who find what is released to the public."""
    text = request.GET.get("q", "")
    sort = request.GET.get("sort", "relevance")
    number = _number(request.GET.get("page", ""))
    filters = results.narrowing(request.GET)
    exact = results.EXACT in request.GET
    found = service.answer(
        text, request.user, exact=exact, filters=filters, sort=sort, page=number, size=SIZE, request=request
    )
    paginator = Paginator(range(min(found.total, DEEPEST)), SIZE)
    context = {
        "found": found,
        "hide_header_search": True,
        "text": text,
        "sort": found.query.sort,
        "facets": results.facets(found.facets, results.chosen(request.GET)),
        "years": results.years(request.GET),
        "chips": results.chips(request.GET),
        "meant": results.asking_instead(request.GET, found.meant),
        "exactly": results.asking_exactly(request.GET),
        "kept": results.asking(request.GET, found.query.text),
        "fewer": [] if found.total else results.fewer_words(request.GET),
        "page": paginator.get_page(number),
        "exports": [(each.name, each.label) for each in EXPORTS.values()],
    }
    return render(request, "search/results.html", context, status=200 if found.available else 503)


@require_safe
@never_stored
def suggest(request: HttpRequest) -> JsonResponse:
    """What the question may become that begins with `q`."""
    found = suggestions.suggestions(request.GET.get("q", ""), request.user, request)
    return JsonResponse({"suggestions": [asdict(each) for each in found]})


@require_safe
@never_stored
def similar(request: HttpRequest, item_pk: int) -> HttpResponse:
    """What is like an item, for those who may read that: a page, or with htmx the list alone."""
    release = service.visible({item_pk}, request.user).get(item_pk)
    if release is None:
        raise Http404
    context = {
        "release": release,
        "url": release.item.get_url(request),
        "neighbours": neighbours.neighbours(release, request.user, request),
    }
    template = "search/_similar.html" if request.headers.get("HX-Request") else "search/similar.html"
    return render(request, template, context)


def _number(value: str) -> int:
    """The page asked for; anything else is the first, and nothing is beyond what can be leafed to."""
    number = int(value) if value.isdecimal() and len(value) < 9 else 1
    return min(max(number, 1), math.ceil(DEEPEST / SIZE))
