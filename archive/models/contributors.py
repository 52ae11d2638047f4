"""A person's part in an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models.pages import ItemPage
from people.models import User


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def asked(self) -> ContributorQuerySet:
        """Those without whose consent nothing is released. A supervisor is named in the work but made none of it."""
        return self.exclude(role=Contributor.Role.SUPERVISOR)


class Contributor(models.Model):
    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        LECTURER = "lecturer", _("lecturer")
        PARTICIPANT = "participant", _("recorded participant")
        SUPERVISOR = "supervisor", _("supervisor")

    item = models.ForeignKey(ItemPage, models.CASCADE, related_name="contributors", verbose_name=_("item"))
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "user", "role"], name="contributor_once")]

    def __str__(self) -> str:
        return self.name
