"""Held files as paths, for parsers that need one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import storages

from ingest.models import Source


@contextmanager
def local(name: str) -> Iterator[Path]:
    """The file `name` of the `held` storage as a path on this machine, to be read only."""
    held = storages["held"]
    try:
        path = Path(held.path(name))
    except NotImplementedError:  # Kept on another machine.
        with held.open(name) as stored, tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(stored, copy, 1 << 20)
            copy.flush()
            yield Path(copy.name)
    else:
        yield path


def readable_name(source: Source) -> str:
    """Where the PDF lies that was made from an office file; for any other file, the file itself."""
    name = f"derived/{source.sha256}/readable.pdf"
    return name if storages["held"].exists(name) else source.stored_name


def put(path: Path, name: str) -> None:
    """Store `path` under `name` in the `held` storage, in place of what was there."""
    held = storages["held"]
    held.delete(name)
    with path.open("rb") as file:
        held.save(name, File(file))
