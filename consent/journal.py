"""The journal: a copy of the ledger's links in a file outside the database, written as it grows.

A database that was restored from a backup ends before its journal does. So it is known to be older, and what happened to which
item since is known as well (`consent.restoring`). A line is one entry: its number, hash, time, event and item; no text, and of persons
only the number of an account that was erased, so that it can be erased again.

The journal follows the ledger: after each commit, at every start and once a day, the entries that it lacks are added. A process that
dies between commit and line, or a full disk, leaves a gap that the next one closes.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from archive import daily, starting
from consent.models import LedgerEntry

logger = logging.getLogger(__name__)

LONGEST = 4096
"""Bytes from the end in which the last whole line is found; a line is some 200."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    hash: str
    at: str
    event: str
    item: int | None
    erased: int | None = None
    """The account that the entry says was erased."""


class DatabaseIsOlder(starting.NotReady):
    """The journal knows of more than the database, or of something else."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The database is older than its journal, so it was restored from a backup. "
                "Run “manage.py replay_journal” before the site is opened."
            )
        )


@starting.require
@daily.job
def keep() -> None:
    """Add what the journal lacks, making it if there is none. Raises `DatabaseIsOlder`, or `NotReady` if it can't be written."""
    try:
        _keep()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        sentence = _(
            "The journal %(file)s can't be written: %(reason)s. Mend that, or name another file in SAMLING_JOURNAL."
        )
        raise starting.NotReady(sentence % {"file": path(), "reason": reason}) from error


def _keep() -> None:
    with _opened() as file:
        last = _last(file)
        if last is not None and not knows(last):
            raise DatabaseIsOlder
        entries = LedgerEntry.objects.filter(number__gt=last.number if last else 0).order_by("number")
        fields = entries.values_list("number", "hash", "at", "event", "item_id", "details__account")
        written = False
        for number, digest, at, event, item, account in fields.iterator(chunk_size=1_000):
            line = Line(number, digest, at.isoformat(), event, item, account if event == "erased" else None)
            file.write(json.dumps(asdict(line)).encode() + b"\n")
            written = True
        if written:
            file.flush()
            os.fsync(file.fileno())


def follow(number: int) -> None:
    """After a commit that brought entry `number`: see that it stands in the journal.

    What can't be written now is logged and added later: a withdrawal doesn't wait for a disk.
    """
    try:
        last = newest()
        if last is None or last.number < number:
            keep()
    except (OSError, starting.NotReady) as error:
        logger.error("The journal could not be written (%s)", type(error).__name__)


def knows(line: Line) -> bool:
    """Whether the database holds the entry that `line` is about."""
    return LedgerEntry.objects.filter(number=line.number, hash=line.hash).exists()


def newest() -> Line | None:
    try:
        with path().open("rb") as file:
            return _last(file)
    except FileNotFoundError:
        return None


def lines() -> Iterator[Line]:
    """All lines, in order. A last one that was cut off by a crash is left out."""
    try:
        with path().open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield _read(line)
    except FileNotFoundError:
        return


def path() -> Path:
    return Path(str(settings.SAMLING["JOURNAL"]))


def put_aside() -> Path | None:
    """Begin anew, from what the database holds; the old journal stays beside it. Return where it is now."""
    last = newest()
    if last is None:
        return None
    aside = path().with_name(f"{path().name}.until-{last.number}-{last.hash[:8]}")
    os.rename(path(), aside)
    return aside


@contextmanager
def _opened() -> Iterator[BinaryIO]:
    """The file to be added to, by one process at a time; half a line that a crash left is cut off."""
    path().parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        tail = _tail(file, end)
        if tail and not tail.endswith(b"\n"):
            file.truncate(end - len(tail) + tail.rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)
        yield file


def _last(file: BinaryIO) -> Line | None:
    tail = _tail(file, file.seek(0, os.SEEK_END))
    whole = tail[: tail.rfind(b"\n") + 1].splitlines()
    return _read(whole[-1]) if whole else None


def _tail(file: BinaryIO, end: int) -> bytes:
    file.seek(max(0, end - LONGEST))
    return file.read()


def _read(line: bytes) -> Line:
    return Line(**json.loads(line))
