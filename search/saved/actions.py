"""Keeping a search, changing it, stopping its mails."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from search.models import SavedSearch
from search.query import FACETS
from search.results import EXACT, RANGE

MOST = 50
"""Searches that one person can keep."""


class TooManyError(Exception):
    """The person keeps as many searches as one can."""

    def __str__(self) -> str:
        return _("You have saved %(count)d searches, and that is as many as we keep. Delete one of them first.") % {
            "count": MOST
        }


def kept_query(parameters: QueryDict) -> str:
    """The part of an address that says what is searched for, in a fixed order: words, chosen facets, years, sort."""
    kept = QueryDict(mutable=True)
    for name in ("q", EXACT, *FACETS, *RANGE, "sort"):
        if values := [value for value in parameters.getlist(name) if value]:
            kept.setlist(name, values)
    return kept.urlencode()


@transaction.atomic
def save(user: User, *, name: str, query: str, frequency: str) -> SavedSearch:
    """Keep `query` for `user`. One that is kept already gets the new name and frequency. Raises `TooManyError`."""
    User.objects.select_for_update().get(pk=user.pk)  # Two requests at once don't get past the limit.
    others = user.saved_searches.exclude(query=query)
    if others.count() >= MOST:
        raise TooManyError
    kept, is_new = SavedSearch.objects.get_or_create(
        user=user, query=query, defaults={"name": name, "frequency": frequency}
    )
    if not is_new:
        kept.name = name
        change(kept, frequency)
    return kept


def change(kept: SavedSearch, frequency: str) -> None:
    """From now on, mail so often. What came while no mails were wanted is no news."""
    if kept.frequency == SavedSearch.Frequency.NEVER != frequency:
        kept.looked_until = timezone.now()
    kept.frequency = frequency
    kept.save()


def stop(key: int) -> None:
    """No more mails. The search stays; stopping twice, or one that was deleted, is no error."""
    SavedSearch.objects.filter(pk=key).update(frequency=SavedSearch.Frequency.NEVER)
