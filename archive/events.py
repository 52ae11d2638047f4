"""What happened, told to those who must know, inside the transaction that made it happen.

`consent` writes its record from it; `search` notes what its index must do. A subscriber that raises undoes the whole: an event
that can't be recorded did not happen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from archive.models import ItemPage
from people.models import User


@dataclass(frozen=True, slots=True)
class Event:
    """`name` in the past tense ("released"); `details` are plain JSON values, without text or personal data of others."""

    name: str
    item: ItemPage
    by: User | None
    at: datetime.datetime
    details: dict[str, Any] = field(default_factory=dict)


Subscriber = Callable[[Event], None]
_subscribers: list[Subscriber] = []


def subscribe(function: Subscriber) -> Subscriber:
    """Call `function` with every event, in the same transaction."""
    if function not in _subscribers:
        _subscribers.append(function)
    return function


def record(name: str, item: ItemPage, *, by: User | None, **details: Any) -> Event:
    """Tell every subscriber. Raises `TransactionManagementError` outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An event is recorded in the transaction that it is about.")
    event = Event(name, item, by, timezone.now(), details)
    for subscriber in _subscribers:
        subscriber(event)
    return event
