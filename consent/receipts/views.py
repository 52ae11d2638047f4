"""Taking a receipt, and verifying one."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.caching import never_stored
from consent.models import Decision
from consent.receipts import record
from consent.receipts.document import lines_of, pdf_of


class FileForm(forms.Form):
    file = forms.FileField(label=_("The receipt (a file that ends in .json)"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if (file.size or 0) > record.LARGEST:
            raise forms.ValidationError(_("This file is too large for a receipt."))
        content: bytes = file.read()
        return content


def _own(request: HttpRequest, decision_pk: int) -> Decision:
    """An answer of the signed-in person; 404 for everyone else's."""
    decisions = Decision.objects.select_related("by", "contributor__item", "rendition", "notice")
    return get_object_or_404(decisions, pk=decision_pk, by=request.user)


@require_safe
@login_required
@never_stored
def file(request: HttpRequest, decision_pk: int) -> HttpResponse:
    receipt = record.of(_own(request, decision_pk))
    name = f"samling-{decision_pk}.json"
    return HttpResponse(
        bytes(receipt.content),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@login_required
@never_stored
def document(request: HttpRequest, decision_pk: int) -> HttpResponse:
    receipt = record.of(_own(request, decision_pk))
    content = pdf_of(record.verify(bytes(receipt.content)))
    name = f"samling-{decision_pk}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@never_stored
def verify(request: HttpRequest) -> HttpResponse:
    """Open to everyone: whoever is shown a receipt can see whether it is genuine. Nothing of it is kept."""
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context["lines"] = lines_of(record.verify(form.cleaned_data["file"]))
        except record.NotValid:
            context["invalid"] = True
    return render(request, "consent/verify.html", context, status=422 if context.get("invalid") else 200)
