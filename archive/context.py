"""What every page's head and foot need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import User

# Each in its own words: who looks for a language may not read the one that is shown.
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    current: bool


def _anyone(user: User) -> bool:
    return True


# Label, the address's name, and who has use for it. The view asks again whether a person may; this only spares them dead ends.
_NAVIGATION: list[tuple[str | Promise, str, Callable[[User], bool]]] = [
    (_("Search"), "search", _anyone),
    (_("My items"), "my_items", _anyone),
    (_("Upload"), "upload", _anyone),
    (_("Review"), "review_queue", lambda user: user.is_privacy_officer),
    (_("Pipeline"), "pipeline", lambda user: user.is_caretaker),
    (_("People"), "import_roster", lambda user: user.is_administrator),
    (_("Administration"), "wagtailadmin_home", lambda user: user.is_administrator),
]


def navigation(request: HttpRequest) -> list[Link]:
    """The main menu for the person behind `request`; nothing for someone signed out."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return []
    links = []
    for label, name, useful_to in _NAVIGATION:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if useful_to(user):
            links.append(Link(label, url, request.path.startswith(url)))
    return links


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor for `templates/base.html`."""
    return {
        "navigation": navigation(request),
        "languages": LANGUAGES,
        "contact_email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
