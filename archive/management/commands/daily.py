"""`manage.py daily`: do what is done once a day, now. For a timer, where no worker runs all day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from archive import daily


class Command(BaseCommand):
    help = "Does what is done once a day (reminders, anchors of the ledger) and has not been done today."

    def handle(self, *args: Any, **options: Any) -> None:
        for name in daily.run():
            self.stdout.write(name)
