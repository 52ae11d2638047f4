"""A person who came by a personal link: known for one item alone, without being signed in.

The link itself is `consent`'s affair; here is what the session says of it, for the pages and files of that item.
"""

from __future__ import annotations

import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from people.models import User

STAYS = datetime.timedelta(hours=2)
"""How long a person is known after the link was opened."""

_KEY = "guest"


def admit(request: HttpRequest, user: User, item_pk: int) -> None:
    """Know `user` in this session, for this item, for a while. A new session key keeps out whoever knew the old one."""
    request.session.cycle_key()
    until = timezone.now() + STAYS
    request.session[_KEY] = [user.pk, item_pk, until.isoformat(), user.get_session_auth_hash()]


def person(request: HttpRequest, item_pk: int) -> User | None:
    """The person who asks about the item: signed in, or come by a personal link to it. None for anybody else.

    What signs the person out elsewhere (Django's session hash) ends the visit as well.
    """
    if isinstance(request.user, User):
        return request.user
    key, item, until, hash_ = request.session.get(_KEY) or (0, None, "", "")
    if item != item_pk or datetime.datetime.fromisoformat(until) < timezone.now():
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and constant_time_compare(hash_, user.get_session_auth_hash()) else None
