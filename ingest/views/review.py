"""The privacy officer's queue and desk in the Wagtail admin. Every rule is in `ingest.review`; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from archive import looking
from archive.caching import never_stored
from archive.models import ItemPage
from archive.personal_data import LABELS
from ingest import making, questions, review
from ingest.desk import Desk, Sheet, desk_of
from ingest.exceptions import Refused
from ingest.look import did, look_at, sheet_at, tab, whole
from ingest.models import Finding, FindingDecision, Passage, Source
from ingest.pipeline.screening import picture_name
from people import access
from people.models import User

OF_A_KIND = "redact_kind"
"""The act that redacts what is undecided of the finding's type and triage."""

_TYPES = [(name, label) for name, label in LABELS.items() if name != "FACE"]
"""What can be marked in a text: a face can't."""


class MarkForm(forms.Form):
    """A text that the analyzer missed. `passage`, `start` and `end` come from a selection and may be missing."""

    text = forms.CharField(label=gettext_lazy("Text that was missed"), max_length=500)
    type = forms.ChoiceField(label=gettext_lazy("What it is"), choices=_TYPES, initial="PERSON")
    everywhere = forms.BooleanField(label=gettext_lazy("Wherever it stands"), required=False, initial=True)
    passage = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_safe
@never_stored
def queue(request: HttpRequest) -> HttpResponse:
    access.officer(request)
    context = {"header_title": _("Review"), "page_title": _("Review"), "header_icon": "view", "waiting": review.queue()}
    return render(request, "ingest/admin/queue.html", context)


@require_safe
@never_stored
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk, whole or, for htmx, what changes of it. `page` asks for a page by its number, a recording by its time."""
    access.officer(request)
    desk = _desk(pk)
    if "page" in request.GET:
        return redirect(_address(request, pk, at=sheet_at(desk, request.GET["page"])))
    return _page(request, desk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Redact, replace, keep or undo: what `_meant` says the request is about. Then on to the next undecided one.

    A pseudonym that won't do stays in its field, with the reason.
    """
    user = access.officer(request)
    finding = _finding(request, pk)
    findings = _meant(request, pk, finding)
    act = request.POST.get("act", "")
    try:
        if act == "undo":
            review.undo(findings, by=user)
            return redirect(_address(request, pk, finding=finding.pk))
        if act in (review.Action.REDACT, OF_A_KIND):
            review.decide(findings, review.Action.REDACT, "", by=user)
        elif act == review.Action.REPLACE:
            review.decide(findings, review.Action.REPLACE, "", by=user, replacement=request.POST.get("replacement", ""))
        else:
            review.decide(findings, review.Action.KEEP, act, by=user)
    except Refused as refused:
        if act == review.Action.REPLACE:
            return _again(request, _desk(pk), finding, str(refused))
        messages.error(request, str(refused))
        return redirect(_address(request, pk, finding=finding.pk))
    return _onward(request, pk, finding, did=finding.pk)


def _onward(request: HttpRequest, pk: int, finding: Finding, **more: object) -> HttpResponse:
    """To the next undecided one after `finding`."""
    desk = _desk(pk)
    following = desk.next_open(tab(desk, request.GET.get("show", "")), after=finding.pk)
    return redirect(_address(request, pk, finding=following.pk if following else None, **more))


def _again(request: HttpRequest, desk: Desk, finding: Finding, refused: str) -> HttpResponse:
    """The desk at `finding` with the pseudonym as typed, in no address, and why it won't do."""
    typed = request.POST.get("replacement", "")
    response = _page(request, desk, finding=str(finding.pk), typed=typed, refused=refused)
    response["HX-Push-Url"] = "false"
    return response


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the question about a finding, and all that are the same, to the authors. Then on to the next undecided one."""
    user = access.officer(request)
    finding = _finding(request, pk)
    try:
        questions.ask(finding, request.POST.get("text", ""), by=user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_address(request, pk, finding=finding.pk))
    messages.success(request, _("The authors are asked. You may go on, and decide without waiting for them."))
    return _onward(request, pk, finding)


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.officer(request)
    try:
        count = review.accept_proposals(_item(pk), by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        sentence = ngettext("%(count)d was decided as proposed.", "%(count)d were decided as proposed.", count)
        messages.success(request, sentence % {"count": count})
    return redirect(_address(request, pk))


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a text that was missed. What can't be marked stays in the form, with the reason."""
    user = access.officer(request)
    desk = _desk(pk)
    form = MarkForm(request.POST)
    if form.is_valid():
        try:
            found = _mark(desk, look_at(desk, request.GET).sheet, form.cleaned_data, user)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            sentence = ngettext(
                "Marked and redacted in one place.", "Marked and redacted in %(count)d places.", len(found)
            )
            messages.success(request, sentence % {"count": len(found)})
            place = {"finding": found[0].pk, "at": request.GET.get("at")}
            return redirect(_address(request, pk, **place))
    response = _page(request, desk, form)
    response["HX-Push-Url"] = "false"
    return response


