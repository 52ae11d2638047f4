"""`manage.py records [--json | --pdf FILE]`: the records of processing, as they are now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from consent import records, records_document


class Command(BaseCommand):
    help = "Prints the records of processing activities (GDPR Art. 30) and facts for an impact assessment."

    def add_arguments(self, parser: CommandParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="As JSON.")
        form.add_argument("--pdf", metavar="FILE", type=Path, help="Write a PDF.")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="nb")

    def handle(self, *args: Any, language: str, pdf: Path | None = None, **options: Any) -> None:
        with translation.override(language):
            if pdf is not None:
                try:
                    pdf.write_bytes(records_document.pdf())
                except OSError as error:
                    reason = error.strerror
                    raise CommandError(_("The file can't be written: %(reason)s.") % {"reason": reason}) from error
            elif options["json"]:
                self.stdout.write(json.dumps(records.as_json(), ensure_ascii=False, indent=2))
            else:
                for part in records.parts():
                    self.stdout.write(f"\n{part.title}")
                    for fact in part.facts:
                        self.stdout.write(f"  {fact.label}: {records.in_words(fact)}{' *' if fact.policy else ''}")
