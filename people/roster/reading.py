"""From the bytes of a CSV file to its rows, as cells under known column names.

Spreadsheets differ in what they call CSV: with or without a byte order mark, UTF-8 or Windows' cp1252, comma or semicolon
(Norwegian Excel). What is accepted is decided here; what the cells mean is decided in `people.roster.entries`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.exceptions import RosterError

MAX_BYTES = 5 * 2**20
MAX_ROWS = 10_000
REQUIRED = ("email", "name", "cohort", "class", "start")
_COLUMNS = {
    "email": {"email", "epost", "epostadresse", "mail"},
    "name": {"name", "navn", "namn"},
    "language": {"language", "språk", "målform"},
    "role": {"role", "rolle"},
    "cohort": {"cohort", "kull"},
    "class": {"class", "klasse"},
    "place": {"place", "sted", "stad"},
    "start": {"start", "fra", "frå", "from"},
    "end": {"end", "slutt", "til", "to"},
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")  # What text never holds, and other kinds of file nearly always do.


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: the number of the line it begins on (1-based) and its cells by our column names.

    `surplus` says that it has more cells than there are columns, `is_header` that it repeats the column names.
    """

    number: int
    cells: dict[str, str]
    surplus: bool = False
    is_header: bool = False


def read(file: BinaryIO) -> list[Line]:
    """The rows beneath the header, blank ones left out. Raises `RosterError` where the file as a whole can't be used."""
    rows = _rows(_decoded(file.read(MAX_BYTES + 1)))
    _number, header = next(rows, (0, []))
    columns = _columns(header)
    lines: list[Line] = []
    for number, cells in rows:
        if len(lines) == MAX_ROWS:
            raise RosterError(_("The file has more than %(rows)d rows. Split it.") % {"rows": MAX_ROWS})
        named = {name: cells[position] for name, position in columns.items() if position < len(cells)}
        lines.append(Line(number, named, surplus=any(cells[len(header) :]), is_header=cells[: len(header)] == header))
    if not lines:
        raise RosterError(_("The file names its columns and has nobody in it. Add a row for each person."))
    return lines


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise RosterError(
            _(
                "The file is larger than %(size)d MB. A roster is only text: check that it is the right file, or split it."
            )
            % {"size": MAX_BYTES // 2**20}
        )
    if not data.strip():
        raise RosterError(_("The file is empty."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise RosterError(_("This isn't a CSV file. In Excel, choose “Save as” and then “CSV UTF-8”, and send that file."))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of every row that has any."""
    first = text.lstrip().splitlines()[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RosterError(
                _("Line %(line)d can't be read. Perhaps a quotation mark is missing there.") % {"line": begins}
            ) from error
        cells = [_tidy(cell) for cell in cells]
        if any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def _tidy(cell: str) -> str:
    """Single spaces, none at the ends, and none of the invisible marks that come along from word processors."""
    return " ".join("".join(mark for mark in cell if unicodedata.category(mark) != "Cf").split())


def _columns(header: list[str]) -> dict[str, int]:
    """Our column names and where they stand; columns that mean nothing to us are passed over."""
    columns: dict[str, int] = {}
    for position, title in enumerate(header):
        key = title.casefold().replace("-", "").replace(" ", "")
        for name, titles in _COLUMNS.items():
            if key in titles:
                if name in columns:
                    raise RosterError(_("The column “%(name)s” is there twice. Remove one.") % {"name": title})
                columns[name] = position
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise RosterError(
            ngettext(
                "The column “%(names)s” is missing. The first line must name the columns.",
                "These columns are missing: %(names)s. The first line must name the columns.",
                len(missing),
            )
            % {"names": ", ".join(missing)}
        )
    return columns
