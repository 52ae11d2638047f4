"""`manage.py erase EMAIL`: erase a person who asked for it in another way than on the page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from archive.erasing import works_alone, works_shared
from people import erasure
from people.models import User


class Command(BaseCommand):
    help = (
        "Erases a person at once and for good: account, receipts, works that are theirs alone. Others' works are held."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")

    def handle(self, *args: Any, email: str, dry_run: bool, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(_("Nobody here has this address."))
        if refusal := erasure.refusal(user):
            raise CommandError(str(refusal))
        alone, shared = works_alone(user).count(), works_shared(user).count()
        if not dry_run:
            erasure.erase(user, by=None)
        sentence = (
            _("Would delete %(alone)d works, hold %(shared)d that others have a part in, and empty the account.")
            if dry_run
            else _("Deleted %(alone)d works, held %(shared)d that others have a part in, and emptied the account.")
        )
        self.stdout.write(sentence % {"alone": alone, "shared": shared})
