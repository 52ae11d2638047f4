"""My items: what I sent and have a part in, each with the one thing to do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import mine
from archive.models import Release
from archive.models.pages import items_of
from people import access


@login_required
def my_items(request: HttpRequest) -> HttpResponse:
    user = access.user(request)
    page = Paginator(items_of(user).prefetch_related("contributors"), 20).get_page(request.GET.get("page"))
    items = list(page.object_list)
    actions = mine.actions_for(user, items)
    releases = {release.item_id: release for release in Release.objects.active().filter(item__in=items)}
    readable = set(Release.objects.visible_to(user).filter(item__in=items).values_list("item_id", flat=True))
    cards = [(item, releases.get(item.pk), item.pk in readable, actions.get(item.pk, [])) for item in items]
    context = {"page": page, "cards": cards, "uploads": mine.uploads_of(user)}
    return render(request, "archive/my_items.html", context)
