"""Messages from people who are in a work: taking them, and what the privacy officer does about them.

A work that the writer can read, or whose address they gave, is shut with the request that brings the message. What could be
guessed (a number, words of a title) shuts only what the writer may read anyway; a privacy officer looks at the rest, who is
mailed at once. So nobody in a work waits for office hours, and no stranger can go through the numbers and shut the archive.
"""

from __future__ import annotations

import datetime
import functools
import operator
import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from archive import events, publication
from archive.models import ItemPage, Release, Rendition
from archive.tasks import release_if_ready
from consent import closures, ledger
from consent.cases import Concern
from people.models import Role, User

VISITORS_SHUT = 5
"""Works that visitors may shut within an hour, all together, as long as nobody has looked at their messages."""
PERSON_SHUTS = 5
"""Works that one signed-in person may have shut at a time."""

_HOUR = datetime.timedelta(hours=1)
_SLUG = re.compile(r"[0-9a-z][-0-9a-z]{5,}")
_NUMBER = re.compile(r"\s*#?(\d{1,9})\s*\Z")


class NotAllowed(Exception):
    """Only a privacy officer decides about messages of people in works."""


class Decided(Exception):
    """`str()` tells the person what to do."""

    def __init__(self) -> None:
        super().__init__(_("This message has been decided already. Look at the page again."))


class NotPossible(Exception):
    """The act makes no sense for this message. `str()` says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the form gives. `name` and `email` may be empty: then nobody can be answered."""

    which: str
    text: str
    place: str = ""
    name: str = ""
    email: str = ""
    language: str = "nb"


@transaction.atomic
def receive(message: Message, *, by: User | AnonymousUser) -> Concern:
    """Keep `message` and, where that may be, shut the work it is about with this transaction. Privacy officers are mailed.

    The caller tells the writer the same, whatever came of it: nobody learns here whether a work exists.
    """
    item, was_given_address = find(message.which, by)
    sender = sender_of(by)
    suspends = item is not None and (was_given_address or _may_know(item, by)) and _is_within_limits(sender)
    concern = Concern.objects.create(
        item=item,
        which=message.which,
        place=message.place,
        text=message.text,
        name=message.name,
        email=message.email,
        language=message.language,
        sender=sender,
    )
    _note("concern_raised", concern, by=None, suspends=suspends)  # Who wrote it can be deleted; the ledger can't.
    if suspends:
        _suspend(concern, by=None)
    _mail_officers(concern)
    return concern


def find(which: str, by: User | AnonymousUser) -> tuple[ItemPage | None, bool]:
    """The item that `which` names: by its address, its number, or words of one title alone. And whether it was by the address.

    An address is random and was given to somebody; numbers and words can be guessed.
    """
    by_address = ItemPage.objects.filter(slug__in=_SLUG.findall(which.lower())).first()
    if by_address is not None:
        return by_address, True
    if number := _NUMBER.match(which):
        return ItemPage.objects.filter(pk=int(number[1])).first(), False
    words = re.findall(r"\w{3,}", which)[:12]
    if not words:
        return None, False
    titled = functools.reduce(operator.and_, (Q(rendition__title__icontains=word) for word in words))
    for releases in (Release.objects.visible_to(by), Release.objects.active()):
        found = list(releases.filter(titled).select_related("item")[:2])
        if len(found) == 1:
            return found[0].item, False
    return None, False


def _may_know(item: ItemPage, by: User | AnonymousUser) -> bool:
    if Release.objects.visible_to(by).filter(item=item).exists():
        return True
    return isinstance(by, User) and item.is_held_for(by)


def _is_within_limits(sender: str) -> bool:
    holding = Concern.objects.holding().filter(sender=sender)
    if sender:
        return holding.count() < PERSON_SHUTS
    return holding.filter(made_at__gt=timezone.now() - _HOUR).count() < VISITORS_SHUT


def sender_of(by: User | AnonymousUser) -> str:
    """Tells one account's messages from another's without saying whose they are."""
    return salted_hmac("consent.concerns", str(by.pk)).hexdigest() if isinstance(by, User) else ""


# What the privacy officer does


@transaction.atomic
def suspend(concern: Concern, item: ItemPage | None = None, *, by: User) -> None:
    """Shut the work that `concern` is about: `item`, if it was not found before. Raises `NotAllowed`, `Decided`, `NotPossible`."""
    concern = _open(concern, by)
    if item is not None and not concern.suspends:
        Concern.objects.filter(pk=concern.pk).update(item=item)
        concern.item = item
    if concern.item is None:
        raise NotPossible(_("Say which work it is about first."))
    if not concern.suspends:
        _suspend(concern, by=by)


