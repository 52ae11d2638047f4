"""What the archive can say of itself: each app tells what it knows, from settings and counts, and `consent.records` lists it.

Nothing here is a secret or names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """The parts of the records (GDPR Art. 30 no. 1), and of what an assessment needs (Art. 35 no. 7)."""

    CONTROLLER = "controller", _("Who is responsible")
    PURPOSES = "purposes", _("What the data are used for, and on what legal basis")
    PERSONS = "persons", _("Whose data")
    DATA = "data", _("Which data")
    RECIPIENTS = "recipients", _("Who gets data, and where they lie")
    TRANSFERS = "transfers", _("Transfers out of the EEA")
    RETENTION = "retention", _("How long")
    SECURITY = "security", _("How it is protected")
    FIGURES = "figures", _("Figures for an assessment of the risk")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the records. `key` is the same in every language; `policy`: a sentence that the controller has to confirm."""

    section: Section
    key: str
    label: str | Promise
    value: str | Promise | int | bool
    policy: bool = False


Source = Callable[[], Iterable[Fact]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register `function`: it tells facts, in a fixed number of queries."""
    if function not in _sources:
        _sources.append(function)
    return function


def all_facts() -> list[Fact]:
    """Section by section; within one as the apps tell them."""
    order = list(Section)
    return sorted((fact for tell in _sources for fact in tell()), key=lambda fact: order.index(fact.section))
