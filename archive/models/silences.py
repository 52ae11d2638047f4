"""Stretches of a recording that stay silent because somebody who is heard there wants it so."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.contributors import Contributor
from archive.models.pages import ItemPage

Stretch = tuple[float, float]
"""Start and end in seconds."""


def lie_within(wanted: Iterable[Stretch], silent: Iterable[Stretch]) -> bool:
    """Whether each of the `wanted` stretches lies within one that is `silent`."""
    silent = [(start, end) for start, end in silent]
    return all(any(first <= start and end <= last for first, last in silent) for start, end in wanted)


class SilenceQuerySet(models.QuerySet["Silence"]):
    def stretches(self) -> list[Stretch]:
        """In order, as they were wished for."""
        return list(self.order_by("start", "end").values_list("start", "end"))


class Silence(models.Model):
    """A contributor's own wish about a recording. Rows are only added: nobody but the person could take one back."""

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="silences", verbose_name=_("item"))
    contributor = models.ForeignKey(Contributor, models.PROTECT, related_name="silences")
    start = models.FloatField(help_text="Seconds.")
    end = models.FloatField(help_text="Seconds.")
    at = models.DateTimeField(default=timezone.now)

    objects = SilenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("silence")
        verbose_name_plural = _("silences")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(start__gte=0, end__gt=F("start")), name="silence_is_a_stretch")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.start}–{self.end}"
