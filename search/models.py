"""What the index has yet to do."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from archive.models import ItemPage


class Pending(models.Model):
    """An item whose index documents may differ from the database. Written in the transaction that made them differ.

    Searches leave these items out, so that hits, counts and facets are true at once; the worker deletes the row when the index
    has caught up.
    """

    item = models.ForeignKey(ItemPage, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.item_id}"
