"""Giving and taking roles: told to whoever must know, in the same transaction, whatever page or command does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import Role, User


@dataclass(frozen=True, slots=True)
class RolesChanged:
    """`by` is None for whoever may run commands on the server."""

    user: User
    given: tuple[Role, ...]
    taken: tuple[Role, ...]
    by: User | None


Subscriber = Callable[[RolesChanged], None]
_subscribers: list[Subscriber] = []


def subscribe(function: Subscriber) -> Subscriber:
    """Call `function` with every change, in the same transaction."""
    if function not in _subscribers:
        _subscribers.append(function)
    return function


@transaction.atomic
def change(user: User, *, give: Iterable[Role] = (), take: Iterable[Role] = (), by: User | None) -> None:
    """Let `user` have the roles in `give` and not those in `take`. What is so already is no change, and not told."""
    has = frozenset(user.groups.values_list("name", flat=True))
    given = tuple(role for role in give if role.value not in has)
    taken = tuple(role for role in take if role.value in has)
    user.groups.add(*[Group.objects.get(name=role.value) for role in given])
    user.groups.remove(*[Group.objects.get(name=role.value) for role in taken])
    user.__dict__.pop("roles", None)  # It is cached.
    if given or taken:
        for subscriber in _subscribers:
            subscriber(RolesChanged(user, given, taken, by))
