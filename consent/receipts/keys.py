"""The key that receipts are signed with: from the environment, or made once and kept in a file that only the server can read."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from archive import secret_files
from consent.models import ReceiptKey

_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def signing_key() -> Ed25519PrivateKey:
    """The key in use. Its public half is kept in the database for ever, so that old receipts verify after a change of key."""
    key = _read(settings.SAMLING["RECEIPT_KEY"], Path(settings.SAMLING["RECEIPT_KEY_FILE"]))
    public = key.public_key().public_bytes(*_RAW)
    ReceiptKey.objects.get_or_create(name=name_of(public), defaults={"public": public})
    return key


def public_key(name: str) -> Ed25519PublicKey | None:
    """A key that this archive signs or has signed with, by its name."""
    found = ReceiptKey.objects.filter(name=name).first()
    return Ed25519PublicKey.from_public_bytes(bytes(found.public)) if found else None


def name_of(public: bytes) -> str:
    """The first 16 hex digits of the SHA-256 of the public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def name_of_key(key: Ed25519PrivateKey) -> str:
    return name_of(key.public_key().public_bytes(*_RAW))


@cache
def _read(configured: str, path: Path) -> Ed25519PrivateKey:
    written = configured or secret_files.kept(path, _new)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(written, validate=True))


def _new() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
