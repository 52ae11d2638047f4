"""The link at the foot of every mail about an item, with which its receiver withdraws or limits a yes without signing in.

It can be opened as often as one likes and for as long as the person has an account, and shows the person's own answer alone.
The database holds its digest.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import letters
from archive.models import Contributor
from consent.links import digest_of
from consent.models import WayOut
from people.models import User


def make(contributor: Contributor, user: User) -> str:
    """A new link's whole address for `user`, who is the `contributor`; to be mailed and kept nowhere."""
    token = secrets.token_urlsafe(32)
    WayOut.objects.create(contributor=contributor, user=user, digest=digest_of(token))
    address: str = settings.BASE_URL + reverse("consent:way_out", args=[token])
    return address


def find(token: str) -> Contributor | None:
    """The part in an item that the link is about, while the person it was mailed to still has it and an account."""
    found = (
        WayOut.objects.filter(digest=digest_of(token), user__is_active=True, contributor__user=F("user"))
        .select_related("contributor__user", "contributor__item")
        .first()
    )
    return found.contributor if found else None


def close(user: User) -> None:
    """End all that were mailed to `user`."""
    WayOut.objects.filter(user=user).delete()


@letters.foot
def way_out(contributor: Contributor) -> str:
    if contributor.user is None or contributor.role == Contributor.Role.SUPERVISOR:
        return ""
    sentence = _("You can withdraw or limit a yes here at any time, without signing in:")
    return f"{sentence}\n{make(contributor, contributor.user)}"
