"""`manage.py verify_receipt FILE`: was this receipt issued here, and is it as it was issued?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consent.receipts import record
from consent.receipts.document import lines_of


class Command(BaseCommand):
    help = "Verifies a receipt (the JSON file) and prints what it says. Exit 1 if it is not one, or was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(record.LARGEST + 1)
            found = record.verify(content)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except record.NotValid as error:
            raise CommandError(_("This is no receipt of this archive, or it has been changed.")) from error
        self.stdout.write("\n".join(lines_of(found)))
