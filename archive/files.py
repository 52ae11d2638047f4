"""The files of renditions: held ones and released ones, in two storages."""

from __future__ import annotations

from django.core.files.storage import storages

from archive.models import Rendition, RenditionFile


def copy(rendition: Rendition) -> None:
    """Lay the files of `rendition` in the `released` storage, where they aren't there already."""
    held, released = storages["held"], storages["released"]
    for file in rendition.files.all():
        if not released.exists(file.name):
            with held.open(file.name) as content:
                released.save(file.name, content)


def remove_unreleased(rendition: Rendition) -> None:
    """Delete the files of `rendition` from the `released` storage, unless it is released. May be called again and again."""
    if rendition.releases.active().exists():
        return
    released = storages["released"]
    for file in rendition.files.all():
        released.delete(file.name)


def delete(rendition: Rendition) -> None:
    """Delete the files of `rendition` from both storages, but for those that another rendition has too. May be called again."""
    for file in rendition.files.all():
        if not RenditionFile.objects.filter(name=file.name).exclude(pk=file.pk).exists():
            storages["released"].delete(file.name)
            storages["held"].delete(file.name)
        file.delete()
