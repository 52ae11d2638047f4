"""What is told of a released item to those who cite it, as CSL-JSON.

Only what a reader sees on the item's page: the rendition's title and keywords, and the names shown. The form is that of
https://docs.citationstyles.org/en/stable/specification.html (appendix III and IV).
"""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from archive.models import ItemPage, Release
from archive.templatetags.samling import kind_label

Record = dict[str, Any]

_TYPES = {"thesis": "thesis", "lecture": "speech", "material": "document"}
_PARTICLES = {"af", "av", "da", "de", "del", "den", "der", "di", "du", "la", "le", "ten", "van", "von", "zu"}
"""Small words that belong to the family name after them."""


def address_of(item: ItemPage, request: HttpRequest | None = None) -> str:
    """The item's whole address, as mails and citations have it. With the `request`, Wagtail asks only once for its site."""
    path: str = item.get_url(request) or "/"
    return urljoin(settings.BASE_URL, path)


def record_of(release: Release, request: HttpRequest | None = None) -> Record:
    """`release` as one item of CSL-JSON. Reads `release.item` with its `lecturepage`, and `release.rendition`."""
    item, rendition = release.item, release.rendition
    record: Record = {
        "id": f"samling-{item.slug}",
        "type": _TYPES[item.kind],
        "title": rendition.title,
        "author": _authors(release),
        "issued": {"date-parts": [_date(release)]},
        "genre": kind_label(item),
        "publisher": settings.WAGTAIL_SITE_NAME,
        "URL": address_of(item, request),
    }
    if rendition.language:
        record["language"] = rendition.language
    if rendition.keywords:
        record["keyword"] = ", ".join(rendition.keywords)
    return record


def held_on(item: ItemPage) -> datetime.date | None:
    """The day of a lecture."""
    lecture = getattr(item, "lecturepage", None)
    found: datetime.date | None = lecture.held_on if lecture else None
    return found


def year_of(release: Release) -> int:
    """The work's own year; the year of release where nobody told it."""
    day = held_on(release.item)
    return release.item.year or (day or release.released_at).year


def unnamed_in(release: Release) -> int:
    """How many of its authors a release doesn't name; one where it names nobody."""
    unnamed = len(release.rendition.unnamed) if release.item.kind == "thesis" else 0
    return unnamed if release.names else max(unnamed, 1)


def split_name(name: str) -> dict[str, str]:
    """ "Ola Per von der Lie" → given "Ola Per", family "von der Lie". One word alone stands as it is."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    if at < 1:
        return {"literal": name.strip()}
    return {"given": " ".join(words[:at]), "family": " ".join(words[at:])}


def _authors(release: Release) -> list[dict[str, str]]:
    return [*(split_name(name) for name in release.names), *([{"literal": _("Unnamed author")}] * unnamed_in(release))]


def _date(release: Release) -> list[int]:
    day = held_on(release.item)
    return [day.year, day.month, day.day] if day else [year_of(release)]
