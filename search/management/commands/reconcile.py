"""`manage.py reconcile`: does everything that followed from releases and withdrawals agree with the database?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search import reconcile
from search.engines.base import EngineUnavailable


class Command(BaseCommand):
    help = "Compares database, index and released files. Exit 1 if they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="Bring index and files in step with the database.")

    def handle(self, *args: Any, fix: bool, **options: Any) -> None:
        try:
            if fix:
                reconcile.mend()
            found = list(reconcile.differences())
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CommandError(_("The storage can't be reached: %(reason)s.") % {"reason": reason}) from error
        for difference in found:
            self.stdout.write(f"{difference.key}: {difference.what}")
        count = len(found)
        self.stdout.write(ngettext("%(count)d difference.", "%(count)d differences.", count) % {"count": count})
        if found:
            sys.exit(1)
