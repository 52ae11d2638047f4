"""The audiences a person can choose between, in words, with how many people each has today."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Audience, ItemPage
from archive.models.releases import readers_of


def offered(item: ItemPage) -> list[tuple[Audience, str]]:
    """Those that `item` has, from the narrowest to the widest. One query each."""
    return [(audience, in_words(audience, item)) for audience in Audience if audience.token_for(item)]


def in_words(audience: Audience, item: ItemPage) -> str:
    """ "everyone in the class (Oslo 1 2023), 28 people today"."""
    group = {Audience.CLASS: item.programme_class, Audience.COHORT: item.cohort}.get(audience)
    words = f"{audience.label} ({group})" if group else str(audience.label)
    count = readers_of(audience, item)
    if count is None:
        return words
    people = ngettext("%(count)d person today", "%(count)d people today", count) % {"count": count}
    return _("%(audience)s, %(people)s") % {"audience": words, "people": people}
