"""The results page. The query is in the address, so that it can be kept and sent."""

from __future__ import annotations

import math

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.citing.formats import EXPORTS
from search import results
from search.query import DEEPEST
from search.service import search as find

SIZE = 10


def search(request: HttpRequest) -> HttpResponse:
    """Hits that the viewer may read; also for those who aren't signed in, who find what is released to the public."""
    text = request.GET.get("q", "")
    filters = results.chosen(request.GET)
    sort = request.GET.get("sort", "relevance")
    number = _number(request.GET.get("page", ""))
    found = find(text, request.user, filters=filters, sort=sort, page=number, size=SIZE, request=request)
    paginator = Paginator(range(min(found.total, DEEPEST)), SIZE)
    context = {
        "found": found,
        "hide_header_search": True,
        "text": text,
        "sort": found.query.sort,
        "facets": results.facets(found.facets, filters),
        "chips": results.chips(request.GET, filters),
        "page": paginator.get_page(number),
        "exports": [(each.name, each.label) for each in EXPORTS.values()],
    }
    return render(request, "search/results.html", context, status=200 if found.available else 503)


def _number(value: str) -> int:
    """The page asked for; anything else is the first, and nothing is beyond what can be leafed to."""
    number = int(value) if value.isdecimal() and len(value) < 9 else 1
    return min(max(number, 1), math.ceil(DEEPEST / SIZE))
