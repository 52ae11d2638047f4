"""Making keys, knowing them again, counting what is asked with them."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import Key
from archive import throttling
from people.models import User

PREFIX = "samling_"
"""How every key begins, so that programs that look for secrets in files know one."""
MOST = 10
"""Keys that one person can have."""
MOST_A_MINUTE = 120
"""Requests that can be made with one key in a minute."""


class TooManyError(Exception):
    """The person has as many keys as one can."""

    def __str__(self) -> str:
        return _("You have %(count)d keys, and that is as many as there can be. Delete one of them first.") % {
            "count": MOST
        }


@transaction.atomic
def make(user: User, *, name: str, days: int) -> str:
    """A new key, to be shown once and kept nowhere. Raises `TooManyError`."""
    User.objects.select_for_update().get(pk=user.pk)  # Two requests at once don't get past the limit.
    if user.api_keys.count() >= MOST:
        raise TooManyError
    secret = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + datetime.timedelta(days=days)
    Key.objects.create(user=user, name=name, digest=_digest(secret), expires_at=expires)
    return secret


def find(secret: str) -> Key | None:
    """The key, while it can be used: not deleted, not expired, the person has access."""
    usable = Key.objects.filter(expires_at__gt=timezone.now(), user__is_active=True)
    return usable.select_related("user").filter(digest=_digest(secret)).first()


def wait(key: Key) -> int:
    """Count a request made with `key`; the seconds to wait before it may be made, 0 for at once."""
    return throttling.wait(f"api:{key.pk}", MOST_A_MINUTE, throttling.A_MINUTE)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
