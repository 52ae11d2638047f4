"""One way to write JSON, so that equal values give equal bytes: what the ledger hashes and the receipts sign."""

from __future__ import annotations

import json
from typing import Any


def canonical(content: dict[str, Any]) -> bytes:
    """`content` with sorted keys and without blanks, in UTF-8. For text, whole numbers, true and false that is RFC 8785."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
