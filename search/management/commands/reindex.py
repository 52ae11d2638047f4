"""`manage.py reindex`: the search index made anew, beside the old one, which answers until the new one is ready."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from search import indexing
from search.engines.base import EngineUnavailable, get_engine


class Command(BaseCommand):
    help = "Makes the search index anew from what is released. Searching goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = get_engine().rebuild(indexing.documents(indexing.searchable()))
            indexing.catch_up()
        except EngineUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            ngettext("%(count)d item is indexed.", "%(count)d items are indexed.", count) % {"count": count}
        )
