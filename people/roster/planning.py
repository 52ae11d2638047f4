"""What would happen if a roster were imported: one sentence for each row, and nothing changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from people import erasure
from people.exceptions import RosterError
from people.models import Class, Membership, Role, User
from people.roster.entries import Entry, Place, Stay, entry_of
from people.roster.reading import Line, read

Action = Literal["create", "update", "unchanged", "refused"]
Dates = tuple[datetime.date, datetime.date | None]


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row begins in the file; `entry` is what it says, None when it is refused."""

    line: int
    action: Action
    sentence: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[Row, ...]

    def count(self, action: Action) -> int:
        return sum(row.action == action for row in self.rows)


@dataclass(slots=True)
class _Person:
    name: str
    language: str
    active: bool = True
    roles: set[str] = field(default_factory=set)
    stays: dict[tuple[int, str, str], Dates] = field(default_factory=dict)


@dataclass(slots=True)
class _Known:
    """What is there already: from the database, and from the rows that come before in the file."""

    people: dict[str, _Person]
    towns: dict[tuple[int, str], str]
    erased: set[str]
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    said: dict[tuple[object, ...], int] = field(default_factory=dict)


def plan(file: BinaryIO) -> Plan:
    """Read a roster and say what each row would do. Raises `RosterError` where the file as a whole can't be used."""
    entries: list[tuple[Line, Entry | RosterError]] = []
    for line in read(file):
        try:
            entries.append((line, entry_of(line)))
        except RosterError as refusal:
            entries.append((line, refusal))
    known = _known({entry.email for _line, entry in entries if isinstance(entry, Entry)})
    return Plan(tuple(_row(line, entry, known) for line, entry in entries))


def _known(emails: set[str]) -> _Known:
    people = {}
    for user in User.objects.filter(email__in=emails).prefetch_related(
        "groups", "memberships__programme_class__cohort"
    ):
        people[user.email] = _Person(
            user.name,
            user.language,
            user.is_active,
            {group.name for group in user.groups.all()},
            {
                (
                    membership.programme_class.cohort.year,
                    membership.programme_class.name.casefold(),
                    membership.kind,
                ): (membership.start, membership.end)
                for membership in user.memberships.all()
            },
        )
    towns = {(each.cohort.year, each.name.casefold()): each.place for each in Class.objects.select_related("cohort")}
    return _Known(people, towns, erasure.was_erased(emails - set(people)))


def _row(line: Line, entry: Entry | RosterError, known: _Known) -> Row:
    if isinstance(entry, RosterError):
        return Row(line.number, "refused", str(entry))
    try:
        _refuse_contradictions(entry, line.number, known)
    except RosterError as refusal:
        return Row(line.number, "refused", str(refusal))
    person = known.people.get(entry.email)
    if person is None:
        known.people[entry.email] = person = _Person(entry.name, entry.language or "nb")
        sentences = [_arrival(entry), *_class_changes(entry, known)]
        _note(entry, person)
        return Row(line.number, "create", " ".join(sentences), entry)
    sentences = [*_person_changes(entry, person), *_stay_changes(entry, person), *_class_changes(entry, known)]
    _note(entry, person)
    if not sentences:
        return Row(line.number, "unchanged", _("%(name)s is here already.") % {"name": entry.name}, entry)
    return Row(line.number, "update", " ".join(sentences), entry)


def _refuse_contradictions(entry: Entry, number: int, known: _Known) -> None:
    """Raise `RosterError` where the row speaks against the database or against a row before it; else remember it."""
    person = known.people.get(entry.email)
    if person and not person.active:
        raise RosterError(_("The account of %(name)s is closed. Open it under People first.") % {"name": person.name})
    if entry.email in known.erased:
        raise RosterError(
            _("The owner of this address asked to be erased. If they want to come back, add them under People by hand.")
        )
    name, earlier = known.names.setdefault(entry.email, (entry.name, number))
    if name != entry.name:
        raise RosterError(
            _("Line %(line)d calls the owner of this address %(name)s. An address belongs to one person.")
            % {"line": earlier, "name": name}
        )
    stay = entry.stay
    town = known.towns.get(stay.place.key, "") if stay else ""
    if stay and stay.place.town and town and town != stay.place.town:
        raise RosterError(
            _("%(class)s is in %(town)s, not in %(other)s. Correct the row, or the class under People.")
            % {"class": stay.place, "town": town, "other": stay.place.town}
        )
    key = (entry.email, entry.role, *(_stay_key(stay) if stay else ()))
    earlier = known.said.setdefault(key, number)
    if earlier != number:
        raise RosterError(_("Line %(line)d speaks of the same already. Keep one of the two.") % {"line": earlier})


def _arrival(entry: Entry) -> str:
    words = {"name": entry.name}
    if entry.stay is None:
        return _("Would add %(name)s as %(role)s.") % {**words, "role": _label(entry.role)}
    words["class"] = str(entry.stay.place)
    if entry.stay.kind == Membership.Kind.TEACHER:
        return _("Would add %(name)s to %(class)s as teacher.") % words
    return _("Would add %(name)s to %(class)s.") % words


def _person_changes(entry: Entry, person: _Person) -> list[str]:
    sentences = []
    if entry.name != person.name:
        sentences.append(_("Would change the name %(old)s to %(name)s.") % {"old": person.name, "name": entry.name})
    if entry.language and entry.language != person.language:
        sentences.append(
            _("Would change the language of %(name)s to %(language)s.")
            % {"name": entry.name, "language": get_language_info(entry.language)["name_local"]}
        )
    if entry.role and entry.role.value not in person.roles:
        sentences.append(_("Would make %(name)s %(role)s.") % {"name": entry.name, "role": _label(entry.role)})
    return sentences


def _stay_changes(entry: Entry, person: _Person) -> list[str]:
    stay = entry.stay
    if stay is None:
        return []
    words = {"name": entry.name, "class": str(stay.place)}
    dates = person.stays.get(_stay_key(stay))
    if dates is None:
        if stay.kind == Membership.Kind.TEACHER:
            return [_("Would add %(name)s, who is here already, to %(class)s as teacher.") % words]
        return [_("Would add %(name)s, who is here already, to %(class)s.") % words]
    start, end = _dates(stay, dates)
    if (start, end) == dates:
        return []
    words |= {"start": date_format(start, "j.n.Y"), "end": date_format(end, "j.n.Y") if end else ""}
    return [_("Would change the time of %(name)s in %(class)s to %(start)s–%(end)s.") % words]


def _class_changes(entry: Entry, known: _Known) -> list[str]:
    if entry.stay is None:
        return []
    place: Place = entry.stay.place
    town = known.towns.get(place.key)
    known.towns[place.key] = town or place.town
    if town is None:
        return [_("Would make the class %(class)s.") % {"class": place}]
    if place.town and not town:
        return [_("Would place the class %(class)s in %(town)s.") % {"class": place, "town": place.town}]
    return []


def _note(entry: Entry, person: _Person) -> None:
    """Let `person` be what they would be after this row."""
    person.name = entry.name
    person.language = entry.language or person.language
    if entry.role:
        person.roles.add(entry.role.value)
    if entry.stay:
        key = _stay_key(entry.stay)
        person.stays[key] = _dates(entry.stay, person.stays.get(key))


def _dates(stay: Stay, known: Dates | None) -> Dates:
    """An end that the file leaves out stays what it was."""
    return stay.start, stay.end or (known[1] if known else None)


def _stay_key(stay: Stay) -> tuple[int, str, str]:
    return (*stay.place.key, stay.kind.value)


def _label(role: Role | None) -> str:
    return str(role.label) if role else ""
