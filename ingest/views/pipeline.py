"""The pipeline in the Wagtail admin, for privacy officers and administrators. It shows names of files and errors, never text."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive import publication
from archive.caching import never_stored
from archive.models import State
from ingest import board
from ingest.models import Source
from ingest.progress import progress_of
from people import access


@require_safe
@never_stored
def pipeline(request: HttpRequest) -> HttpResponse:
    """The board, or one column of it; asks for itself again every few seconds while something runs."""
    access.caretaker(request)
    asked = request.GET.get("state")
    only = State(asked) if asked in State.values else None
    columns = board.board(only)
    context = {
        "header_title": _("Pipeline"),
        "page_title": _("Pipeline"),
        "header_icon": "tasks",
        "columns": columns,
        "only": only,
        "working": board.is_working(columns),
        "is_empty": not any(column.count for column in columns),
    }
    template = "ingest/admin/_board.html" if request.headers.get("HX-Request") else "ingest/admin/pipeline.html"
    return render(request, template, context)


@require_safe
@never_stored
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its steps with times and errors, and what blocks its item."""
    user = access.caretaker(request)
    found = get_object_or_404(Source.objects.main().select_related("item", "uploaded_by"), pk=pk)
    progress = progress_of(found)
    context = {
        "header_title": found.item.title if found.item else found.name,
        "page_title": found.item.title if found.item else found.name,
        "header_icon": "tasks",
        "source": found,
        "progress": progress,
        "runs": board.runs_of(found),
        "blockers": publication.blockers(found.item) if found.item else [],
        "can_try_again": board.can_try_again(found),
        "may_review": user.is_privacy_officer,
    }
    template = "ingest/admin/_source.html" if request.headers.get("HX-Request") else "ingest/admin/source.html"
    return render(request, template, context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    user = access.caretaker(request)
    found = get_object_or_404(Source.objects.main(), pk=pk)
    if board.try_again(found, by=user):
        messages.success(request, _("It goes on from the step that stopped."))
    else:
        messages.warning(request, _("There is nothing to try again: it runs, or is done."))
    return redirect("pipeline_source", pk)
