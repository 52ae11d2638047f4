"""Reading a released item, and seeing a held one as its readers would."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive import looking, reading
from archive.caching import never_stored
from archive.models import Audience, ItemPage, Release, Rendition
from archive.models.releases import tokens_of
from archive.public import markup
from people.models import User


@require_safe
@never_stored
def read_item(request: HttpRequest, page: ItemPage) -> HttpResponse:
    """The item as its release gives it. 404 for whoever may not see it; 410 for those who could before it was withdrawn."""
    release = Release.objects.visible_to(request.user).filter(item=page).with_citation().first()
    if release is None:
        return _gone(request, page)
    shown = reading.show(release.rendition, request.GET, searchable=release.text_is_searchable)
    context: dict[str, Any] = {"page": page, "release": release, "rendition": release.rendition, "shown": shown}
    if not shown.is_recording and "side" in request.GET:
        return render(request, "archive/document.html", context)
    context["markup"] = markup.of(release, request)
    response = render(request, f"archive/{'recording' if shown.is_recording else 'landing'}.html", context)
    if release.token == Audience.PUBLIC.value and not request.GET:
        response["X-Robots-Tag"] = "noarchive"  # It may be found, and no copy of it shown once it is withdrawn.
    return response


def _gone(request: HttpRequest, page: ItemPage) -> HttpResponse:
    """Say that the item was withdrawn, and nothing else about it, to those who could have seen it. Else raise 404."""
    last = Release.objects.filter(item=page).order_by("-pk").first()
    if last is None or last.ended_at is None or last.token not in tokens_of(request.user):
        raise Http404
    return render(request, "archive/withdrawn.html", {"ended_at": last.ended_at, "reason": last.end_reason}, status=410)


@require_safe
@never_stored
def preview_rendition(request: HttpRequest, rendition_pk: int) -> HttpResponse:
    """A rendition exactly as readers would get it, for those who may know of the item while it is held."""
    rendition = get_object_or_404(Rendition.objects.select_related("item"), pk=rendition_pk)
    if not isinstance(request.user, User) or not rendition.item.is_held_for(request.user):
        raise Http404
    looking.held(rendition.item, by=request.user, rendition=rendition)
    shown = reading.show(rendition, request.GET)
    return render(request, "archive/preview.html", {"rendition": rendition, "shown": shown})
