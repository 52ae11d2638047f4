"""What the sender tells about a file: kind, people, place. Kept with the source until the item's page exists."""

from __future__ import annotations

import csv
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage, LecturePage, MaterialPage, ThesisPage
from ingest.exceptions import Refused

KINDS: dict[str, type[ItemPage]] = {page.KIND: page for page in (ThesisPage, LecturePage, MaterialPage)}


@dataclass(frozen=True, slots=True)
class Person:
    """A contributor as named by the sender. Without an address the person can't be asked, and the item stays held."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """`authors` are the thesis's authors, the lecturers, or the material's makers. Empty texts are proposed from the file."""

    kind: str = "thesis"
    title: str = ""
    abstract: str = ""
    keywords: str = ""
    authors: tuple[Person, ...] = ()
    participants: tuple[Person, ...] = ()
    supervisor: str = ""
    cohort: int | None = None
    programme_class: str = ""
    place: str = ""
    theme: int | None = None
    year: int | None = None
    language: str = ""
    captions: str = ""

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Submission:
        people = {
            name: tuple(Person(**person) for person in data.get(name, ())) for name in ("authors", "participants")
        }
        return cls(**{**data, **people})


def read_metadata(path: Path) -> dict[str, Submission]:
    """Submissions by file name from a CSV with the columns file, kind, title, authors (addresses, `;` between), supervisor,
    cohort, class, theme, place, language, captions. Raises `Refused` with the line that is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(_("The metadata file can't be read. It must be CSV in UTF-8.")) from error
    if not rows or "file" not in rows[0]:
        raise Refused(_('The metadata file must begin with a line of column names, and one of them must be "file".'))
    return {row["file"]: _from_row(row, line) for line, row in enumerate(rows, start=2)}


def _from_row(row: dict[str, str | None], line: int) -> Submission:
    def value(column: str) -> str:
        return (row.get(column) or "").strip()

    def number(column: str) -> int | None:
        if not value(column):
            return None
        try:
            return int(value(column))
        except ValueError as error:
            raise Refused(
                _("Line %(line)d of the metadata file: %(column)s must be a number.") % {"line": line, "column": column}
            ) from error

    kind = value("kind") or "thesis"
    if kind not in KINDS:
        raise Refused(
            _("Line %(line)d of the metadata file: the kind must be thesis, lecture or material.") % {"line": line}
        )
    return Submission(
        kind=kind,
        title=value("title"),
        authors=_people(value("authors"), line),
        participants=_people(value("participants"), line),
        supervisor=value("supervisor"),
        cohort=number("cohort"),
        programme_class=value("class"),
        place=value("place"),
        theme=number("theme"),
        year=number("year"),
        language=value("language"),
        captions=value("captions"),
    )


def _people(addresses: str, line: int) -> tuple[Person, ...]:
    people = []
    for address in filter(None, (each.strip() for each in addresses.split(";"))):
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused(
                _("Line %(line)d of the metadata file: “%(address)s” is not an e-mail address.")
                % {"line": line, "address": address}
            ) from error
        people.append(Person(email=address.lower()))
    return tuple(people)
