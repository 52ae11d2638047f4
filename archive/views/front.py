"""The front page, and the feed of what is new."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.caching import never_stored
from archive.models import FrontPage, Release
from archive.models.releases import ReleaseQuerySet
from archive.waiting import waiting_for
from people.models import User

Viewer = User | AnonymousUser


def newest(user: Viewer) -> ReleaseQuerySet:
    """What `user` may read, newest first, with all that a list of it shows."""
    return (
        Release.objects.visible_to(user)
        .select_related("rendition", "item__cohort", "item__programme_class__cohort")
        .order_by("-released_at")
    )


@require_safe
@never_stored
def front(request: HttpRequest, page: FrontPage) -> HttpResponse:
    """Signed out: what this is, for whom, and how people are protected. Signed in: search, what waits, what is new."""
    user = request.user
    language = get_language() or "nb"
    context = {
        "page": page,
        "introduction": getattr(page, f"introduction_{language}", ""),
        "newest": newest(user)[:6],
        "hide_header_search": True,
    }
    if not isinstance(user, User):
        return render(request, "archive/welcome.html", context)
    return render(request, "archive/front.html", {**context, "waiting": waiting_for(user)})


@dataclass(frozen=True, slots=True)
class Entry:
    release: Release
    url: str


class NewestFeed(Feed[Entry, HttpRequest]):
    """The newest items that the person behind the request may read, as Atom."""

    feed_type = Atom1Feed
    title = _("New in Samling")
    link = "/"

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpRequest:
        return request

    def items(self, request: HttpRequest) -> list[Entry]:
        # With the request, Wagtail looks up the site once and not for every page.
        return [Entry(release, release.item.get_url(request)) for release in newest(request.user)[:20]]

    def item_title(self, entry: Entry) -> SafeString | str:
        return entry.release.rendition.title

    def item_description(self, entry: Entry) -> str:
        return Truncator(entry.release.rendition.abstract).words(80)

    def item_link(self, entry: Entry) -> str:
        return entry.url

    def item_author_name(self, entry: Entry) -> str:
        return ", ".join(entry.release.names)

    def item_pubdate(self, entry: Entry) -> datetime.datetime:
        return entry.release.released_at
