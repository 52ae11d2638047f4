"""What a person can take back of a yes without withdrawing it: the name, readers, a purpose. One click each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from archive.models import Audience, Contributor, ItemPage, Purpose
from consent import audiences
from consent.decisions import Choices, choices_of
from consent.models import Decision


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing to take back: `key` as the button sends it, and the `rest` of the yes."""

    key: str
    label: str | Promise
    rest: Choices


def offered(contributor: Contributor) -> list[Limit]:
    """What can still be taken back of the yes that stands; nothing where there is none."""
    standing = Decision.objects.latest_of(contributor)
    if standing is None or standing.answer != Decision.Answer.GRANTED:
        return []
    choices = choices_of(standing)
    return [*_name(choices), *_audiences(contributor.item, choices), *_purposes(choices)]


def possible(choices: Choices, item: ItemPage) -> bool:
    """Whether anything can be taken back of a yes to `choices`. No queries."""
    return choices.named or len(choices.purposes) > 1 or bool(_narrower(choices, item))


def _name(choices: Choices) -> list[Limit]:
    return [Limit("name", _("Take back my name"), replace(choices, named=False))] if choices.named else []


def _narrower(choices: Choices, item: ItemPage) -> list[Audience]:
    return [
        audience
        for audience in Audience
        if audience != choices.audience
        and Audience.narrowest([audience, choices.audience]) == audience
        and audience.token_for(item)
    ]


def _audiences(item: ItemPage, choices: Choices) -> list[Limit]:
    return [
        Limit(
            audience.value,
            _("Narrow it to %(audience)s") % {"audience": audiences.in_words(audience, item)},
            replace(choices, audience=audience),
        )
        for audience in _narrower(choices, item)
    ]


def _purposes(choices: Choices) -> list[Limit]:
    """Reading is what a yes is for; who takes that back withdraws."""
    return [
        Limit(
            purpose.value,
            _("Take back: %(purpose)s") % {"purpose": purpose.label},
            replace(choices, purposes=choices.purposes - {purpose}),
        )
        for purpose in Purpose
        if purpose in choices.purposes and purpose != Purpose.READING
    ]
