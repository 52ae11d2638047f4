"""Doing what a plan says."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction

from people import roles
from people.models import Class, Cohort, Membership, User
from people.roster.entries import Entry, Place, Stay
from people.roster.planning import Plan

logger = logging.getLogger(__name__)


@transaction.atomic
def apply(plan: Plan, by: User | None) -> None:
    """Carry out every row that isn't refused, or none of them when one fails. Again: nothing more happens.

    `by` must be an administrator, since a roster hands out roles; None is whoever may run commands on the server. Raises
    `PermissionDenied` otherwise. Nobody is removed, and nobody loses a role, for being left out.
    """
    if by is not None and not by.is_administrator:
        raise PermissionDenied
    for row in plan.rows:
        if row.entry and row.action in {"create", "update"}:
            _carry_out(row.entry, by)
    logger.info("Roster imported: %d created, %d updated.", plan.count("create"), plan.count("update"))


def _carry_out(entry: Entry, by: User | None) -> None:
    user = User.objects.filter(email=entry.email).first()
    if user is None:
        user = User.objects.create_user(entry.email, name=entry.name, language=entry.language or "nb")
    else:
        user.name = entry.name
        user.language = entry.language or user.language
        user.save(update_fields=["name", "language"])
    if entry.role:
        roles.change(user, give=[entry.role], by=by)
    if entry.stay:
        _place(user, entry.stay)


def _place(user: User, stay: Stay) -> None:
    dates = {"start": stay.start} | ({"end": stay.end} if stay.end else {})
    Membership.objects.update_or_create(
        user=user, programme_class=_class_of(stay.place), kind=stay.kind.value, defaults=dates
    )


def _class_of(place: Place) -> Class:
    """The class that the file means, made if it isn't there. Capitals in its name don't matter, as in the plan."""
    cohort, _made = Cohort.objects.get_or_create(year=place.cohort)
    # Compared here and not in the query: SQLite folds the case of a–z alone, and there is an Østlandet.
    same = [each for each in cohort.classes.all() if each.name.casefold() == place.name.casefold()]
    found = same[0] if same else cohort.classes.create(name=place.name, place=place.town)
    if place.town and not found.place:
        found.place = place.town
        found.save(update_fields=["place"])
    return found
