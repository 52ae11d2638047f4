"""What people ask for under the GDPR, and the copies of their data made for them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User


class RightsRequest(models.Model):
    """What a person asks of the archive about their data. It is answered within a month (GDPR Art. 12 no. 3)."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("correction")
        OBJECT = "object", _("objection")

    person = models.ForeignKey(User, models.CASCADE, related_name="rights_requests")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("text"), max_length=3_000)
    made_at = models.DateTimeField(_("asked on"), default=timezone.now)
    due_at = models.DateTimeField(_("to be answered by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("request about one's data")
        verbose_name_plural = _("requests about one's data")
        ordering = ["due_at"]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


class Export(models.Model):
    """A copy of all that is held about a person, ordered by them; a zip file in the `held` storage, for a week."""

    person = models.ForeignKey(User, models.CASCADE, related_name="exports")
    ordered_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveIntegerField(default=0, help_text="How many of `total` tables and files are in it.")
    total = models.PositiveIntegerField(default=0)
    name = models.CharField(
        max_length=100, blank=True, help_text="Its place in the `held` storage; empty until it is made."
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    made_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
