"""What the index has yet to do, and the searches that people keep."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage
from people.models import User


class Pending(models.Model):
    """An item whose index documents may differ from the database. Written in the transaction that made them differ.

    Searches leave these items out, so that hits, counts and facets are true at once; the worker deletes the row when the index
    has caught up.
    """

    item = models.ForeignKey(ItemPage, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.item_id}"


class SavedSearch(models.Model):
    """A search that a person keeps, and how often they are told of what is new in it."""

    class Frequency(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        NEVER = "never", _("never")

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000, help_text="The results page's query string, without page and place.")
    frequency = models.CharField(
        _("mail about new items"), max_length=6, choices=Frequency.choices, default=Frequency.WEEKLY
    )
    looked_until = models.DateTimeField(default=timezone.now, help_text="What was released before is no news.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="saved_search_once")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def url(self) -> str:
        """The results page with this search."""
        return f"{reverse('search')}?{self.query}"
