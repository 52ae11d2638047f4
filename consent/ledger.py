"""The ledger: what happened, in an order that nobody can change without it being seen.

Every entry carries the SHA-256 of its own content and of the entry before it, so one changed, removed or inserted entry breaks the
chain from there on (Haber and Stornetta, "How to time-stamp a digital document", 1991). Whoever can rewrite the whole chain
is found by an anchor: a head of the chain that was kept elsewhere.

Of persons an entry holds a reference. Their name and address at the time are sealed under a key of their own
(`LedgerPerson`); without the key nobody reads them, and the chain is as valid as before.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import events
from archive.models import Rendition
from consent import decisions, journal
from consent.canonical import canonical
from consent.models import LedgerEntry, LedgerPerson
from people import roles
from people.models import User

BEGINNING = "0" * 64
"""What stands as the hash before the first entry."""

NONCE = 12
"""Bytes before the sealed text."""

_WRITERS = 0x5A4D_4C47
"""The key of the lock that lets one writer at a time at the chain's end (PostgreSQL; on SQLite every writer waits for its turn)."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's head at some time, to be kept where those who run the database can't change it."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Fault(TextChoices):
    MISSING = "missing", _("it is missing")
    MOVED = "moved", _("it does not follow the entry before it")
    CHANGED = "changed", _("its content was changed")
    REPLACED = "replaced", _("it is not the entry that was anchored")
    CUT_OFF = "cut_off", _("it was anchored, and is missing")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain does not hold: the entry's number, and what is wrong with it."""

    number: int
    why: Fault


@events.subscribe
def write(event: events.Event) -> None:
    append(event.name, by=event.by, item=event.item.pk, details=event.details, at=event.at)


@roles.subscribe
def write_roles(change: roles.RolesChanged) -> None:
    details = {
        "person": str(reference_of(change.user).reference),
        "given": [role.value for role in change.given],
        "taken": [role.value for role in change.taken],
    }
    append("roles_changed", by=change.by, details=details)


@events.subscribe
def ask_about_new_rendition(event: events.Event) -> None:
    """A rendition that was made is put before its contributors."""
    if event.name == "rendition_made":
        decisions.ask(Rendition.objects.get(pk=event.details["key"]))


def append(
    event: str,
    *,
    by: User | None,
    item: int | None = None,
    details: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> LedgerEntry:
    """Add an entry at the chain's end. `details` are plain JSON values without text or names.

    Raises `TransactionManagementError` outside a transaction: an entry stands or falls with what it is about.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written in the transaction that it is about.")
    last = _last_for_writing()
    person = reference_of(by) if by else None
    number = last.number + 1
    entry = LedgerEntry(
        number=number,
        at=at or timezone.now(),
        event=event,
        item_id=item,
        by=person.reference if person else None,
        details=json.loads(json.dumps(details or {}, cls=DjangoJSONEncoder)),
        sealed=_seal(person, by, number) if person and by else b"",
        previous=last.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    transaction.on_commit(partial(journal.follow, number), robust=True)
    return entry


def reference_of(user: User) -> LedgerPerson:
    return LedgerPerson.objects.get_or_create(user=user)[0]


def head() -> Anchor:
    """The newest entry's number and hash; number 0 while there is none."""
    last = LedgerEntry.objects.order_by("-number").values_list("number", "hash").first()
    return Anchor(*last) if last else Anchor(0, BEGINNING)


def hash_of(entry: LedgerEntry) -> str:
    """SHA-256, in hex, over everything an entry says and the hash before it."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "event": entry.event,
        "item": entry.item_id,
        "by": str(entry.by) if entry.by else None,
        "details": entry.details,
        "sealed": base64.b64encode(bytes(entry.sealed)).decode(),
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def opened(entry: LedgerEntry) -> dict[str, str] | None:
    """Name and address of the one who did it, as they were; None when there was nobody, or the person has been erased."""
    person = LedgerPerson.objects.filter(reference=entry.by).first() if entry.by else None
    if person is None or not entry.sealed:
        return None
    sealed = bytes(entry.sealed)
    clear = ChaCha20Poly1305(bytes(person.key)).decrypt(sealed[:NONCE], sealed[NONCE:], str(entry.number).encode())
    found: dict[str, str] = json.loads(clear)
    return found


def verify(anchors: Iterable[Anchor] = ()) -> Broken | None:
    """The first link that does not hold, None if all do. `anchors` are heads that were kept elsewhere.

    Reads the ledger once, in order, in bounded memory.
    """
    expected = {anchor.number: anchor.hash for anchor in anchors if anchor.number}
    before = BEGINNING
    for number, entry in enumerate(_in_order(), start=1):
        if entry.number != number:
            return Broken(number, Fault.MISSING)
        if entry.previous != before:
            return Broken(number, Fault.MOVED)
        if entry.hash != hash_of(entry):
            return Broken(number, Fault.CHANGED)
        if expected.pop(number, entry.hash) != entry.hash:
            return Broken(number, Fault.REPLACED)
        before = entry.hash
    if expected:
        return Broken(min(expected), Fault.CUT_OFF)
    return None


def _in_order() -> Iterator[LedgerEntry]:
    return LedgerEntry.objects.order_by("number").iterator(chunk_size=1_000)


def _last_for_writing() -> Anchor:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
    return head()


def _seal(person: LedgerPerson, user: User, number: int) -> bytes:
    clear = json.dumps({"name": user.name, "email": user.email}).encode()
    nonce = secrets.token_bytes(NONCE)
    return nonce + ChaCha20Poly1305(bytes(person.key)).encrypt(nonce, clear, str(number).encode())
