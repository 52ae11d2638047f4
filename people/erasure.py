"""Erasing a person (GDPR Art. 17): each app takes its part, in one transaction, and an account without name and address is left.

That row stays because decisions, releases and the ledger point at it for good; nobody can sign in with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from people.models import AddressChange, ErasedAddress, Role, RosterUpload, User


class LastOfRole(Exception):
    """Nobody else could do what the person does. `str()` tells what to do first."""

    def __init__(self, role: Role) -> None:
        super().__init__(
            _("You are the only %(role)s. Let somebody else get that role first; then you can be erased.")
            % {"role": role.label}
        )


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who is erased, as they were. `by` is who asked for it: the person, or None for whoever may run commands on the server."""

    user: User
    name: str
    email: str
    by: User | None

    def without(self, value: Any, *names: str) -> Any:
        """A JSON value without the person's address, name and other `names`, wherever they stand in its texts."""
        if isinstance(value, dict):
            return {key: self.without(each, *names) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.without(each, *names) for each in value]
        if not isinstance(value, str):
            return value
        for name in sorted({self.email, self.name, *names} - {""}, key=len, reverse=True):
            parts = r"[\s_.+-]+".join(re.escape(part) for part in name.split())
            value = re.sub(rf"(?<!\w){parts}(?!\w)", nobody(), value, flags=re.IGNORECASE)
        return value


Step = Callable[[Leaving], None]
_steps: list[Step] = []


def step(function: Step) -> Step:
    """Register what an app does when a person is erased: in the transaction, files by tasks."""
    if function not in _steps:
        _steps.append(function)
    return function


def nobody() -> str:
    """What stands instead of the name, in the archive's first language."""
    with translation.override("nb"):
        return _("Erased person")


def refusal(user: User) -> LastOfRole | None:
    """Why `user` can't be erased now, if so."""
    for role in (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR):
        if role.value in user.roles and not User.objects.with_role(role).exclude(pk=user.pk).exists():
            return LastOfRole(role)
    return None


@transaction.atomic
def erase(user: User, *, by: User | None) -> None:
    """Erase `user`, at once and for good. Again: nothing more happens.

    Raises `LastOfRole` for the only privacy officer or administrator.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at is not None:
        return
    if found := refusal(user):
        raise found
    leaving = Leaving(user, user.name, user.email, by)
    for each in reversed(_steps):  # First the rooms that know most: what they tell still has a name to it.
        each(leaving)
    _forget_account(user)


def was_erased(emails: set[str]) -> set[str]:
    """Those of `emails` whose owners were erased."""
    digests = {digest_of(email): email for email in emails}
    return {digests[digest] for digest in ErasedAddress.objects.filter(digest__in=digests).values_list("pk", flat=True)}


def digest_of(email: str) -> str:
    return salted_hmac("people.erasure", email.lower(), algorithm="sha256").hexdigest()


def _forget_account(user: User) -> None:
    ErasedAddress.objects.get_or_create(digest=digest_of(user.email))
    AddressChange.objects.filter(Q(user=user) | Q(by=user)).delete()
    user.memberships.all().delete()
    user.groups.clear()
    user.user_permissions.clear()
    RosterUpload.objects.all().delete()  # Any of them may name the person; an administrator can send theirs again.
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(
        email=f"erased-{user.pk}@erased.invalid",
        name=nobody(),
        language="nb",
        is_active=False,
        is_superuser=False,
        last_login=None,
        date_joined=now,
        erased_at=now,
    )
