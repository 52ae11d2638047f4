"""Secrets of an installation: made at its first start, and kept in a file that only its owner reads."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`, made with `make` if there is none yet.

    It is written beside and put in place whole, so that of two processes that start at once both get the same.
    """
    if not path.exists():
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        with suppress(FileExistsError):  # Another process came first; its secret holds.
            os.link(new, path)
        new.unlink()
    return path.read_text()
