"""What people are told about works that are shut, and privacy officers about messages that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import mine, waiting
from archive.models import ItemPage
from consent.cases import Closure, Concern
from consent.closures import words_of
from people.models import User


@mine.actions
def why_it_is_shut(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    """Without the writer's name and words: these are the privacy officer's alone."""
    for closure in Closure.objects.standing().filter(item__in=items):
        yield closure.item_id, mine.Action(note=words_of(closure))
    for key in set(Concern.objects.holding().filter(item__in=items).values_list("item", flat=True)):
        note = _("Somebody has written that the work says something about them. You need not do anything.")
        yield key, mine.Action(note=note)


@waiting.source
def messages_that_wait(user: User) -> Iterator[waiting.Waiting]:
    if user.is_privacy_officer:
        count = Concern.objects.undecided().count()
        label = ngettext("%(count)d message from a person in a work", "%(count)d messages from people in works", count)
        yield waiting.Waiting(label % {"count": count}, count, reverse("concern_queue"))
