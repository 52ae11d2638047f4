"""`manage.py import_roster FILE [--dry-run]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.exceptions import RosterError
from people.roster import Plan, apply, plan


class Command(BaseCommand):
    help = "Add the people in a CSV file to their classes. Rows that can't be used are named and passed over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as roster, transaction.atomic():
                planned = plan(roster)
                if not dry_run:
                    apply(planned, by=None)
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be opened: %(why)s.") % {"file": file, "why": error.strerror}
            ) from error
        except RosterError as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        self._report(planned, dry_run)
        if refused := planned.count("refused"):
            raise CommandError(
                ngettext("%(count)d row was refused.", "%(count)d rows were refused.", refused) % {"count": refused}
            )

    def _report(self, planned: Plan, dry_run: bool) -> None:
        for row in planned.rows:
            if dry_run or row.action == "refused":
                self.stdout.write(_("Line %(line)d: %(sentence)s") % {"line": row.line, "sentence": row.sentence})
        counts = {action: planned.count(action) for action in ("create", "update", "unchanged")}
        self.stdout.write(
            (
                _("Would add %(create)d, change %(update)d, leave %(unchanged)d as they are.")
                if dry_run
                else _("%(create)d added, %(update)d changed, %(unchanged)d as they were.")
            )
            % counts
        )
