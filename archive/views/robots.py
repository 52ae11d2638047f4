"""What search engines are told: the pages of public items, and nothing else."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from archive.citing.records import address_of
from archive.public import items

MOST = 20_000
"""Addresses in one file: search engines read half a megabyte of robots.txt and 50,000 addresses of a sitemap."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Allows the pages of items that are public, or were: whoever is kept away doesn't learn that an item was withdrawn."""
    allowed = [f"Allow: {item.get_url(request)}$" for item in items.ever_visible_items()[:MOST]]
    sitemap_url = urljoin(settings.BASE_URL, reverse("sitemap"))
    lines = ["User-agent: *", "Disallow: /", "Allow: /static/", "Allow: /sitemap.xml$", *allowed]
    lines += ["", f"Sitemap: {sitemap_url}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages of public items (https://www.sitemaps.org/protocol.html), newest first."""
    releases = items.visible().order_by("-released_at")[:MOST]
    entries = [(address_of(release.item, request), release.released_at) for release in releases]
    return render(request, "archive/sitemap.xml", {"entries": entries}, content_type="application/xml")
