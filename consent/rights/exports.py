"""A copy of all that is held about a person, as a zip file (GDPR Art. 15 no. 3 and Art. 20): data.json, files, and a word about them."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from archive import daily
from consent import ledger
from consent.rights.models import Export
from people import columns
from people.models import User

DAYS = 7
"""For how long a copy is kept."""
CHUNK = 1 << 20
"""Bytes of a file in memory at a time."""


@transaction.atomic
def order(person: User) -> Export:
    """Have a copy made; the one that is being made, if there is one. An older copy is deleted."""
    from consent.rights.tasks import make_export

    User.objects.select_for_update().get(pk=person.pk)
    current = newest_of(person)
    if current is not None and current.made_at is None:
        return current
    remove(Export.objects.filter(person=person))
    made = Export.objects.create(person=person)
    make_export.enqueue(made.pk)
    return made


def newest_of(person: User) -> Export | None:
    return Export.objects.filter(person=person).first()


def make(export: Export) -> None:
    """Write the copy and store it, in bounded memory. Nothing happens if it was made already."""
    if export.made_at is not None:
        return
    person = export.person
    with tempfile.TemporaryFile() as content, translation.override(person.language):
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, export, person)
        size = content.tell()
        content.seek(0)
        name = storages["held"].save(f"exports/{uuid.uuid4()}.zip", File(content))
    try:
        _made(export, name, size)
    except BaseException:  # Erased meanwhile, or the database is gone: nobody would ever fetch it.
        storages["held"].delete(name)
        raise


@transaction.atomic
def _made(export: Export, name: str, size: int) -> None:
    kept = Export.objects.select_for_update().get(pk=export.pk)
    kept.name, kept.size, kept.made_at = name, size, timezone.now()
    kept.done = kept.total
    kept.save()
    export.refresh_from_db()
    ledger.append("exported", by=export.person)


def remove(exports: QuerySet[Export]) -> None:
    """Delete copies, file and row."""
    for export in exports:
        export.delete()
        if export.name:
            transaction.on_commit(lambda name=export.name: storages["held"].delete(name), robust=True)  # type: ignore[misc]


@daily.job
def remove_old() -> None:
    remove(Export.objects.filter(made_at__lt=timezone.now() - datetime.timedelta(days=DAYS)))


def _write(archive: zipfile.ZipFile, export: Export, person: User) -> None:
    tables, files = columns.tables(), list(columns.files_of(person))
    total = len(tables) + len(files)
    archive.writestr("README.txt", render_to_string("consent/rights/readme.txt", {"person": person}))
    with archive.open("data.json", "w", force_zip64=True) as data:
        for done, text in _json(tables, person):
            data.write(text.encode())
            _tell(export, done, total)
    missing = []
    for done, file in enumerate(files, start=len(tables) + 1):
        try:
            _add(archive, file)
        except FileNotFoundError:
            missing.append(file.name)
        _tell(export, done, total)
    if missing:
        archive.writestr("MISSING.txt", "\n".join(missing) + "\n")


def _json(tables: list[columns.Table], person: User) -> Iterator[tuple[int, str]]:
    """The text of data.json in pieces, each with the number of tables done: {group: {table: [{column: words}]}}."""
    yield 0, "{\n"
    group = None
    for done, table in enumerate(tables, start=1):
        if table.group != group:
            yield done, ("\n },\n" if group else "") + f" {_text(str(table.group.label))}: {{\n"
        else:
            yield done, ",\n"
        group = table.group
        yield done, f"  {_text(str(table.title))}: ["
        for number, row in enumerate(_rows(table.about(person))):
            yield done, (",\n   " if number else "\n   ") + _text(table.told(row, person))
        yield done, "]"
    yield len(tables), "\n }\n}\n"


def _rows(found: Iterable[Model]) -> Iterable[Model]:
    return found.iterator(chunk_size=100) if isinstance(found, QuerySet) else found


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _add(archive: zipfile.ZipFile, file: columns.File) -> None:
    if not file.storage:
        archive.writestr(file.name, file.content())
        return
    stored: IO[bytes]
    with storages[file.storage].open(file.stored) as stored, archive.open(file.name, "w", force_zip64=True) as copy:
        shutil.copyfileobj(stored, copy, CHUNK)


def _tell(export: Export, done: int, total: int) -> None:
    if (done, total) != (export.done, export.total):
        export.done, export.total = done, total
        Export.objects.filter(pk=export.pk).update(done=done, total=total)
