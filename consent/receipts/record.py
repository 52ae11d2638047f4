"""The receipt of one decision, as a signed record.

Its fields are those of ISO/IEC TS 27560:2023 by way of the W3C's guide (https://w3id.org/dpv/guides/consent-27560), under its names;
what it has no name for stands under "archive". It is signed with Ed25519 (RFC 8032) over its canonical JSON text.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from archive.models import Audience, Purpose
from consent import ledger
from consent.canonical import canonical
from consent.models import Decision, LedgerEntry, Receipt
from consent.receipts import keys
from consent.voice import wishes
from people.models import User

SCHEMA = "ISO/IEC TS 27560:2023"
LARGEST = 200_000
"""Bytes. A receipt is some 5,000."""

_STATES = {
    Decision.Answer.GRANTED: "consent given",
    Decision.Answer.REFUSED: "consent refused",
    Decision.Answer.WITHDRAWN: "consent withdrawn",
}


class NotValid(Exception):
    """Not a receipt of this archive, or not as it was issued."""


class Erased(Exception):
    """The person was erased, and their receipts with them."""


def of(decision: Decision) -> Receipt:
    """The receipt of `decision`, made and signed once. Raises `Erased` when its person is gone."""
    with transaction.atomic():
        # Page and mail may ask at the same time, and so may the person to be erased.
        if User.objects.select_for_update().get(pk=decision.by_id).erased_at is not None:
            raise Erased
        kept = Receipt.objects.filter(decision=decision).first()
        if kept is None:
            record = uuid.uuid4()
            kept = Receipt.objects.create(decision=decision, record=record, content=_signed(_record(decision, record)))
        return kept


def verify(content: bytes) -> dict[str, Any]:
    """The record in `content`, if it is byte for byte a receipt that this archive signed. Raises `NotValid`."""
    if len(content) > LARGEST:
        raise NotValid
    try:
        envelope = json.loads(content)
        record, signature = envelope["receipt"], envelope["signature"]
        value = base64.b64decode(signature["value"], validate=True)
        name = str(signature["key"])
        key = keys.public_key(name)
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise NotValid from error
    if key is None or not isinstance(record, dict) or _written(record, name, value) != content:
        raise NotValid
    try:
        key.verify(value, canonical(record))
    except InvalidSignature as error:
        raise NotValid from error
    return record


def _signed(record: dict[str, Any]) -> bytes:
    key = keys.signing_key()
    return _written(record, keys.name_of_key(key), key.sign(canonical(record)))


def _written(record: dict[str, Any], key: str, value: bytes) -> bytes:
    """The file as it is handed out: one way to write it, so that a changed blank is a change."""
    signature = {"algorithm": "Ed25519", "key": key, "value": base64.b64encode(value).decode()}
    envelope = {"receipt": record, "signature": signature}
    return json.dumps(envelope, sort_keys=True, indent=2, ensure_ascii=False).encode() + b"\n"


def _record(decision: Decision, record: uuid.UUID) -> dict[str, Any]:
    controller = settings.SAMLING["CONTROLLER"]
    item = decision.contributor.item
    person = str(ledger.reference_of(decision.by).reference)
    return {
        "schema_version": SCHEMA,
        "record_id": str(record),
        "pii_principal_id": person,
        "privacy_notice": {
            "version": decision.notice.version,
            "language": decision.language,
            "text": decision.notice.text(decision.language),
        },
        "language": decision.language,
        "purposes": [
            {"purpose": purpose, "agreed": purpose in decision.purposes} for purpose in decision.notice.purposes
        ],
        "lawful_basis": "GDPR Article 6(1)(a)",
        "pii_information": ["name, if shown", "the work as its version has it", "the answer and its time"],
        "pii_controllers": [controller],
        "storage_locations": [controller["storage"]],
        "retention_period": "until withdrawn",
        "jurisdiction": "NO",
        "recipient_third_parties": [],
        "withdrawal_method": settings.BASE_URL + reverse("consent:answer", args=[item.pk]),
        "party": [{"type": "data subject", "name": decision.contributor.name, "contact": decision.by.email}],
        "event": {
            "time": decision.at.isoformat(),
            "type": "explicit",
            "state": _STATES[Decision.Answer(decision.answer)],
            "entity_id": person,
            "validity_duration": "until withdrawn",
        },
        "archive": {
            "item": item.pk,
            # A title can hold a name; that of a work that is not shared stays out of what lies in a mailbox.
            "title": decision.rendition.title if decision.answer == Decision.Answer.GRANTED else "",
            "version": decision.rendition.digest,
            "audience": Audience(decision.audience).value if decision.audience else "",
            "name_shown": decision.named,
            "not_before": decision.not_before.isoformat() if decision.not_before else "",
            "silent": [list(stretch) for stretch in wishes.of(decision.contributor, decision)],
            "ledger": _place_in_ledger(decision),
        },
    }


def _place_in_ledger(decision: Decision) -> dict[str, Any]:
    entry = (
        LedgerEntry.objects.filter(item=decision.contributor.item, event=decision.answer, details__decision=decision.pk)
        .order_by("number")
        .first()
    )
    return {"entry": entry.number, "hash": entry.hash} if entry else {}


def purposes_of(record: dict[str, Any]) -> list[tuple[str, bool]]:
    """The purposes of a receipt in words, and whether each was agreed to."""
    return [
        (str(Purpose(each["purpose"]).label), bool(each["agreed"]))
        for each in record["purposes"]
        if each["purpose"] in Purpose.values
    ]
