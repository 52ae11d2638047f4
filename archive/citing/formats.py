"""Files for programs that keep references: BibTeX, RIS, CSL-JSON, and a table.

Each takes records (`archive.citing.records`) and gives text. A value never begins a new line or field of its own.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from archive.citing.records import Record

_BIBTEX = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_RIS_TYPES = {"thesis": "THES", "speech": "VIDEO", "document": "GEN"}
_FORMULA = re.compile(r"[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would compute (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that references are written to."""

    name: str
    label: str
    content_type: str
    write: Callable[[Sequence[Record]], str]


def bibtex(records: Iterable[Record]) -> str:
    """Entries that BibTeX and BibLaTeX read, in UTF-8. The braces around a title keep its capitals."""
    return "\n".join(_entry(record) for record in records)


def _entry(record: Record) -> str:
    fields = {
        "author": " and ".join(_bibtex_author(author) for author in record["author"]),
        "title": f"{{{_tex(record['title'])}}}",
        "year": str(_date(record)[0]),
        "howpublished": _tex(f"{record['genre']}, {record['publisher']}"),
        "keywords": _tex(record.get("keyword", "")),
        "language": record.get("language", ""),
        "url": record["URL"],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{record['id']},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_author(author: dict[str, str]) -> str:
    if "literal" in author:
        return f"{{{_tex(author['literal'])}}}"
    return f"{_tex(author['family'])}, {_tex(author['given'])}"


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(character, character) for character in _line(text))


def ris(records: Iterable[Record]) -> str:
    """Entries in the form of Research Information Systems; lines end as it asks for."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for record in records for tag, value in _tags(record))


def _tags(record: Record) -> Iterable[tuple[str, str]]:
    date = _date(record)
    yield "TY", _RIS_TYPES[record["type"]]
    for author in record["author"]:
        yield "AU", plain_name(author, inverted=True)
    yield "TI", record["title"]
    yield "PY", str(date[0])
    if len(date) == 3:
        yield "DA", f"{date[0]}/{date[1]:02}/{date[2]:02}"
    yield "M3", record["genre"]
    yield "PB", record["publisher"]
    for word in record.get("keyword", "").split(", "):
        if word:
            yield "KW", word
    if "language" in record:
        yield "LA", record["language"]
    yield "UR", record["URL"]
    yield "ER", ""


def csl_json(records: Sequence[Record]) -> str:
    return json.dumps(list(records), ensure_ascii=False, indent=2) + "\n"


def table(records: Iterable[Record]) -> str:
    """Comma-separated values (RFC 4180) that spreadsheets open as UTF-8 and never as formulas."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["title", "names", "year", "kind", "keywords", "language", "address"])
    for record in records:
        names = "; ".join(plain_name(author) for author in record["author"])
        row = [record["title"], names, str(_date(record)[0]), record["genre"], record.get("keyword", "")]
        writer.writerow([_cell(value) for value in [*row, record.get("language", ""), record["URL"]]])
    return "\ufeff" + made.getvalue()


def _cell(value: str) -> str:
    return f"'{_line(value)}" if _FORMULA.match(value) else _line(value)


def plain_name(author: dict[str, str], *, inverted: bool = False) -> str:
    if "literal" in author:
        return author["literal"]
    return f"{author['family']}, {author['given']}" if inverted else f"{author['given']} {author['family']}"


def _date(record: Record) -> list[int]:
    found: list[int] = record["issued"]["date-parts"][0]
    return found


def _line(text: str) -> str:
    """On one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


CITATIONS = {
    each.name: each
    for each in [
        Format("bib", "BibTeX", "application/x-bibtex", bibtex),
        Format("ris", "RIS", "application/x-research-info-systems", ris),
        Format("json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
    ]
}
EXPORTS = {"csv": Format("csv", "CSV", "text/csv", table), **CITATIONS}
