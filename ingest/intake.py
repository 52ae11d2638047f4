"""Receiving files: what comes in is stored under its SHA-256, read back, and held."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from ingest.exceptions import Refused
from ingest.models import Source
from ingest.submissions import Submission
from people.models import User

logger = logging.getLogger(__name__)

CHUNK = 1 << 20
"""Bytes read at a time, so that a file of any size takes the same memory."""


def receive(
    file: IO[bytes],
    *,
    name: str,
    by: User | None,
    submission: Submission,
    purpose: Source.Purpose = Source.Purpose.MAIN,
    belongs_to: Source | None = None,
) -> Source:
    """Store `file` (seekable) in the `held` storage and note it; return its source, the earlier one if `by` sent the same before.

    The earlier one keeps its error until it is tried again; what was told with it is taken anew while it has no item. An empty or too large file is noted with its reason and not stored. Raises `OSError` when the storage does not give back
    what it was given: then nothing is noted and the sender must send it again.
    """
    digest, size = _digest(file)
    known = Source.objects.filter(
        sha256=digest, uploaded_by=by, purpose=purpose, belongs_to=belongs_to, emptied_at=None
    )
    same = known.order_by("-pk").first()
    if same is not None and storages["held"].exists(same.stored_name):
        if same.item is None:
            same.submission = submission.to_json()
            same.save(update_fields=["submission"])
        return same
    source = Source(
        sha256=digest,
        name=_printable(name),
        size=size,
        purpose=purpose,
        belongs_to=belongs_to,
        uploaded_by=by,
        submission=submission.to_json(),
    )
    limit = settings.INGEST["MAX_UPLOAD_BYTES"]
    if not size:
        return _note_refusal(source, Refused(_("The file is empty. Check that it was saved, and send it again.")))
    if size > limit:
        sentence = _(
            "The file is larger than %(limit)s, which is the limit here. Send a smaller one, or ask an administrator."
        )
        return _note_refusal(source, Refused(sentence % {"limit": filesizeformat(limit)}))
    _store(file, source)
    with transaction.atomic():
        source.save()
    return source


def receive_captions(file: IO[bytes], *, name: str, recording: Source) -> Source:
    """Store the caption file that goes with `recording`, from the same sender. As `receive`."""
    return receive(
        file,
        name=name,
        by=recording.uploaded_by,
        submission=Submission.from_json(recording.submission),
        purpose=Source.Purpose.CAPTIONS,
        belongs_to=recording,
    )


def _note_refusal(source: Source, refused: Refused) -> Source:
    source.error = str(refused)
    same = Source.objects.filter(
        sha256=source.sha256, name=source.name, uploaded_by=source.uploaded_by, error=source.error
    ).first()
    if same is None:
        source.save()
    return same or source


def _store(file: IO[bytes], source: Source) -> None:
    held = storages["held"]
    if not held.exists(source.stored_name):
        file.seek(0)
        held.save(source.stored_name, File(file))
    with held.open(source.stored_name) as stored:
        if _digest(stored)[0] != source.sha256:
            held.delete(source.stored_name)
            raise OSError("The storage did not give back what was written.")


def _digest(file: IO[bytes]) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and size in bytes."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(file):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _printable(name: str) -> str:
    """The last part of `name` without what can't be shown; it is only ever shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(character for character in last if character.isprintable())
    return clean[-255:] or "?"
