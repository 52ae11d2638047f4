"""Asking contributors and taking their answers: the rules, whoever calls them.

The newest decision of a contributor holds. It is about one rendition, and holds for a later one only if that one merely
redacts more. Silence is never consent.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from archive import events, publication
from archive.models import Audience, Contributor, ItemPage, Purpose, Rendition, State
from archive.tasks import release_if_ready, release_on
from consent.models import Decision, Notice, Request
from people.models import User


class NotYours(Exception):
    """Only the contributor answers for the contributor."""


class OutOfDate(Exception):
    """The version that was answered is not the current one. `str()` tells the person what to do."""

    sentence = _("A newer version was made while you were reading. Look at that one before you answer.")

    def __init__(self) -> None:
        super().__init__(self.sentence)


class AnswerMayBeLost(OutOfDate):
    """The yes that the database knows is older than a restored backup, and may have been taken back since."""

    sentence = _("The archive was restored from a backup, and your answer since may be lost.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person who says yes decides. Nothing is chosen in advance but to stay unnamed.

    Reading is what a yes is for; the further `purposes` hold where all agree.
    """

    audience: Audience
    purposes: frozenset[Purpose] = frozenset({Purpose.READING})
    named: bool = False
    not_before: datetime.date | None = None

    def is_within(self, other: Choices) -> bool:
        """Whether this is nowhere wider than `other`."""
        return (
            Audience.narrowest([self.audience, other.audience]) == self.audience
            and self.purposes <= other.purposes
            and self.named <= other.named
            and (self.not_before or datetime.date.min) >= (other.not_before or datetime.date.min)
        )


def choices_of(decision: Decision) -> Choices:
    """What was chosen with a yes."""
    purposes = frozenset(map(Purpose, decision.purposes))
    return Choices(Audience(decision.audience), purposes, decision.named, decision.not_before)


def ask(rendition: Rendition) -> list[Request]:
    """Make a request to each contributor whose answer to `rendition` is missing; return the new ones. Mail follows by a task.

    An answer is missing, too, when the notice in use asks for other purposes than the one that was answered with yes; what
    was agreed to holds meanwhile.
    """
    notice = current_notice()
    made = []
    with transaction.atomic():
        for contributor in rendition.item.contributors.asked().filter(user__isnull=False, user__erased_at=None):
            if _is_to_be_asked(contributor, rendition, notice):
                made.append(_ask(contributor, rendition, notice))
    return made


def _is_to_be_asked(contributor: Contributor, rendition: Rendition, notice: Notice) -> bool:
    """Whoever has not answered is asked once a rendition; whoever said yes to other purposes, once more."""
    asked = Request.objects.filter(contributor=contributor, rendition=rendition)
    held = holding(contributor, rendition)
    if held is None:
        return not asked.exists()
    other_purposes = set(held.notice.purposes) != set(notice.purposes)
    return held.answer == Decision.Answer.GRANTED and other_purposes and not asked.filter(notice=notice).exists()


def _ask(contributor: Contributor, rendition: Rendition, notice: Notice) -> Request:
    from consent.tasks import mail_request

    request = Request.objects.create(contributor=contributor, rendition=rendition, notice=notice)
    events.record(
        "asked",
        rendition.item,
        by=None,
        contributor=contributor.pk,
        rendition=rendition.digest,
        notice=notice.version,
    )
    mail_request.enqueue(request.pk)
    return request


@transaction.atomic
def grant(
    contributor: Contributor, rendition: Rendition, choices: Choices, *, by: User, language: str = "nb"
) -> Decision:
    """Agree to `rendition` on the given terms. An active release ends at once and comes back on the new terms, if all agree.

    `language` is the one in which the notice was read. Raises `NotYours` for anybody but the contributor, `OutOfDate` if a newer
    rendition has been made, `ValueError` for a yes that does not cover reading, or a purpose the notice does not ask for.
    """
    return _decide(contributor, rendition, by, _yes(choices, current_notice(), language))


@transaction.atomic
def refuse(contributor: Contributor, rendition: Rendition, *, by: User, language: str = "nb") -> Decision:
    """Say no to `rendition`. Costs nothing, and can be changed to a yes later. Raises as `grant`."""
    decision = Decision(answer=Decision.Answer.REFUSED, notice=current_notice(), language=language)
    return _decide(contributor, rendition, by, decision)


