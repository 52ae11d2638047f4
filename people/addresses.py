"""Giving somebody a new e-mail address: whoever has the address has the account, so identity is checked first, and noted."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.models import AddressChange, User

FEWEST = 20
"""Characters that say how somebody's identity was checked."""

Subscriber = Callable[[AddressChange], None]
_subscribers: list[Subscriber] = []


def subscribe(function: Subscriber) -> Subscriber:
    """Call `function` with every change, in its transaction. One that raises undoes it."""
    if function not in _subscribers:
        _subscribers.append(function)
    return function


def may_change(user: User, *, by: User) -> bool:
    """An administrator may, but nobody their own address, a superuser's only another superuser, and nobody an erased person's."""
    is_there = user.erased_at is None
    return is_there and by.is_administrator and by != user and (by.is_superuser or not user.is_superuser)


@transaction.atomic
def change(user: User, email: str, *, how: str, checked_by: str, checked_on: datetime.date, by: User) -> AddressChange:
    """Let `user` sign in with `email` from now on; whoever is signed in as this person is signed out.

    Raises `PermissionDenied` for who `may_change` nothing; `ValidationError` for notes that are too short, and an address that
    is the person's already or somebody else's.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not may_change(user, by=by):
        raise PermissionDenied
    email = email.strip().lower()
    if len(" ".join(how.split())) < FEWEST:
        raise ValidationError(
            {"how": _("Write how the identity was checked, in %(count)d characters or more.") % {"count": FEWEST}}
        )
    if email == user.email:
        raise ValidationError({"email": _("This is the address already.")})
    if User.objects.filter(email=email).exists():
        raise ValidationError({"email": _("Somebody has this address already.")})
    made = AddressChange.objects.create(
        user=user, how=how.strip(), checked_by=checked_by, checked_on=checked_on, by=by, old_email=user.email
    )
    user.email = email
    user.set_unusable_password()  # A new one each time, and Django ends the sessions that were begun with another.
    user.save(update_fields=["email", "password"])
    for subscriber in _subscribers:
        subscriber(made)
    return made
