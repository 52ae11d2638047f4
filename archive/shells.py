"""Emptying renditions and items whose time is over. What stays is a row for answers and ledger to point at, without content."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import PageLogEntry

from archive import tasks
from archive.models import ItemPage, Release, Rendition, State

NOTHING = "–"
"""The title of an item without content: Wagtail's pages must have one."""


def empty(item: ItemPage) -> None:
    """Leave of `item` number, address, kind, class and cohort, and who took part. Call inside a transaction.

    Raises `ValueError` while it is released: what readers have is withdrawn first.
    """
    if item.active_release is not None:
        raise ValueError("A released item is not emptied.")
    for rendition in item.renditions.all():
        empty_rendition(rendition)
    Release.objects.filter(item=item).update(names=[])
    item.specific.revisions.all().delete()
    PageLogEntry.objects.filter(page=item.pk).delete()
    ItemPage.objects.filter(pk=item.pk).update(
        title=NOTHING,
        draft_title=NOTHING,
        seo_title="",
        search_description="",
        abstract="",
        keywords="",
        place="",
        live=False,
        has_unpublished_changes=False,
        state=State.DELETED,
        content_deleted_at=timezone.now(),
    )


def empty_rendition(rendition: Rendition) -> None:
    """Delete text and files of `rendition`. Its row and digest stay: answers were given to it. Call inside a transaction."""
    rendition.passages.all().delete()
    Rendition.objects.filter(pk=rendition.pk).update(title="", abstract="", keywords=[], redactions={}, outcomes=[])
    tasks.delete_files.enqueue(rendition.pk)
