"""The queue of requests about personal data in the Wagtail admin, for privacy officers and administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from consent.rights import requests
from consent.rights.models import RightsRequest
from people import access


@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the most urgent first."""
    user = access.caretaker(request)
    now = timezone.now()
    waiting = [(asked, (asked.due_at - now).days) for asked in requests.open_for(user)]
    context = {"header_title": _("Requests about data"), "page_title": _("Requests about data"), "waiting": waiting}
    return render(request, "consent/rights/admin/queue.html", {**context, "header_icon": "user"})


@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and the answer to it. What was typed stays when it can't be sent."""
    user = access.caretaker(request)
    asked = get_object_or_404(RightsRequest.objects.select_related("person", "by"), pk=pk)
    if not requests.may_answer(user, asked):
        raise PermissionDenied
    refused = ""
    if request.method == "POST":
        try:
            requests.answer(asked, request.POST.get("answer", ""), by=user)
        except requests.Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("The answer is on its way by mail."))
            return redirect("rights_queue")
    context = {
        "header_title": _("Request about data"),
        "page_title": _("Request about data"),
        "header_icon": "user",
        "asked": asked,
        "days_left": (asked.due_at - timezone.now()).days,
        "refused": refused,
        "typed": request.POST.get("answer", ""),
    }
    return render(request, "consent/rights/admin/answer.html", context, status=422 if refused else 200)


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return [
        path("rights/", queue, name="rights_queue"),
        path("rights/<int:pk>/", answer, name="rights_answer"),
    ]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    return access.CaretakersItem(
        gettext_lazy("Rights"), reverse_lazy("rights_queue"), name="rights", icon_name="user", order=117
    )
