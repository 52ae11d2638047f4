"""From the cells of a row to what it says about a person, or to a sentence about what is wrong with it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from people.exceptions import RosterError
from people.models import Membership, Role
from people.roster.reading import Line

_STUDENT = "student"
_ROLES = {
    "": _STUDENT,
    "student": _STUDENT,
    "teacher": Role.TEACHER,
    "lærer": Role.TEACHER,
    "lærar": Role.TEACHER,
    "privacy officer": Role.PRIVACY_OFFICER,
    "personvernombud": Role.PRIVACY_OFFICER,
    "personvernombod": Role.PRIVACY_OFFICER,
    "personvernrådgiver": Role.PRIVACY_OFFICER,
    "personvernrådgivar": Role.PRIVACY_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}
_LANGUAGES = {"bokmål": "nb", "nynorsk": "nn", "english": "en", "engelsk": "en"}
_LONGEST_EMAIL, _LONGEST_NAME, _LONGEST_CLASS = 254, 200, 100  # As the models' fields.
_EARLIEST_COHORT, _LATEST_COHORT = 1990, 2100


@dataclass(frozen=True, slots=True)
class Place:
    """A class as the file names it: the year its cohort began, its name, and where it meets ("" where not said)."""

    cohort: int
    name: str
    town: str

    @property
    def key(self) -> tuple[int, str]:
        """Two rows mean the same class when these are equal; capitals don't matter."""
        return self.cohort, self.name.casefold()

    def __str__(self) -> str:
        return f"{self.name} {self.cohort}"


@dataclass(frozen=True, slots=True)
class Stay:
    """A time in a class. `end` is None while it goes on, or where the file doesn't say."""

    place: Place
    kind: Membership.Kind
    start: datetime.date
    end: datetime.date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says. `language` is "" where it says nothing; staff may have no `stay`, a student always has one."""

    email: str
    name: str
    language: str
    role: Role | None
    stay: Stay | None


def entry_of(line: Line) -> Entry:
    """Raises `RosterError` with the first thing that is wrong with the row."""
    if line.is_header:
        raise RosterError(_("This row repeats the names of the columns."))
    if line.surplus:
        raise RosterError(
            _("This row has more cells than there are columns. Put cells that hold a separator in quotation marks.")
        )
    role = _role(line.cells.get("role", ""))
    return Entry(
        email=_email(line.cells.get("email", "")),
        name=_text(line.cells.get("name", ""), _LONGEST_NAME, missing=_("The name is missing.")),
        language=_language(line.cells.get("language", "")),
        role=role,
        stay=_stay(line.cells, role),
    )


def _email(cell: str) -> str:
    email = cell.lower()
    if not email:
        raise RosterError(_("The e-mail address is missing."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise RosterError(_("“%(cell)s” isn't an e-mail address.") % {"cell": cell}) from error
    return _text(email, _LONGEST_EMAIL)


def _text(cell: str, longest: int, missing: str = "") -> str:
    """The cell in Unicode's composed form, at most `longest` characters."""
    text = unicodedata.normalize("NFC", cell)
    if not text and missing:
        raise RosterError(missing)
    if len(text) > longest:
        raise RosterError(
            _("“%(cell)s…” is longer than %(longest)d characters.") % {"cell": text[:20], "longest": longest}
        )
    return text


def _role(cell: str) -> Role | None:
    role = _ROLES.get(cell.casefold().replace("_", " "))
    if role is None:
        raise RosterError(
            _("“%(cell)s” isn't a role. Use student, teacher, privacy officer or administrator.") % {"cell": cell}
        )
    return None if role == _STUDENT else Role(role)


def _language(cell: str) -> str:
    language = _LANGUAGES.get(cell.casefold(), cell.casefold())
    if language and language not in dict(settings.LANGUAGES):
        raise RosterError(_("“%(cell)s” isn't a language we have. Use nb, nn or en.") % {"cell": cell})
    return language


def _stay(cells: dict[str, str], role: Role | None) -> Stay | None:
    cohort, name, start = (cells.get(column, "") for column in ("cohort", "class", "start"))
    if role is not None and not cohort and not name:
        return None
    if role in {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR}:
        raise RosterError(_("Only students and teachers belong to a class. Give the other role a row without one."))
    if not cohort or not name or not start:
        raise RosterError(_("Cohort, class and start are needed to put somebody in a class."))
    place = Place(_cohort(cohort), _text(name, _LONGEST_CLASS), _text(cells.get("place", ""), _LONGEST_CLASS))
    begins = _date(start)
    end = cells.get("end", "")
    ends = _date(end) if end else None
    if begins.year < place.cohort:
        raise RosterError(
            _("The start %(start)s lies before the cohort of %(cohort)d began.")
            % {"start": start, "cohort": place.cohort}
        )
    if ends and ends < begins:
        raise RosterError(_("The end %(end)s lies before the start %(start)s.") % {"end": end, "start": start})
    kind = Membership.Kind.TEACHER if role == Role.TEACHER else Membership.Kind.STUDENT
    return Stay(place, kind, begins, ends)


def _cohort(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", cell) or not _EARLIEST_COHORT <= int(cell) <= _LATEST_COHORT:
        raise RosterError(_("“%(cell)s” isn't a cohort. Write the year it began, as 2021.") % {"cell": cell})
    return int(cell)


def _date(cell: str) -> datetime.date:
    """2021-08-20 or 20.8.2021."""
    if iso := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", cell):
        year, month, day = iso.groups()
    elif norwegian := re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", cell):
        day, month, year = norwegian.groups()
    else:
        raise RosterError(_("“%(cell)s” isn't a date. Write 2021-08-20 or 20.08.2021.") % {"cell": cell})
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise RosterError(_("There is no such day as %(cell)s.") % {"cell": cell}) from error
