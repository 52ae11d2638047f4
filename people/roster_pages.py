"""The page on which administrators import a roster: send the file, see what each row would do, confirm."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from people import access
from people.exceptions import RosterError
from people.models import RosterUpload, User
from people.roster import Plan, apply, plan

_KEPT_FOR = timedelta(days=1)
_ORDER = ["refused", "create", "update", "unchanged"]  # What wants attention comes first.


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "First line: email, name, language, role, cohort, class, place, start, end. Then a line for each person."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Only refuses what must not be kept; what the rows say is looked at when the plan is made."""
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        try:
            plan(cast(BytesIO, file.file))
        except RosterError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


@require_http_methods(["GET", "POST"])
def import_roster(request: HttpRequest) -> HttpResponse:
    """What is shown and done rests on the file kept for this administrator, never on what a form says of it."""
    user = access.user(request)
    if not user.is_administrator:
        raise PermissionDenied
    RosterUpload.objects.filter(sent_at__lt=timezone.now() - _KEPT_FOR).delete()
    if "discard" in request.POST:
        RosterUpload.objects.filter(by=user).delete()
        return redirect("import_roster")
    if "confirm" in request.POST:
        return _confirm(request, user)
    form = RosterForm(request.POST or None, request.FILES or None) if request.method == "POST" else RosterForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        file.seek(0)
        RosterUpload.objects.update_or_create(
            by=user, defaults={"name": file.name, "content": file.read(), "sent_at": timezone.now()}
        )
        return redirect("import_roster")
    return _page(request, user, form)


def _page(request: HttpRequest, user: User, form: RosterForm) -> HttpResponse:
    upload = RosterUpload.objects.filter(by=user).first()
    planned = _planned(upload) if upload else None
    counts = (
        [
            (gettext("to add"), planned.count("create")),
            (gettext("to change"), planned.count("update")),
            (gettext("as they are"), planned.count("unchanged")),
            (gettext("refused"), planned.count("refused")),
        ]
        if planned
        else []
    )
    context = {
        "header_title": gettext("Import a roster"),
        "page_title": gettext("Import a roster"),
        "header_icon": "upload",
        "form": form,
        "upload": upload,
        "rows": sorted(planned.rows, key=lambda row: _ORDER.index(row.action)) if planned else [],
        "counts": counts,
        "digest": _digest(planned) if planned else "",
        "changes": planned and planned.count("create") + planned.count("update"),
        "action_names": {
            "create": gettext("Add"),
            "update": gettext("Change"),
            "unchanged": gettext("As it is"),
            "refused": gettext("Refused"),
        },
    }
    return render(request, "people/admin/roster.html", context)


@transaction.atomic
def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    upload = RosterUpload.objects.filter(by=user).first()
    if upload is None:
        messages.error(request, gettext("There is no roster to import any more. Send the file again."))
        return redirect("import_roster")
    planned = _planned(upload)
    if _digest(planned) != request.POST.get("digest"):
        messages.warning(request, gettext("Something has changed since you looked. Look through the rows again."))
        return redirect("import_roster")
    apply(planned, by=user)
    upload.delete()
    messages.success(
        request,
        gettext("%(create)d added, %(update)d changed, %(unchanged)d as they were, %(refused)d refused.")
        % {action: planned.count(action) for action in ("create", "update", "unchanged", "refused")},
    )
    return redirect("import_roster")


def _planned(upload: RosterUpload) -> Plan:
    return plan(BytesIO(upload.content))


def _digest(planned: Plan) -> str:
    """Tells whether what would happen is still what the administrator saw."""
    seen = "\n".join(f"{row.line} {row.action} {row.entry}" for row in planned.rows)
    return hashlib.sha256(seen.encode()).hexdigest()