def _mark(desk: Desk, sheet: Sheet | None, asked: dict[str, Any], by: User) -> list[Finding]:
    """Mark the selection itself, if the text still stands there; and, if asked or else, wherever the text stands."""
    passages = desk.passages
    selected, start, end = passages.get(asked["passage"] or 0), asked["start"] or 0, asked["end"] or 0
    found: dict[int, Finding] = {}
    if selected is not None and selected.text[start:end].split() == asked["text"].split():
        finding = review.mark(selected, start, end, asked["type"], by=by)
        found[finding.pk] = finding
    if asked["everywhere"] or not found:
        within = passages.values() if asked["everywhere"] or sheet is None else sheet.passages
        try:
            found |= {each.pk: each for each in review.mark_text(within, asked["text"], asked["type"], by=by)}
        except Refused:  # A part of a word stands nowhere as a word.
            if not found:
                raise
    return list(found.values())


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.officer(request)
    try:
        making.order(_item(pk), by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_address(request, pk))


@require_safe
@never_stored
def making_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the version for readers has come; asks for itself again while it is being made."""
    access.officer(request)
    desk = _desk(pk)
    return render(request, "ingest/admin/_making.html", _making_context(desk))


# What the page is made of


def _page(request: HttpRequest, desk: Desk, form: MarkForm | None = None, **more: str) -> HttpResponse:
    """What the address asks for. `more` goes before the address (`finding`) and into the templates (`typed`, `refused`)."""
    looking.accessed(desk.item, by=access.officer(request))
    look = look_at(desk, {**request.GET.dict(), **more})
    partial = bool(request.headers.get("HX-Request"))
    context = {
        **_making_context(desk),
        "header_title": desk.item.title,
        "desk": desk,
        "look": look,
        "picture": _picture_url(desk, look.page),
        "recording": is_recording(desk.source),
        "video": desk.source.media_type.startswith("video/"),
        "did": did(desk, whole(request.GET.get("did"))),
        "of_a_kind": desk.of_a_kind(look.group) if look.group else [],
        "question": questions.proposed(look.place.type) if look.place else "",
        "grounds": list(FindingDecision.Ground.choices),
        "proposals": [(Finding.Triage(triage), count) for triage, count in desk.proposals()],
        "form": form or MarkForm(),
        "partial": partial,
        **more,
    }
    return render(request, "ingest/admin/_desk.html" if partial else "ingest/admin/item.html", context)


def _finding(request: HttpRequest, pk: int) -> Finding:
    """The finding posted, of the item `pk`."""
    return get_object_or_404(review.findings_of_source(main_source(pk)), pk=whole(request.POST.get("finding")))


def _meant(request: HttpRequest, pk: int, finding: Finding) -> Iterable[Finding]:
    """The findings that a request is about: the one posted, all that are the same, all of a kind, or those decided with it."""
    if request.POST.get("act") == OF_A_KIND:
        desk = _desk(pk)
        groups = desk.of_a_kind(desk.group_of[finding.pk])
        undecided = [place.pk for group in groups for place in group.places if not place.decision]
        return review.findings_of_source(finding.passage.source).filter(pk__in=undecided)
    if request.POST.get("together"):
        return review.decided_with(finding)
    return review.same_everywhere(finding) if request.POST.get("everywhere") else [finding]


def _picture_url(desk: Desk, page: Passage | None) -> str | None:
    if page is None or not storages["held"].exists(picture_name(desk.source, page.number)):
        return None
    return reverse("review_picture", args=[desk.item.pk, page.number])


def _making_context(desk: Desk) -> dict[str, Any]:
    return {
        "item": desk.item,
        "making": making.making_of(desk.item, desk.source, desk.undecided),
        "redactions": desk.redactions(),
    }


def _address(request: HttpRequest, pk: int, **parameters: object) -> str:
    """The desk again, in the same tab and view, with `parameters`."""
    kept = {name: request.GET.get(name) for name in ("show", "view")}
    query = {name: value for name, value in {**kept, **parameters}.items() if value}
    url = reverse("review_item", args=[pk])
    return f"{url}?{urlencode(query)}" if query else url


def _desk(pk: int) -> Desk:
    return desk_of(_item(pk), main_source(pk))


def _item(pk: int) -> ItemPage:
    return get_object_or_404(ItemPage, pk=pk)


def main_source(pk: int) -> Source:
    """The newest file of the item `pk`. Raises `Http404`."""
    source = Source.objects.main().filter(item=pk).select_related("item").order_by("-pk").first()
    if source is None:
        raise Http404
    return source


def is_recording(source: Source) -> bool:
    return source.media_type.startswith(("audio/", "video/"))
