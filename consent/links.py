"""Personal links in mails: each lets one person answer one question, once, for some weeks, without signing in.

The database holds a digest alone, so that whoever reads it can't answer for others.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from archive import events
from consent.models import Link, Request


def make(request: Request) -> str:
    """A new link's whole address, to be mailed and kept nowhere."""
    token = secrets.token_urlsafe(32)
    expires = timezone.now() + datetime.timedelta(days=settings.SAMLING["LINK_DAYS"])
    Link.objects.create(request=request, digest=digest_of(token), expires_at=expires)
    address: str = settings.BASE_URL + reverse("consent:link", args=[token])
    return address


def find(token: str) -> Link | None:
    """The link, while it can be used: not used, not expired, the person still has an account."""
    return (
        Link.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=timezone.now())
        .filter(request__contributor__user__is_active=True)
        .select_related("request__contributor__user", "request__contributor__item")
        .first()
    )


@transaction.atomic
def use(link: Link) -> bool:
    """Use it up; False if somebody was faster. Its fellows of the same question end with it."""
    now = timezone.now()
    if not Link.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        return False
    Link.objects.filter(request=link.request, used_at=None).update(used_at=now)
    contributor = link.request.contributor
    events.record("link_opened", contributor.item, by=contributor.user, request=link.request_id)
    return True


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
