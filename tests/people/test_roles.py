"""Roles that are given and taken are told, and stand in the ledger."""

from __future__ import annotations

import pytest

from consent import ledger
from consent.models import LedgerEntry
from people import roles
from people.models import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_change_of_roles_is_in_the_ledger():
    user, administrator = make_user(roles=[Role.TEACHER]), make_user(roles=[Role.ADMINISTRATOR])
    roles.change(user, give=[Role.PRIVACY_OFFICER], take=[Role.TEACHER], by=administrator)
    assert user.roles == {"privacy_officer"}
    entry = LedgerEntry.objects.get(event="roles_changed")
    assert entry.by == ledger.reference_of(administrator).reference
    assert entry.details == {
        "person": str(ledger.reference_of(user).reference),
        "given": ["privacy_officer"],
        "taken": ["teacher"],
    }


def test_what_is_so_already_is_no_change():
    user = make_user(roles=[Role.TEACHER])
    roles.change(user, give=[Role.TEACHER], take=[Role.ADMINISTRATOR], by=None)
    assert not LedgerEntry.objects.exists()
