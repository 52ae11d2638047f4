"""`manage.py replay_journal`: after a backup was restored, hold everything that something happened to since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive import starting
from archive.models import ItemPage
from consent import restoring
from consent.management.commands.verify_ledger import read_anchors


class Command(BaseCommand):
    help = "Compares the database with its journal, and holds what something happened to since the backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="Heads of the ledger that were mailed; one that nobody here knows holds every item.",
        )
        parser.add_argument(
            "--seen", type=int, nargs="+", metavar="ITEM", help="The privacy officer has looked at these items."
        )

    def handle(self, *args: Any, anchors: Path | None, seen: list[int] | None, **options: Any) -> None:
        if seen:
            self._note_seen(seen)
            return
        try:
            done = restoring.replay(read_anchors(anchors) if anchors else [])
        except starting.NotReady as error:
            raise CommandError(str(error)) from error
        if done is None:
            self.stdout.write(_("The database is as new as its journal. Nothing is held."))
            return
        for item, events in done.items.items():
            self.stdout.write(f"{item}: {', '.join(events)}")
        if done.others:
            self.stdout.write(_("Lost, and about no item: %(events)s.") % {"events": ", ".join(done.others)})
        if done.erased:
            sentence = ngettext(
                "%(count)d person who was erased since the backup is erased again.",
                "%(count)d people who were erased since the backup are erased again.",
                done.erased,
            )
            self.stdout.write(sentence % {"count": done.erased})
        count = len(done.items)
        sentence = ngettext(
            "%(count)d item is held until its contributors have answered once more.",
            "%(count)d items are held until their contributors have answered once more.",
            count,
        )
        self.stdout.write(sentence % {"count": count})

    def _note_seen(self, keys: list[int]) -> None:
        items = {item.pk: item for item in ItemPage.objects.filter(pk__in=keys)}
        if missing := [key for key in keys if key not in items]:
            raise CommandError(_("There is no item %(number)s.") % {"number": missing[0]})
        for item in items.values():
            restoring.seen(item)
