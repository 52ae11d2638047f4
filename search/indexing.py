"""Keeping the index in step with what is released.

A release, a withdrawal, or a page that an editor takes off the site leaves a row in `Pending` in the same transaction: from
then on the item is left out of every search, until `catch_up` has brought the index up to date and removed the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from wagtail.signals import page_published, page_unpublished

from archive import events
from archive.models import ItemPage, Release
from search import tasks
from search.documents import Document, Kind, PassageText
from search.engines.base import get_engine
from search.models import Pending


@events.subscribe
def note(event: events.Event) -> None:
    """Subscribed to all events; those that change what may be found leave a row."""
    if event.name in ("released", "withdrawn"):
        mark(event.item)


def mark(item: ItemPage) -> None:
    """Leave `item` out of searches until the index has caught up with the database."""
    with transaction.atomic():
        Pending.objects.create(item_id=item.pk)
        tasks.catch_up.enqueue()


def mark_page(sender: type, instance: Any, **kwargs: Any) -> None:
    """Wagtail's own buttons turn the other key: an item taken off the site, or put back."""
    if isinstance(instance, ItemPage):
        mark(instance)


page_published.connect(mark_page)
page_unpublished.connect(mark_page)


def catch_up() -> int:
    """Bring the index up to date for all items that wait; return how many. Raises `EngineUnavailable`; call it again then."""
    waiting = list(Pending.objects.values_list("pk", "item_id"))
    items = {item for _key, item in waiting}
    bring_up_to_date(items)
    Pending.objects.filter(pk__in=[key for key, _item in waiting]).delete()
    return len(items)


def bring_up_to_date(items: Iterable[int]) -> None:
    """Put or remove `items`, and again those that were released or withdrawn meanwhile.

    So the last of several workers, who may all write what they read some time ago, leaves what the database says.
    """
    engine = get_engine()
    left = set(items)
    while left:
        before = _released(left)
        engine.remove([str(item) for item in sorted(left - set(before))])
        engine.put(documents(searchable().filter(pk__in=before.values())))
        after = _released(left)
        left = {item for item in left if before.get(item) != after.get(item)}


def _released(items: set[int]) -> dict[int, int]:
    """The searchable release of each item that has one."""
    return dict(searchable().filter(item__in=items).values_list("item_id", "pk"))


def searchable() -> Any:
    """The releases that belong in the index: active, and on a live page."""
    return Release.objects.active().filter(item__live=True)


def documents(releases: Any) -> Iterator[Document]:
    """The documents of `releases`, one at a time, so that memory holds one item's text."""
    chosen = releases.select_related("item__cohort", "item__programme_class__cohort", "rendition").order_by("pk")
    for release in chosen.iterator(chunk_size=20):
        yield document_of(release)


def document_of(release: Release) -> Document:
    """What the index is told of a release: the rendition's text, if it may be searched, and the names shown; nothing else."""
    item, rendition = release.item, release.rendition
    passages = rendition.passages.defer("words") if release.text_is_searchable else rendition.passages.none()
    kind: Kind = item.specific_class.KIND
    return Document(
        id=str(item.pk),
        kind=kind,
        title=rendition.title,
        abstract=rendition.abstract,
        keywords=tuple(rendition.keywords),
        names=tuple(release.names),
        language=rendition.language,
        cohort=str(item.cohort or ""),
        programme_class=str(item.programme_class or ""),
        place=item.place,
        theme=str(item.theme or ""),
        year=item.year or 0,
        released=release.released_at.date(),
        audience=release.token,
        passages=tuple(
            PassageText(passage.number, passage.start, passage.text, passage.language) for passage in passages
        ),
    )
