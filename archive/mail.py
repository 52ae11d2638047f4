"""Mail on one's own machine: shown on the console and kept as files in `var/mail`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import filebased


class FolderBackend(filebased.EmailBackend):
    """Sends nothing: shows each message in short on standard error, and writes it to the folder `EMAIL_FILE_PATH`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            lines = [line for line in str(message.body).splitlines() if line.strip()]
            print(f"✉ {', '.join(message.to)}: {message.subject}", *lines, sep="\n  ", file=sys.stderr)  # noqa: T201
        return super().send_messages(email_messages) or 0


def forget(address: str) -> None:
    """Delete the mails to `address` that are kept as files. Where mail is really sent there are none."""
    folder = Path(settings.EMAIL_FILE_PATH)
    for kept in folder.glob("*.log"):
        if address.encode() in kept.read_bytes().lower():
            kept.unlink()
