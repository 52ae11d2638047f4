"""What stands in the source of a public item's page for search engines and reference managers, and of no other page.

Highwire Press's `citation_…` tags, as Google Scholar and Zotero read them, and schema.org's words as JSON-LD. No address of a
file is told: copies of files would outlive a withdrawal.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from archive.citing import formats
from archive.citing.records import address_of, held_on, record_of, split_name, year_of
from archive.models import Audience, Release, RenditionFile

_TYPES = {"thesis": "Thesis", "lecture": "VideoObject", "material": "LearningResource"}
_UNSAFE = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""Characters that could end the element that JSON stands in, as Django's own `json_script` has them."""


def of(release: Release, request: HttpRequest) -> SafeString:
    """The markup for a page's head; nothing unless everyone may read the page."""
    if release.token != Audience.PUBLIC.value:
        return SafeString("")
    data = json.dumps(json_ld(release, request), ensure_ascii=False).translate(_UNSAFE)
    script = f'\n<script type="application/ld+json">{data}</script>'
    return format_html_join("\n", '<meta name="{}" content="{}">', tags(release, request)) + mark_safe(script)  # noqa: S308


def tags(release: Release, request: HttpRequest) -> list[tuple[str, str]]:
    """Highwire Press's names and their values."""
    rendition = release.rendition
    record = record_of(release, request)
    authors = [formats.plain_name(split_name(name), inverted=True) for name in release.names]
    found = [
        ("citation_title", rendition.title),
        *(("citation_author", author) for author in authors),
        ("citation_publication_date", "/".join(str(part) for part in record["issued"]["date-parts"][0])),
        ("citation_language", rendition.language),
        ("citation_keywords", "; ".join(rendition.keywords)),
        ("citation_publisher", record["publisher"]),
        ("citation_abstract_html_url", record["URL"]),
    ]
    return [(name, value) for name, value in found if value]


def json_ld(release: Release, request: HttpRequest) -> dict[str, Any]:
    """The item in schema.org's words."""
    item, rendition = release.item, release.rendition
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _type(release),
        "name": rendition.title,
        "url": address_of(item, request),
        "description": rendition.abstract,
        "inLanguage": rendition.language,
        "keywords": rendition.keywords,
        "author": [{"@type": "Person", "name": name} for name in release.names],
        "datePublished": str(held_on(item) or year_of(release)),
        "isAccessibleForFree": True,
    }
    if item.kind == "lecture":
        found["uploadDate"] = release.released_at.isoformat()
    return {name: value for name, value in found.items() if value}


def _type(release: Release) -> str:
    media = release.rendition.files.filter(kind=RenditionFile.Kind.MEDIA).first()
    if release.item.kind == "lecture" and media is not None and media.content_type.startswith("audio/"):
        return "AudioObject"
    return _TYPES[release.item.kind]
