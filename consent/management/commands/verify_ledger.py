"""`manage.py verify_ledger`: is the ledger whole, and the one that was anchored?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from consent import guard, ledger

ANCHOR = re.compile(r"\b(\d+) ([0-9a-f]{64})\b")


class Command(BaseCommand):
    help = "Verifies every link of the ledger and prints its head. Exit 1 and the first broken link if it is not whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help='Heads that were kept elsewhere, "NUMBER HASH" somewhere on a line; a mail as it was saved will do.',
        )

    def handle(self, *args: Any, anchors: Path | None, **options: Any) -> None:
        kept = read_anchors(anchors) if anchors else []
        broken = ledger.verify(kept)
        if broken:
            raise CommandError(
                _("The ledger is broken at entry %(number)s: %(why)s.")
                % {"number": broken.number, "why": broken.why.label}
            )
        if not guard.installed(connection):
            raise CommandError(
                _(
                    "The ledger is whole, but the database lets it be changed. Run “manage.py migrate” and ask who did that."
                )
            )
        self.stdout.write(str(ledger.head()))


def read_anchors(path: Path) -> list[ledger.Anchor]:
    try:
        found = ANCHOR.findall(path.read_text(errors="replace"))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    if not found:
        raise CommandError(_("%(file)s holds no anchor: a number and 64 characters of hash.") % {"file": path})
    return [ledger.Anchor(int(number), hash_) for number, hash_ in found]