@transaction.atomic
def limit(contributor: Contributor, choices: Choices, *, by: User) -> Decision | None:
    """Take back a part of a yes: a new yes to the current rendition, on `choices`, which are nowhere wider than before.

    It is about the notice that was read then. An active release ends at once and comes back on the new terms. Nothing happens if
    there is no yes, or if it says so already. Raises `NotYours`, `OutOfDate` if the yes was about another version,
    `AnswerMayBeLost`, and `ValueError` for what would be wider.
    """
    from consent import restoring  # It imports this module.

    _authorise(contributor, by)
    rendition = ItemPage.objects.select_for_update().get(pk=contributor.item_id).current_rendition
    last = Decision.objects.latest_of(contributor)
    if last is None or last.answer != Decision.Answer.GRANTED or choices == choices_of(last):
        return None
    if rendition is None or holding(contributor, rendition) is None:
        raise OutOfDate
    if restoring.may_be_lost(contributor):
        raise AnswerMayBeLost
    if not choices.is_within(choices_of(last)):
        raise ValueError("A limit makes nothing wider.")
    return say_again(contributor, rendition, last, choices, by=by)


def say_again(
    contributor: Contributor, rendition: Rendition, standing: Decision, choices: Choices, *, by: User
) -> Decision:
    """Record the yes `standing` once more, on `choices`, with the notice that was read then. An active release ends at once.

    For callers that know `by` to be the contributor and have locked the item, as `to_be_answered` does.
    """
    decision = _yes(choices, standing.notice, standing.language)
    if choices.audience == standing.audience:
        decision.token = standing.token
    return _record(contributor, rendition, by, decision)


@transaction.atomic
def withdraw(contributor: Contributor, *, by: User) -> Decision | None:
    """Take a yes back: the item stops being visible with this transaction. Nothing happens if there is no yes to take back."""
    _authorise(contributor, by)
    ItemPage.objects.select_for_update().get(pk=contributor.item_id)  # Of several clicks at once, one withdraws.
    last = Decision.objects.latest_of(contributor)
    if last is None or last.answer != Decision.Answer.GRANTED:
        return None
    decision = Decision(answer=Decision.Answer.WITHDRAWN, notice=last.notice, language=last.language)
    return _record(contributor, last.rendition, by, decision)


def to_be_answered(contributor: Contributor, rendition: Rendition, *, by: User) -> ItemPage:
    """The item, locked, in which `contributor` answers for `rendition`.

    Raises `NotYours` for anybody but the contributor, `OutOfDate` if a newer rendition has been made.
    """
    _authorise(contributor, by)
    item: ItemPage = ItemPage.objects.select_for_update().get(pk=contributor.item_id)
    if item.current_rendition != rendition:
        raise OutOfDate
    return item


def holding(contributor: Contributor, rendition: Rendition) -> Decision | None:
    """The newest decision of `contributor`, if it holds for `rendition`."""
    last = Decision.objects.latest_of(contributor)
    if last is None or last.rendition_id not in {each.pk for each in rendition.lineage()}:
        return None
    return last


def current_notice() -> Notice:
    """The notice in use. A migration brings the first, so there always is one."""
    return Notice.objects.exclude(used_from=None).order_by("-used_from", "-version")[:1].get()


@publication.condition
def everyone_asked_agrees(item: ItemPage) -> list[publication.Blocker]:
    """The consent app's condition: each contributor whose consent is needed has granted the current rendition.

    As long as somebody has not answered it tells of those alone: what the others said is nobody's affair until all have.
    """
    rendition = item.current_rendition
    if rendition is None:
        return []
    asked = list(item.contributors.asked().select_related("user"))
    if not asked:
        reason = _("Nobody is named as author, so there is nobody to ask. Add the authors.")
        return [publication.Blocker(reason, State.AWAITING_CONSENT)]
    if any(contributor.user and contributor.user.erased_at for contributor in asked):
        erased = _("Someone who made it had their data erased, so it can't be shared.")
        return [publication.Blocker(erased, State.WITHDRAWN)]
    found = [blocker for contributor in asked if (blocker := _blocker_of(contributor, rendition))]
    return [blocker for blocker in found if blocker.state == State.AWAITING_CONSENT] or found


@publication.declined
def who_said_no(item: ItemPage) -> Iterator[User]:
    """Those who have refused the current rendition, or withdrawn from it."""
    rendition = item.current_rendition
    if rendition is None:
        return
    for contributor in item.contributors.asked().exclude(user=None).select_related("user"):
        held = holding(contributor, rendition)
        if held is not None and held.answer != Decision.Answer.GRANTED:
            yield held.by


