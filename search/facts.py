"""What the search says of itself for the records of processing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from archive.facts import Fact, Section, source


@source
def engine() -> Iterator[Fact]:
    """The engine and where it runs, without what one needs to get in."""
    configured: dict[str, Any] = settings.SEARCH["default"]
    options = configured.get("OPTIONS", {})
    hosts = options.get("hosts") or options.get("url") or []
    names = [urlsplit(str(host)).hostname or "?" for host in ([hosts] if isinstance(hosts, str) else hosts)]
    name = configured["BACKEND"].rpartition(".")[2]
    yield Fact(Section.RECIPIENTS, "search", _("search engine"), f"{name}, {', '.join(names) or _('this machine')}")
    yield Fact(
        Section.DATA,
        "search_log",
        _("what readers search for and read"),
        _("is not kept, but for searches that a person saves"),
    )
