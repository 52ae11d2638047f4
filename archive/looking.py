"""Looking at what is held leaves a trace: every door to held material calls `accessed` or `viewed` before it opens.

Told once a person, item (or rendition) and day. A look that can't be recorded does not happen: what raises here raises in the view.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive import daily, events
from archive.models import ItemPage, Look, Rendition
from people.models import User


def accessed(item: ItemPage, *, by: User) -> None:
    """`by` looks at held material of `item` by office, as privacy officer or administrator."""
    _tell(Look.Event.ACCESSED, item, by=by)


def viewed(rendition: Rendition, *, by: User) -> None:
    """`by`, a contributor, looks at the version that they are asked about."""
    _tell(Look.Event.VIEWED, rendition.item, by=by, rendition=rendition.digest)


def held(item: ItemPage, *, by: User, rendition: Rendition | None = None) -> None:
    """`by`, who may know of `item` while it is held, looks at it: at a version made for readers, or else at what was received.

    What a contributor or sender looks at is their own; looking at a version may matter to what they answer, and is told.
    """
    if item.owner_id != by.pk and not item.contributors.filter(user=by).exists():
        accessed(item, by=by)
    elif rendition is not None:
        viewed(rendition, by=by)


def _tell(event: Look.Event, item: ItemPage, *, by: User, rendition: str = "") -> None:
    look = {"event": event, "person": by, "item_id": item.pk, "subject": rendition, "day": timezone.localdate()}
    if Look.objects.filter(**look).exists():
        return
    with transaction.atomic():
        _look, is_first = Look.objects.get_or_create(**look)
        if is_first:
            events.record(event.value, item, by=by, **({"rendition": rendition} if rendition else {}))


@daily.job
def forget_looks() -> None:
    """The ledger has them; here they only keep it from being told twice in a day."""
    Look.objects.filter(day__lt=timezone.localdate()).delete()
