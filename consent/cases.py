"""Why an item is shut whatever its contributors agreed to: somebody in it has written, or the institution has closed it."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage, Rendition
from archive.retention import months_after
from people.models import User


class ConcernQuerySet(models.QuerySet["Concern"]):
    def undecided(self) -> ConcernQuerySet:
        return self.filter(outcome="")

    def holding(self) -> ConcernQuerySet:
        """Those that keep their item shut."""
        return self.undecided().filter(suspends=True).exclude(item=None)


class Concern(models.Model):
    """What somebody who is in a work has written to the privacy officer. Who wrote it, and what, nobody else sees.

    `item` is the work it is about as far as it was found; `which` is how the writer named it. `suspends`: the item is shut
    until this is decided. `redacted_after` is the version that was current when the officer began to take more out.
    """

    class Outcome(models.TextChoices):
        LIFTED = "lifted", _("nothing changed")
        REDACTED = "redacted", _("more was taken out")
        CLOSED = "closed", _("closed for good")

    item = models.ForeignKey(ItemPage, models.PROTECT, null=True, related_name="concerns", verbose_name=_("item"))
    which = models.CharField(_("which work"), max_length=500)
    place = models.CharField(_("where in it"), max_length=200, blank=True)
    text = models.TextField(_("what it says"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, default="nb", help_text="The one it was written in, and is answered in.")
    sender = models.CharField(
        max_length=64, blank=True, help_text="For the limits: a keyed digest of the account; empty for a visitor."
    )
    suspends = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    redacted_after = models.ForeignKey(Rendition, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True, help_text="What the person is told about the outcome.")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from a person in a work")
        verbose_name_plural = _("messages from people in works")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="a_decided_concern_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def due_on(self) -> datetime.date:
        """The last day to answer: within a month (GDPR Art. 12 no. 3)."""
        return months_after(timezone.localtime(self.made_at).date(), 1)

    @property
    def days_left(self) -> int:
        """Negative when it is overdue."""
        return (self.due_on - timezone.localdate()).days

    @property
    def is_being_redacted(self) -> bool:
        return not self.outcome and self.redacted_after_id is not None


class ClosureQuerySet(models.QuerySet["Closure"]):
    def standing(self, on: datetime.date | None = None) -> ClosureQuerySet:
        return self.filter(lifted_at=None).filter(Q(until=None) | Q(until__gt=on or timezone.localdate()))


class Closure(models.Model):
    """That the institution has closed an item as confidential (*klausulert*), until a day or until somebody opens it."""

    class Law(models.TextChoices):
        FVL13 = "fvl13", _("Public Administration Act § 13 (confidentiality)")
        HPL21 = "hpl21", _("Health Personnel Act § 21 (confidentiality)")
        GDPR = "gdpr", _("GDPR Articles 17 and 21 (erasure, objection)")
        OTHER = "other", _("another ground")

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="closures", verbose_name=_("item"))
    ground = models.TextField(_("ground"), help_text=_("Those who have a part in the work read this."))
    law = models.CharField(_("by which law"), max_length=10, choices=Law.choices, default=Law.FVL13)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is opened again."))
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(lifted_at=None), name="closed_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.law}"
