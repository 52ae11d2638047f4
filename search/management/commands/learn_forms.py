"""`manage.py learn_forms`: inflected words in both written standards, from Apertium, for the search to know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search import standards
from search.standards import apertium, forms, freedict


class Command(BaseCommand):
    help = "Has Apertium, where it is installed, translate the words of installed word lists. Takes a minute or two."

    def handle(self, *args: Any, **options: Any) -> None:
        data = Path(settings.SAMLING["APERTIUM"])
        if not apertium.is_installed(data):
            raise CommandError(_("Apertium isn't there. Install it: apt-get install apertium-nno-nob wnorwegian"))
        entries = list(freedict.pairs(Path(settings.SAMLING["NYNORSK_DICTIONARY"])))
        bokmaal = [*_words("bokmaal"), *(word for word, _other in entries)]
        nynorsk = [*_words("nynorsk"), *(word for _other, word in entries)]
        if not bokmaal:
            raise CommandError(_("There is no list of words to translate. Install one: apt-get install wnorwegian"))
        try:
            found = standards.not_known(apertium.pairs(data, bokmaal, nynorsk))
        except apertium.Unavailable as error:
            reason = _("Apertium doesn't answer as it should: %(reason)s. Nothing is changed.")
            raise CommandError(reason % {"reason": error}) from error
        forms.write(Path(settings.SAMLING["WORD_FORMS"]), found)
        count = len(found)
        self.stdout.write(
            ngettext(
                "%(count)d pair of words is learned. Restart web and workers.",
                "%(count)d pairs of words are learned. Restart web and workers.",
                count,
            )
            % {"count": count}
        )


def _words(name: str) -> Iterator[str]:
    """The words of Debian's `wnorwegian`, where it is installed, which writes them in Latin-1."""
    path = Path(settings.SAMLING["WORD_LISTS"]) / name
    if path.is_file():
        with path.open(encoding="latin-1") as lines:
            yield from (line.strip() for line in lines)
