"""What was measured: rows, a table of them on the screen, and a file of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.machine import Machine, line

RESULTS = Path(__file__).parent / "results"
RATES = ("pages/s", "characters/s", "items/s", "MB/s")
"""Units of which more is better; of all others less is."""


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` beside what `peer` gave for the same thing (`bare`), both in `unit`. `limit` is what `ours` may be at most, `least` what it
    must be above.

    A row without a peer belongs to the one above: a part of it, or what else there is to know. `note` says how it was taken.
    """

    what: str
    ours: float
    unit: str
    peer: str = ""
    bare: float | None = None
    limit: float | None = None
    note: str = ""
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times what the peer costs ours costs; below 1 ours is cheaper."""
        if self.bare is None or not self.ours or not self.bare:
            return None
        return self.bare / self.ours if self.unit in RATES else self.ours / self.bare

    @property
    def kept(self) -> bool:
        """Whether `ours` is within its limits."""
        return (self.limit is None or self.ours <= self.limit) and (self.least is None or self.ours > self.least)


def part(what: str, ours: float, unit: str, of: float, note: str = "") -> Row:
    """A part of the row above, which was `of` in the same unit."""
    share = f"{ours / of:.0%}" if of else ""
    return Row(f"  {what}", ours, unit, note=f"{share}  {note}".rstrip())


def shown(subject: str, machine: Machine, rows: Sequence[Row]) -> str:
    """The table as text."""
    cells = [("", "ours", "bare", "", "× bare", "limit", ""), *(_cells(row) for row in rows)]
    widths = [max(len(line_[column]) for line_ in cells) for column in range(6)]
    lines = [f"{subject}: {line(machine)}", ""]
    for name, *middle, note in cells:
        aligned = "  ".join(
            [name.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(middle[:2], widths[1:3], strict=True))]
        )
        rest = "  ".join(
            [
                middle[2].ljust(widths[3]),
                *(cell.rjust(width) for cell, width in zip(middle[3:], widths[4:], strict=True)),
            ]
        )
        lines.append(f"{aligned}  {rest}  {note}".rstrip())
    return "\n".join(lines)


def save(subject: str, size: str, machine: Machine, rows: Iterable[Row], folder: Path = RESULTS) -> Path:
    """Write the rows as `<date>-<subject>.json`, the day's last run of a subject; return where."""
    now = datetime.now().astimezone()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d}-{subject}.json"
    content = {
        "subject": subject,
        "size": size,
        "at": now.isoformat(timespec="seconds"),
        "machine": {**asdict(machine), "busy": machine.busy},
        "rows": [_plain(row) for row in rows],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path


def _cells(row: Row) -> tuple[str, str, str, str, str, str, str]:
    limit = "" if row.limit is None else f"≤ {_number(row.limit)}" + ("" if row.kept else " EXCEEDED")
    if row.least is not None:
        limit = f"> {_number(row.least)}" + ("" if row.kept else " NOT REACHED")
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    bare = "" if row.bare is None else _number(row.bare)
    note = "; ".join(filter(None, (f"bare: {row.peer}" if row.peer else "", row.note)))
    return row.what, _number(row.ours), bare, row.unit, ratio, limit, note


def _plain(row: Row) -> dict[str, Any]:
    return {**asdict(row), "what": row.what.strip(), "ratio": row.ratio, "kept": row.kept}


def _number(value: float) -> str:
    """Three figures that mean something, thousands apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