@publication.terms
def terms_of(item: ItemPage) -> publication.Terms | None:
    """The narrowest audience that anyone chose, and those who stay unnamed; None until all have agreed."""
    rendition = item.current_rendition
    contributors = list(item.contributors.asked())
    if rendition is None or not contributors:
        return None
    held = [holding(contributor, rendition) for contributor in contributors]
    granted = [each for each in held if each is not None and each.answer == Decision.Answer.GRANTED]
    if len(granted) < len(contributors):
        return None
    return publication.Terms(
        audience=Audience.narrowest([Audience(each.audience) for each in granted]),
        unnamed=frozenset(each.contributor_id for each in granted if not each.named),
        purposes=frozenset.intersection(*(frozenset(map(Purpose, each.purposes)) for each in granted)),
        contacts=frozenset(each.contributor_id for each in granted if Purpose.CONTACT in each.purposes),
        basis=tuple(each.pk for each in granted),
    )


def _blocker_of(contributor: Contributor, rendition: Rendition) -> publication.Blocker | None:
    name = {"name": contributor.name}
    if contributor.user is None:
        reason = _("We have no e-mail address for %(name)s, and can't ask. Add it.") % name
        return publication.Blocker(reason, State.AWAITING_CONSENT)
    decision = holding(contributor, rendition)
    if decision is None:
        return publication.Blocker(
            _("Waiting for an answer from %(name)s.") % name, State.AWAITING_CONSENT, contributor.user
        )
    if decision.answer == Decision.Answer.REFUSED:
        return publication.Blocker(_("%(name)s has said no.") % name, State.REFUSED, contributor.user)
    if decision.answer == Decision.Answer.WITHDRAWN:
        return publication.Blocker(_("%(name)s has withdrawn.") % name, State.WITHDRAWN, contributor.user)
    if decision.token and decision.token != Audience(decision.audience).token_for(contributor.item):
        moved = (
            _("The work was moved to another class or cohort after %(name)s had answered, who must answer anew.") % name
        )
        return publication.Blocker(moved, State.AWAITING_CONSENT, contributor.user)
    if decision.not_before and decision.not_before > timezone.localdate():
        reason = _("%(name)s wants it to wait until %(date)s.") % {
            **name,
            "date": date_format(decision.not_before),
        }
        return publication.Blocker(reason, State.DEFERRED)
    return None


def _yes(choices: Choices, notice: Notice, language: str) -> Decision:
    if Purpose.READING not in choices.purposes or not choices.purposes <= set(notice.purposes):
        raise ValueError("A yes covers reading, and what the notice asks for.")
    return Decision(
        answer=Decision.Answer.GRANTED,
        audience=choices.audience,
        purposes=[purpose.value for purpose in Purpose if purpose in choices.purposes],
        named=choices.named,
        not_before=choices.not_before,
        notice=notice,
        language=language,
    )


def _decide(contributor: Contributor, rendition: Rendition, by: User, decision: Decision) -> Decision:
    to_be_answered(contributor, rendition, by=by)
    return _record(contributor, rendition, by, decision)


def _authorise(contributor: Contributor, by: User) -> None:
    if contributor.user_id is None or contributor.user_id != by.pk:
        raise NotYours


def _record(contributor: Contributor, rendition: Rendition, by: User, decision: Decision) -> Decision:
    from consent.tasks import mail_receipt

    current = contributor.item.current_rendition
    before = holding(contributor, current) if current else None
    decision.contributor, decision.rendition, decision.by = contributor, rendition, by
    if decision.audience and not decision.token:
        decision.token = Audience(decision.audience).token_for(contributor.item) or ""
    decision.save(force_insert=True)
    mail_receipt.enqueue(decision.pk)
    item = contributor.item
    events.record(decision.answer, item, by=by, decision=decision.pk, rendition=rendition.digest)
    publication.withdraw(
        item, by=by, reason="new terms" if decision.answer == Decision.Answer.GRANTED else decision.answer
    )
    if decision.answer == Decision.Answer.GRANTED:
        release_if_ready.enqueue(item.pk)
        if decision.not_before and decision.not_before > timezone.localdate():
            release_on(decision.not_before, item.pk)
    elif current and before and before.answer == Decision.Answer.GRANTED:
        _tell_who_agreed(decision, current)
    return decision


def _tell_who_agreed(decision: Decision, current: Rendition) -> None:
    """Mail to the others who said yes, that one of them has taken it back."""
    from consent.tasks import mail_withdrawn

    for other in current.item.contributors.asked().exclude(user=decision.by).exclude(user=None):
        held = holding(other, current)
        if held is not None and held.answer == Decision.Answer.GRANTED:
            mail_withdrawn.enqueue(decision.pk, other.pk)
