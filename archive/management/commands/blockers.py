"""`manage.py blockers ITEM`: what keeps an item held, in words."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from archive import publication
from archive.models import ItemPage


class Command(BaseCommand):
    help = "Says what stands between an item and its readers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("item", metavar="ITEM", help="The item's number, or the last part of its address.")

    def handle(self, *args: Any, item: str, **options: Any) -> None:
        found = ItemPage.objects.filter(slug=item).first()
        if found is None and item.isdecimal():
            found = ItemPage.objects.filter(pk=int(item)).first()
        if found is None:
            raise CommandError(_("There is no item “%(item)s”.") % {"item": item})
        for blocker in publication.blockers(found):
            self.stdout.write(str(blocker.reason))
        if release := found.active_release:
            self.stdout.write(_("Released to: %(audience)s.") % {"audience": release.get_audience_display()})
