"""Keys by which people's own programs read what the person may read."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User


class Key(models.Model):
    """Known by its SHA-256 alone, so that whoever reads the database can't use it. Good for reading, until it expires."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=100, help_text=_("What you use it for, to know it again."))
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, hexadecimal.")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()
