"""A contributor's wish that stretches of a recording be silent: the rules, whoever calls them.

Whoever could withdraw the whole can take out any part of it. The item goes with the wish and comes back, on the terms that were
agreed, when a version exists that keeps it; that one only redacts more, so nobody is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import events, publication
from archive.models import ItemPage, Rendition, RenditionFile, Silence, State
from archive.models.contributors import Contributor
from archive.models.silences import Stretch, lie_within
from consent import decisions, restoring
from consent.models import Decision
from people.models import User


class NoRecording(Exception):
    """There is nothing to be heard in this version."""


@transaction.atomic
def take_out(
    contributor: Contributor, rendition: Rendition, stretches: Sequence[Stretch], *, by: User
) -> list[Silence]:
    """Have `stretches` of `rendition` silent; return those that weren't wished for yet. The item is gone with this transaction.

    A yes of the contributor holds on as it was, and gets a receipt with the stretches. Raises `NotYours` for anybody but the
    contributor, `OutOfDate` if a newer rendition has been made, `NoRecording` for a version without sound.
    """
    item = decisions.to_be_answered(contributor, rendition, by=by)
    if not is_recording(rendition):
        raise NoRecording
    known = item.silences.stretches()
    now = timezone.now()
    made = Silence.objects.bulk_create(
        Silence(item=item, contributor=contributor, start=start, end=end, at=now)
        for start, end in stretches
        if not lie_within([(start, end)], known)
    )
    if made:
        told = [[silence.start, silence.end] for silence in made]
        key, digest = contributor.pk, rendition.digest
        events.record("silenced", item, by=by, contributor=key, rendition=digest, stretches=told)
        if yes := _known_yes(contributor, rendition):
            decisions.say_again(contributor, rendition, yes, decisions.choices_of(yes), by=by)
        else:
            publication.withdraw(item, by=by, reason="silenced")
    return made


def _known_yes(contributor: Contributor, rendition: Rendition) -> Decision | None:
    """The yes that holds for `rendition`; None as well while an answer since may be lost with a restored database."""
    standing = decisions.holding(contributor, rendition)
    if standing is None or standing.answer != Decision.Answer.GRANTED:
        return None
    return None if restoring.may_be_lost(contributor) else standing


def is_recording(rendition: Rendition) -> bool:
    return rendition.files.filter(kind=RenditionFile.Kind.MEDIA).exists()


@publication.condition
def what_was_taken_out_is_silent(item: ItemPage) -> list[publication.Blocker]:
    """Nothing is released in which a stretch is heard that somebody took out."""
    rendition = item.current_rendition
    if rendition is None or lie_within(item.silences.stretches(), rendition.silences):
        return []
    reason = _("Somebody took out stretches that can be heard in the newest version.")
    return [publication.Blocker(reason, State.AWAITING_CONSENT)]


def of(contributor: Contributor, decision: Decision) -> list[Stretch]:
    """What the contributor had taken out when the decision was made."""
    return contributor.silences.filter(at__lte=decision.at).stretches()