@transaction.atomic
def lift(concern: Concern, answer: str, *, by: User) -> None:
    """Decide that nothing changes: the work comes back when nothing else holds it. `answer` goes to the person. Raises as `suspend`."""
    concern = _open(concern, by)
    _decide(concern, Concern.Outcome.LIFTED, answer, by=by)
    if concern.item is not None and concern.suspends:
        closures.tell(concern.item, "lifted")


@transaction.atomic
def redact_more(concern: Concern, answer: str, *, by: User) -> None:
    """Begin to take more out: the work stays shut, and the message is decided when the next version has been made.

    Raises as `suspend`; `NotPossible` where there is no version yet.
    """
    concern = _open(concern, by)
    if concern.item is None:
        raise NotPossible(_("Say which work it is about first."))
    rendition = concern.item.current_rendition
    if rendition is None:
        raise NotPossible(
            _("There is no version for readers yet, so it is decided in the review like everything else.")
        )
    if not concern.suspends:
        _suspend(concern, by=by)
    Concern.objects.filter(pk=concern.pk).update(redacted_after=rendition, answer=answer.strip())
    _note("concern_to_review", concern, by=by)


@transaction.atomic
def close_for_good(
    concern: Concern, answer: str, *, by: User, ground: str, law: str, until: datetime.date | None = None
) -> None:
    """Close the work as confidential and decide the message with it. Raises as `suspend`, and as `closures.close`."""
    concern = _open(concern, by)
    if concern.item is None:
        raise NotPossible(_("Say which work it is about first."))
    closures.close(concern.item, ground, law, by=by, until=until)
    _decide(concern, Concern.Outcome.CLOSED, answer, by=by)


@events.subscribe
def decide_when_redacted(event: events.Event) -> None:
    """A version that takes more out decides the messages that asked for it.

    A version that only leaves out a contributor's name is made without a privacy officer and decides nothing.
    """
    if event.name != "rendition_made":
        return
    made = Rendition.objects.get(pk=event.details["key"])
    being_redacted = Concern.objects.undecided().filter(item=event.item).exclude(redacted_after=None)
    for concern in being_redacted.select_related("item", "redacted_after"):
        before = concern.redacted_after
        assert before is not None  # noqa: S101 - the query says so.
        by_officer = event.by is not None and event.by.is_privacy_officer
        if made.pk != before.pk and (by_officer or made.unnamed == before.unnamed):
            _decide(concern, Concern.Outcome.REDACTED, concern.answer, by=event.by)
            closures.tell(event.item, "redacted")


def _suspend(concern: Concern, *, by: User | None) -> None:
    assert concern.item is not None  # noqa: S101 - the callers see to it.
    first = not Concern.objects.holding().filter(item=concern.item).exists()
    Concern.objects.filter(pk=concern.pk).update(suspends=True)
    concern.suspends = True
    publication.withdraw(concern.item, by=by, reason="suspended")
    if by is not None:
        _note("suspended", concern, by=by)
    if first:
        closures.tell(concern.item, "suspended")


def _decide(concern: Concern, outcome: Concern.Outcome, answer: str, *, by: User | None) -> None:
    from consent.case_tasks import mail_answer

    now = timezone.now()
    Concern.objects.filter(pk=concern.pk).update(
        outcome=outcome, answer=answer.strip(), decided_at=now, decided_by=by, sender=""
    )
    _note(f"concern_{outcome}", concern, by=by)
    if concern.email:
        mail_answer.enqueue(concern.pk)
    if concern.item is not None:
        publication.refresh_state(concern.item)
        release_if_ready.enqueue(concern.item.pk)


def _open(concern: Concern, by: User) -> Concern:
    """`concern` as it is now, locked. Raises `NotAllowed`, `Decided`."""
    if not by.is_privacy_officer:
        raise NotAllowed
    concern = Concern.objects.select_for_update().get(pk=concern.pk)
    if concern.outcome:
        raise Decided
    return concern


def _note(name: str, concern: Concern, *, by: User | None, **details: object) -> None:
    """Into the ledger: by an event about the item, or without one where the work was not found."""
    if concern.item is not None:
        events.record(name, concern.item, by=by, concern=concern.pk, **details)
    else:
        ledger.append(name, by=by, details={"concern": concern.pk, **details})


def _mail_officers(concern: Concern) -> None:
    from consent.case_tasks import tell_controller, tell_officer

    officers = list(User.objects.with_role(Role.PRIVACY_OFFICER).values_list("pk", flat=True))
    for officer in officers:
        tell_officer.enqueue(concern.pk, officer)
    if not officers:
        tell_controller.enqueue(concern.pk)
