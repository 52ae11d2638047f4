"""What the privacy officer looks at: pictures and words of unredacted pages, and recordings as received."""

from __future__ import annotations

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from archive import looking
from archive.caching import never_stored
from archive.models import RenditionFile
from archive.views import files
from ingest.models import Passage, Source
from ingest.pipeline.screening import picture_name
from ingest.views.review import is_recording, main_source
from people import access


@require_safe
@never_stored
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of an unredacted page."""
    name = picture_name(_source(request, pk), number)
    if not storages["held"].exists(name):
        raise Http404
    with storages["held"].open(name) as content:
        return HttpResponse(content.read(), content_type="image/webp")


@require_safe
@never_stored
def words(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The words of an unredacted page to select among on its picture: `[start, end, left, top, right, bottom, text]` each."""
    page = get_object_or_404(_source(request, pk).passages, kind__in=Passage.DRAWN, number=number)
    found = [word for word in page.words if len(word) == 6]
    return JsonResponse([[*word, page.text[int(word[0]) : int(word[1])]] for word in found], safe=False)


@require_safe
@never_stored
def recording(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The unredacted recording, whole or in part."""
    source = _source(request, pk)
    if not is_recording(source):
        raise Http404
    stored = RenditionFile(
        name=source.stored_name, content_type=source.media_type, sha256=source.sha256, size=source.size
    )
    response = files.answer(request, stored, storages["held"])
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _source(request: HttpRequest, pk: int) -> Source:
    """The newest file of the item `pk`, for a privacy officer, who is noted to have looked at it. Raises `Http404`."""
    user = access.officer(request)
    source = main_source(pk)
    assert source.item is not None  # noqa: S101 - it was found by its item.
    looking.accessed(source.item, by=user)
    return source
