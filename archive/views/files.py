"""The only way to a file: after asking whether this person may have it, now."""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Callable, Iterator

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from archive import guests, looking
from archive.models import Release, RenditionFile
from archive.reading import neutral_name

CHUNK = 64 * 1024
"""Bytes in memory at a time, whatever the file's size."""

LOOK_AGAIN = 1.0
"""Seconds after which a download asks anew whether it may go on: a file that is open can be read when it has been deleted."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class UnsatisfiableRangeError(Exception):
    """The asked range lies outside the file (RFC 9110, 15.5.17)."""


class Part:
    """An iterator over `length` bytes of an open file from `start`; closes the file also when nobody reads it.

    Breaks the connection off, once a second has gone by, when `allowed` says no any more: an ended answer could be taken for
    the whole, or be waited for.
    """

    def __init__(self, content: File[bytes], start: int, length: int, allowed: Callable[[], bool]) -> None:
        self._content = content
        self._left = length
        self._allowed = allowed
        self._looked_at = time.monotonic()
        content.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if time.monotonic() - self._looked_at >= LOOK_AGAIN:
            self._look_again()
        chunk = self._content.read(min(CHUNK, self._left)) if self._left else b""
        if not chunk:
            self.close()
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def _look_again(self) -> None:
        if not self._allowed():
            self.close()
            raise ConnectionResetError(errno.ECONNRESET, "Withdrawn while it was being sent")
        self._looked_at = time.monotonic()

    def close(self) -> None:
        self._content.close()


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a rendition, whole or in part. 404 for whoever may not have it, as for a file that does not exist."""
    wanted = get_object_or_404(RenditionFile.objects.select_related("rendition__item"), pk=pk)
    storage = storage_for(request, wanted)
    if storage is None or name != neutral_name(wanted):
        raise Http404
    response = answer(request, wanted, storage, lambda: storage_for(request, wanted) is not None)
    is_download = wanted.kind == RenditionFile.Kind.DOCUMENT
    response["ETag"] = _etag(wanted)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'{"attachment" if is_download else "inline"}; filename="{neutral_name(wanted)}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def storage_for(request: HttpRequest, wanted: RenditionFile) -> Storage | None:
    """Where this person may take the file from: what is released to them, or what is held and theirs to know of."""
    if Release.objects.visible_to(request.user).filter(rendition=wanted.rendition_id).exists():
        return storages["released"]
    person = guests.person(request, wanted.rendition.item_id)
    if person is not None and wanted.rendition.item.is_held_for(person):
        looking.held(wanted.rendition.item, by=person, rendition=wanted.rendition)
        return storages["held"]
    return None


def answer(
    request: HttpRequest, wanted: RenditionFile, storage: Storage, allowed: Callable[[], bool] = lambda: True
) -> HttpResponseBase:
    """The bytes of `wanted` in `storage`, or the part that was asked for (RFC 9110 §14). Who may see them was settled before.

    `allowed` is asked again while they are sent, and breaks it off with a no.
    """
    if _etag(wanted) in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304)
    try:
        part = _asked_range(request, wanted)
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{wanted.size}"})
    start, end = part or (0, wanted.size)
    headers = {"Content-Length": str(end - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{wanted.size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=wanted.content_type, headers=headers)
    try:
        content = storage.open(wanted.name, "rb")
    except FileNotFoundError as error:  # Withdrawn since we asked.
        raise Http404 from error
    return StreamingHttpResponse(
        Part(content, start, end - start, allowed), status=status, content_type=wanted.content_type, headers=headers
    )


def _etag(wanted: RenditionFile) -> str:
    return f'"{wanted.sha256}"'


def _asked_range(request: HttpRequest, wanted: RenditionFile) -> tuple[int, int] | None:
    """The bytes asked for, as start and end (exclusive); None for the whole file. Raises `UnsatisfiableRangeError`.

    As RFC 9110 (14.2) allows, several ranges at once or one we can't read give the whole file; so does a stale `If-Range`.
    """
    match = _RANGE.match(request.headers.get("Range", ""))
    if not match or request.headers.get("If-Range", _etag(wanted)) != _etag(wanted):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        start, end = max(0, wanted.size - int(last)), wanted.size
    else:
        start, end = int(first), min(int(last) + 1, wanted.size) if last else wanted.size
        if last and int(last) < start:
            return None
    if start >= end:
        raise UnsatisfiableRangeError
    return start, end
