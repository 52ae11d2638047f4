"""Sending files, following them through the pipeline, correcting what was proposed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive import publication
from archive.models import ItemPage
from ingest import board, intake, pipeline, retention, review
from ingest.forms import DetailsForm, UploadForm
from ingest.models import Source
from ingest.pipeline import catalogue, runner
from ingest.progress import progress_of
from ingest.tasks import process
from people import access
from people.models import User


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a file. Nothing is read here: that is the worker's part."""
    user = access.user(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        source = _receive(form, user)
        return redirect("source", source.pk)
    return render(request, "ingest/upload.html", {"form": form}, status=422 if form.is_bound else 200)


def _receive(form: UploadForm, user: User) -> Source:
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    captions: UploadedFile[bytes] | None = form.cleaned_data.get("captions")
    source = intake.receive(file, name=file.name or "", by=user, submission=form.submission())
    if captions and (not source.error or source.runs.exists()):
        intake.receive_captions(captions, name=captions.name or "", recording=source)
    if not source.error or source.runs.exists():  # Sent again after an error: tried again.
        process.enqueue(source.pk)
    return source


def _source(request: HttpRequest, pk: int) -> Source:
    """The source, for its sender, its item's contributors, privacy officers and administrators; 404 for everyone else."""
    kept = Source.objects.main().exclude(item=None, emptied_at__isnull=False)
    source = get_object_or_404(kept.select_related("item", "uploaded_by"), pk=pk)
    user = access.user(request)
    if source.uploaded_by_id == user.pk or user.is_caretaker:
        return source
    if source.item and source.item.is_held_for(user):
        return source
    raise Http404


@login_required
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file has come; the part with the steps renews itself while work goes on."""
    found = _source(request, pk)
    context = {
        "source": found,
        "progress": progress_of(found),
        "can_try_again": board.can_try_again(found),
        "kept_until": retention.kept_until(found),
        "blockers": publication.blockers(found.item) if found.item else [],
    }
    template = "ingest/_progress.html" if request.headers.get("HX-Request") else "ingest/source.html"
    return render(request, template, context)


@require_POST
@login_required
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again from the step that failed."""
    found = _source(request, pk)
    board.try_again(found, by=access.user(request))
    return redirect("source", pk)


@login_required
def details(request: HttpRequest, item_pk: int) -> HttpResponse:
    """Correct title, abstract and keywords. They are screened like the text, so a change asks for a new look."""
    item = get_object_or_404(ItemPage, pk=item_pk)
    if not (item.owner_id == request.user.pk or item.contributors.asked().filter(user_id=request.user.pk).exists()):
        raise Http404
    form = DetailsForm(request.POST or None, instance=item)
    if request.method == "POST" and form.is_valid():
        _save_details(form)
        messages.success(request, _("Saved. The text is looked through for personal data once more."))
        return redirect("my_items")
    return render(request, "ingest/details.html", {"form": form, "item": item}, status=422 if form.is_bound else 200)


@transaction.atomic
def _save_details(form: DetailsForm) -> None:
    item = form.save()
    found = review.source_of(item)
    if found is not None:
        catalogue.put_metadata(item, found)
        runner.rerun(found, pipeline.STEPS, "screen")
        process.enqueue(found.pk)
