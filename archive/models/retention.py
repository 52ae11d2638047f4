"""What is to be deleted because its time is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.pages import ItemPage


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def ahead(self) -> DeletionQuerySet:
        """Announced, and not done."""
        return self.filter(done_at=None)


class Deletion(models.Model):
    """That something of an item is deleted by a rule of `archive.retention`: announced first, done when the day has come."""

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="deletions", verbose_name=_("item"))
    rule = models.CharField(max_length=30, help_text="Its name in `archive.retention` and in the settings.")
    announced_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "rule"], condition=Q(done_at=None), name="one_deletion_ahead_per_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.rule} {self.due_on}"
