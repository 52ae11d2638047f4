"""That somebody looked at held material today."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.pages import ItemPage
from people.models import User


class Look(models.Model):
    """That `event` was told of a person and an item on a day, so that it is told once (`archive.looking`). Gone after that day."""

    class Event(models.TextChoices):
        ACCESSED = "accessed", _("looked at what is held, by office")
        VIEWED = "viewed", _("looked at the version for readers")

    event = models.CharField(max_length=10, choices=Event.choices)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    item = models.ForeignKey(ItemPage, models.CASCADE, related_name="+")
    subject = models.CharField(max_length=64, blank=True, help_text="The rendition's digest, where it is about one.")
    day = models.DateField(default=datetime.date.today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "item", "event", "subject", "day"], name="looked_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.item_id}"
