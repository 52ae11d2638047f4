"""`manage.py search`: what a person finds."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User
from search.service import Found, search


class Command(BaseCommand):
    help = "Searches as a person would, with that person's rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="Whose search it is.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, query: str, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(_("Nobody here has the address %(email)s. Import the roster first.") % {"email": email})
        found = search(query, user)
        if not found.available:
            raise CommandError(_("The search can't answer right now. Try again in a minute."))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False))
            return
        self.stdout.write(ngettext("%(count)d hit", "%(count)d hits", found.total) % {"count": found.total})
        for hit in found.hits:
            self.stdout.write(f"\n{hit.title}  ({hit.release.item.specific_class.KIND}, {hit.id})")
            for passage in hit.passages:
                self.stdout.write(f"  {passage.place}: {strip_tags(passage.html)}")


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "total": found.total,
        "hits": [
            {
                "id": int(hit.id),
                "title": hit.title,
                "kind": hit.release.item.specific_class.KIND,
                "passages": [
                    {"number": passage.number, "start": passage.start, "html": passage.html} for passage in hit.passages
                ],
            }
            for hit in found.hits
        ],
        "facets": {name: dict(values) for name, values in found.facets.items()},
    }
