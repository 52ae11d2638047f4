"""An item's reference, as a file."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.caching import never_stored
from archive.citing.formats import CITATIONS, Format
from archive.citing.records import Record, record_of
from archive.models import Release


@require_safe
@never_stored
def cite(request: HttpRequest, item_pk: int, name: str) -> HttpResponse:
    """404 for whoever may not read the item, as for one that does not exist."""
    release = Release.objects.visible_to(request.user).filter(item=item_pk).with_citation().first()
    if release is None or name not in CITATIONS:
        raise Http404
    return download([record_of(release, request)], CITATIONS[name], f"samling-{release.rendition_id}")


def download(records: Sequence[Record], form: Format, name: str) -> HttpResponse:
    """`records` as a file to keep. `name` says nothing about its content: it stays in a folder of downloads."""
    response = HttpResponse(form.write(records), content_type=f"{form.content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{form.name}"'
    return response
