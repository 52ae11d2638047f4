"""Comparing what the database says with what lies in the index and in the storage of released files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import Storage, storages
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import files
from archive.models import ItemPage, Release, Rendition, RenditionFile
from search import indexing
from search.documents import fingerprint
from search.engines.base import IndexUnusable, get_engine
from search.models import Pending


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that isn't as the database says. `key` is an item's, or a file's name in the storage."""

    what: str | Promise
    key: str


def differences() -> Iterator[Difference]:
    """Everything that differs now; nothing when withdrawals and releases have taken full effect."""
    yield from _in_index()
    yield from _in_storage()


def mend() -> None:
    """Bring index and storage in step with the database. Raises `EngineUnavailable` or `OSError` if they can't be reached."""
    try:
        indexing.bring_up_to_date({int(difference.key) for difference in _in_index()})
    except IndexUnusable:
        get_engine().rebuild(indexing.documents(indexing.searchable()))
    indexing.catch_up()
    released = storages["released"]
    for name in _surplus(released):
        released.delete(name)
    for rendition in Rendition.objects.filter(releases__in=Release.objects.active()):
        files.copy(rendition)


def _in_index() -> Iterator[Difference]:
    held = dict(get_engine().contents())
    for document in indexing.documents(indexing.searchable()):
        found = held.pop(document.id, None)
        if found is None:
            yield Difference(_("released, but not in the index"), document.id)
        elif found != fingerprint(document):
            yield Difference(_("otherwise in the index than released"), document.id)
    for key in held:
        yield Difference(_("in the index, but not released"), key)
    for item in ItemPage.objects.filter(pk__in=Pending.objects.values("item")):
        yield Difference(_("waits for the index"), str(item.pk))


def _in_storage() -> Iterator[Difference]:
    released = storages["released"]
    for name in _surplus(released):
        yield Difference(_("among the released files, but not released"), name)
    for name in _names().iterator():
        if not released.exists(name):
            yield Difference(_("released, but its file is missing"), name)


def _names() -> QuerySet[RenditionFile, str]:
    active = RenditionFile.objects.filter(rendition__releases__in=Release.objects.active())
    return active.values_list("name", flat=True).distinct()


def _surplus(storage: Storage) -> list[str]:
    wanted = set(_names())
    return [name for name in _walk(storage, "") if name not in wanted]


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    """All file names beneath `folder`."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # Nothing was ever released.
        return
    for name in names:
        yield f"{folder}/{name}".lstrip("/")
    for each in folders:
        yield from _walk(storage, f"{folder}/{each}".lstrip("/"))
