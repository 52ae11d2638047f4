"""How long originals are kept: the file as received, its text and what was found in it, once the redacted version is out.

And files of which nothing could be made, which the sender may look at and try once more until then.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.files.storage import storages
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import retention, shells
from archive.models import ItemPage, Release, Rendition
from ingest.models import Source, SourceQuerySet

_GONE = {"name": "", "submission": {}, "error": ""}


def with_original() -> retention.Items:
    """Items whose newest version is released and whose original is still kept, `since` that version was first released."""
    of_item = {"item": OuterRef("pk")}
    newest = Rendition.objects.filter(**of_item).order_by("-pk").values("pk")[:1]
    shown = Release.objects.active().filter(**of_item).values("rendition")[:1]
    first = Release.objects.filter(rendition=OuterRef("shown")).order_by("released_at").values("released_at")[:1]
    items: retention.Items = (
        ItemPage.objects.annotate(shown=Subquery(shown), newest=Subquery(newest))
        .filter(Exists(Source.objects.filter(**of_item, emptied_at=None)), shown=F("newest"))
        .annotate(since=Subquery(first))
    )
    return items


def delete_originals(item: ItemPage) -> None:
    """Delete the sources' content, and the versions before the current one, which say more than that does."""
    delete_sources(item)
    current = item.current_rendition
    for rendition in item.renditions.exclude(pk=current.pk if current else None):
        shells.empty_rendition(rendition)


@retention.part
def delete_sources(item: ItemPage) -> None:
    """Delete files, text, findings, questions and what was told. The rows stay: versions were made from them."""
    for source in Source.objects.filter(item=item, emptied_at=None):
        empty(source)


def empty(source: Source) -> None:
    """Leave of `source` a row that tells when what was received from whom. Call inside a transaction."""
    from ingest.tasks import delete_source_files

    source.passages.all().delete()
    source.runs.update(error="")
    Source.objects.filter(pk=source.pk).update(emptied_at=timezone.now(), **_GONE)
    delete_source_files.enqueue(source.pk)


def unreadable(before: datetime.datetime) -> SourceQuerySet:
    """Files received before `before` that were refused, or go with one that was, so that no item came of them."""
    return Source.objects.without_item().filter(Q(error__gt="") | Q(belongs_to__error__gt=""), received_at__lt=before)


def empty_all(sources: Iterable[Source]) -> None:
    for source in list(sources):
        empty(source)


def kept_until(source: Source) -> datetime.date | None:
    """Until when a file of which no item came is kept, if it goes at all."""
    months = retention.months_of("unreadable")
    if months is None or source.item_id is not None or not source.error:
        return None
    return retention.months_after(timezone.localtime(source.received_at).date(), months)


def delete_files(source: Source) -> None:
    """Delete the file and all that was derived from it, unless the same file was sent again. May be called again and again."""
    if source.emptied_at is None or Source.objects.filter(sha256=source.sha256, emptied_at=None).exists():
        return
    held = storages["held"]
    folder = f"derived/{source.sha256}"
    try:
        derived = held.listdir(folder)[1]
    except FileNotFoundError:
        derived = []
    for name in (*(f"{folder}/{each}" for each in derived), source.stored_name):
        held.delete(name)


retention.register(
    retention.Rule(
        "originals",
        _("the original file, its full text and what was found in it"),
        _("the version that readers have was released"),
        _("The version that readers have stays as it is. After that day nothing more can be taken out of it."),
        _("If something more is to be taken out, write to the privacy officer before that day."),
        with_original,
        delete_originals,
    ),
    retention.Sweep("unreadable", _("files that could not be read"), _("they were sent"), unreadable, empty_all),
)
