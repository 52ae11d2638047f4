"""`manage.py retention [--dry-run]`: announce and delete what the rules say, now; or say what that would be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive import retention


class Command(BaseCommand):
    help = "Announces and deletes what has been kept for its time. The worker does it once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        acts = {
            "announce": _("to be announced"),
            "cancel": _("to be called off"),
            "delete": _("to be deleted"),
        }
        for step in retention.plan():
            line = _("Item %(item)s: %(what)s, %(date)s: %(act)s") % {
                "item": step.item.pk,
                "what": step.rule.what,
                "date": date_format(step.due_on, "Y-m-d"),
                "act": acts[step.act],
            }
            self.stdout.write(line)
        for sweep, rows in retention.to_sweep():
            if count := rows.count():
                self.stdout.write(f"{sweep.what}: {count}")
        if not dry_run:
            retention.run()
