"""A list of results as a file: what the viewer may read of it, and no more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.caching import never_stored
from archive.citing.formats import EXPORTS
from archive.citing.records import record_of
from archive.models import Release
from archive.views.cite import download
from search import results
from search.query import MOST_A_PAGE
from search.service import search

MOST = 500
"""Hits in one file."""


@require_safe
@never_stored
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The first `MOST` hits of the search in the address, in its order."""
    if name not in EXPORTS:
        raise Http404
    releases: list[Release] = []
    for page in range(1, MOST // MOST_A_PAGE + 1):
        found = search(
            request.GET.get("q", ""),
            request.user,
            filters=results.narrowing(request.GET),
            sort=request.GET.get("sort", "relevance"),
            page=page,
            size=MOST_A_PAGE,
            request=request,
        )
        if not found.available:
            return render(request, "search/unavailable.html", status=503)
        releases += [hit.release for hit in found.hits]
        if page * MOST_A_PAGE >= found.total:
            break
    told = Release.objects.visible_to(request.user).with_citation().in_bulk([release.pk for release in releases])
    records = [record_of(told[release.pk], request) for release in releases if release.pk in told]
    return download(records, EXPORTS[name], "samling")
