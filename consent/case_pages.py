"""What the Wagtail admin has about privacy: messages of people in works, confidential works, the records of processing.

Messages are for privacy officers alone; the rest for them and for administrators. Every rule is in `consent.concerns` and
`consent.closures`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from archive import retention
from archive.caching import never_stored
from archive.models import Deletion
from consent import closures, concerns, records, records_document
from consent.case_forms import AnswerForm, ClosureForm, FindForm, GroundForm
from consent.cases import Closure, Concern
from people import access
from people.models import User

# Messages of people in works


@require_safe
@never_stored
def queue(request: HttpRequest) -> HttpResponse:
    """What is undecided: works that are shut first, then by the day an answer is due; and the last that were decided."""
    access.officer(request)
    undecided = Concern.objects.undecided().select_related("item").order_by("-suspends", "made_at")
    decided = Concern.objects.exclude(outcome="").select_related("item").order_by("-decided_at")[:20]
    title = _("People in works")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "user",
        "undecided": undecided,
        "decided": decided,
    }
    return render(request, "consent/admin/concerns.html", context)


@never_stored
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One message, and what can be done about it. `act` says what is posted."""
    user = access.officer(request)
    concern = get_object_or_404(Concern.objects.select_related("item", "decided_by"), pk=pk)
    acts = {"find": _find, "suspend": _suspend, "lift": _lift, "redact": _redact, "close": _close}
    act = request.POST.get("act", "")
    forms: dict[str, Any] = {}
    if act in acts:
        try:
            forms = acts[act](request, concern, user)
        except (concerns.Decided, concerns.NotPossible, closures.AlreadyClosed) as error:
            messages.error(request, str(error))
        if not forms:
            return redirect("concern_case", pk)
    title = _("Message %(number)s") % {"number": concern.pk}
    originals = Deletion.objects.filter(item=concern.item_id, rule="originals").exclude(done_at=None).last()
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "user",
        "concern": concern,
        "rendition": concern.item.current_rendition if concern.item else None,
        "originals_deleted_at": originals.done_at if originals else None,
        "find": FindForm(by=user, prefix="find"),
        "lift": AnswerForm(prefix="lift"),
        "redact": AnswerForm(prefix="redact"),
        "close": AnswerForm(prefix="close"),
        "ground": GroundForm(prefix="close"),
        "invalid": act if forms else "",
        **forms,
    }
    return render(request, "consent/admin/concern.html", context, status=422 if forms else 200)


def _find(request: HttpRequest, concern: Concern, user: User) -> dict[str, Any]:
    form = FindForm(request.POST, by=user, prefix="find")
    if not form.is_valid():
        return {"find": form}
    concerns.suspend(concern, form.cleaned_data["item"], by=user)
    return {}


def _suspend(request: HttpRequest, concern: Concern, user: User) -> dict[str, Any]:
    concerns.suspend(concern, by=user)
    return {}


def _lift(request: HttpRequest, concern: Concern, user: User) -> dict[str, Any]:
    form = AnswerForm(request.POST, prefix="lift")
    if not form.is_valid():
        return {"lift": form}
    concerns.lift(concern, form.cleaned_data["answer"], by=user)
    messages.success(request, _("Decided. The work comes back when nothing else holds it."))
    return {}


def _redact(request: HttpRequest, concern: Concern, user: User) -> dict[str, Any]:
    form = AnswerForm(request.POST, prefix="redact")
    if not form.is_valid():
        return {"redact": form}
    concerns.redact_more(concern, form.cleaned_data["answer"], by=user)
    messages.success(
        request, _("Now mark in the review what is to go, and make a new version: that decides the message.")
    )
    return {}


def _close(request: HttpRequest, concern: Concern, user: User) -> dict[str, Any]:
    answer, ground = AnswerForm(request.POST, prefix="close"), GroundForm(request.POST, prefix="close")
    if not (answer.is_valid() and ground.is_valid()):
        return {"close": answer, "ground": ground}
    concerns.close_for_good(concern, answer.cleaned_data["answer"], by=user, **ground.cleaned_data)
    messages.success(request, _("The work is closed, and the message is decided."))
    return {}


# Confidential works


@never_stored
def confidential(request: HttpRequest) -> HttpResponse:
    """Which works are closed, and a form that closes one."""
    user = access.caretaker(request)
    form = ClosureForm(request.POST or None, by=user, initial={"item": request.GET.get("item")})
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data}
        try:
            closures.close(told.pop("item"), told.pop("ground"), told.pop("law"), by=user, **told)
        except closures.AlreadyClosed as error:
            form.add_error("item", str(error))
        else:
            messages.success(request, _("The work is closed. Those who have a part in it are told."))
            return redirect("closures")
    standing = Closure.objects.standing().select_related("item", "closed_by")
    title = _("Confidential works")
    context = {"page_title": title, "header_title": title, "header_icon": "lock", "standing": standing, "form": form}
    return render(request, "consent/admin/closures.html", context, status=422 if form.is_bound else 200)


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.caretaker(request)
    closures.lift(get_object_or_404(Closure, pk=pk), by=user)
    messages.success(request, _("The work is open again. It comes back when nothing else holds it."))
    return redirect("closures")


# Records


@require_safe
@never_stored
def record(request: HttpRequest) -> HttpResponse:
    """The records of processing as a page; `?format=pdf` and `?format=json` as a document."""
    access.caretaker(request)
    wanted = request.GET.get("format")
    if wanted == "json":
        return JsonResponse(records.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    if wanted == "pdf":
        headers = {"Content-Disposition": 'inline; filename="samling-records.pdf"'}
        return HttpResponse(records_document.pdf(), content_type="application/pdf", headers=headers)
    title = _("Records of processing")
    rows = [(part, [(fact, records.in_words(fact)) for fact in part.facts]) for part in records.parts()]
    ahead = retention.plan()
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "clipboard-list",
        "parts": rows,
        "ahead": ahead,
    }
    return render(request, "consent/admin/records.html", context)


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return [
        path("privacy/messages/", queue, name="concern_queue"),
        path("privacy/messages/<int:pk>/", case, name="concern_case"),
        path("privacy/confidential/", confidential, name="closures"),
        path("privacy/confidential/<int:pk>/lift/", lift, name="closure_lift"),
        path("privacy/records/", record, name="records"),
    ]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    menu = Menu(register_hook_name="register_privacy_menu_item")
    return SubmenuMenuItem(gettext_lazy("Privacy"), menu, name="privacy", icon_name="key", order=112)


@hooks.register("register_privacy_menu_item")
def register_messages() -> MenuItem:
    return access.OfficersItem(
        gettext_lazy("People in works"), reverse_lazy("concern_queue"), name="concerns", icon_name="user"
    )


@hooks.register("register_privacy_menu_item")
def register_confidential() -> MenuItem:
    return access.CaretakersItem(
        gettext_lazy("Confidential works"), reverse_lazy("closures"), name="closures", icon_name="lock", order=1001
    )


@hooks.register("register_privacy_menu_item")
def register_records() -> MenuItem:
    return access.CaretakersItem(
        gettext_lazy("Records of processing"),
        reverse_lazy("records"),
        name="records",
        icon_name="clipboard-list",
        order=1002,
    )
