"""Releasing and withdrawing items: the only code that makes an item visible, or stops it.

An item is visible while it has an active `Release` (and its page is live). A release is made only when no *condition* blocks;
conditions are registered by the apps that know them (`ingest`: everything flagged is decided; `consent`: everyone asked has
agreed). `consent` also registers the *terms* on which they agreed. Fail closed: without either, nothing is released.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive import events, files, tasks
from archive.models import Audience, Contributor, ItemPage, Purpose, Release, Rendition, State
from people.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why an item can't be released yet, how far it has come, and whose turn it is."""

    reason: str | Promise
    state: State
    waiting_for: User | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contributors agreed on: the widest audience, who stays unnamed (contributor keys), what it may be used for,
    who may be written to (contributor keys), the decisions (keys)."""

    audience: Audience
    unnamed: frozenset[int] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    contacts: frozenset[int] = frozenset()
    basis: tuple[int, ...] = ()


Condition = Callable[[ItemPage], Iterable[Blocker]]
TermsOf = Callable[[ItemPage], Terms | None]
DeclinedBy = Callable[[ItemPage], Iterable[User]]
_conditions: list[Condition] = []
_terms: list[TermsOf] = []
_declined: list[DeclinedBy] = []

A_WHILE = datetime.timedelta(hours=1)
"""Longer than laying out the files of a rendition takes."""

# The order in which an item comes through; a blocker's state says how far it got.
_COURSE = [
    State.DELETED,
    State.CONFIDENTIAL,
    State.FAILED,
    State.RECEIVED,
    State.EXTRACTED,
    State.SCREENED,
    State.IN_REVIEW,
    State.SUSPENDED,
    State.WITHDRAWN,
    State.REFUSED,
    State.AWAITING_CONSENT,
    State.DEFERRED,
]


class NotReleasable(Exception):
    """The item is blocked. `blockers` says why, in words for people."""

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__(" ".join(str(blocker.reason) for blocker in blockers))
        self.blockers = blockers


def condition(function: Condition) -> Condition:
    """Register `function` as a condition on every release."""
    if function not in _conditions:
        _conditions.append(function)
    return function


def terms(function: TermsOf) -> TermsOf:
    """Register `function` as a source of terms. The narrowest of all terms wins."""
    if function not in _terms:
        _terms.append(function)
    return function


def declined(function: DeclinedBy) -> DeclinedBy:
    """Register `function`: it tells who has said no to an item, or taken a yes back. For rules, not to be shown."""
    if function not in _declined:
        _declined.append(function)
    return function


def declined_by(item: ItemPage) -> set[User]:
    """Who wants nothing more to do with `item`, whatever its blockers tell of them."""
    return {user for function in _declined for user in function(item)}


def blockers(item: ItemPage) -> list[Blocker]:
    """Everything that stands between `item` and its readers; empty when its current rendition may be released.

    Fails closed: without registered conditions nothing may be released, and a condition that raises is itself a blocker.
    """
    if item.content_deleted_at is not None:
        return [Blocker(_("Its content was deleted when its time was over."), State.DELETED)]
    if not _conditions or not _terms:
        return [Blocker(_("The archive is not set up to release anything yet."), State.RECEIVED)]
    found: list[Blocker] = []
    for check in _conditions:
        try:
            found += check(item)
        except Exception:
            logger.exception("A condition failed for item %s", item.pk)
            found.append(
                Blocker(
                    _("A check could not be completed. Tell an administrator, who finds it in the log."), State.FAILED
                )
            )
    if not found and item.current_rendition is None:
        found.append(Blocker(_("There is no version for readers yet."), State.IN_REVIEW))
    return found


def agreed_terms(item: ItemPage) -> Terms | None:
    """The terms that all agree on: the narrowest audience, everyone unnamed who is so in any, the purposes common to all.

    None when any is missing.
    """
    found = [function(item) for function in _terms]
    agreed = [each for each in found if each is not None]
    if not agreed or len(agreed) < len(found):
        return None
    return Terms(
        Audience.narrowest([each.audience for each in agreed]),
        frozenset().union(*(each.unnamed for each in agreed)),
        frozenset.intersection(*(each.purposes for each in agreed)),
        frozenset.intersection(*(each.contacts for each in agreed)),
        tuple(key for each in agreed for key in each.basis),
    )


def state_of(item: ItemPage) -> State:
    """Where `item` stands, from what exists."""
    if item.active_release:
        return State.RELEASED
    found = blockers(item)
    return min((blocker.state for blocker in found), key=_COURSE.index, default=State.AWAITING_CONSENT)


def refresh_state(item: ItemPage) -> State:
    """Store `state_of(item)` for listings."""
    state = state_of(item)
    ItemPage.objects.filter(pk=item.pk).update(state=state)
    item.state = state
    return state


def release(item: ItemPage, *, by: User | None) -> Release:
    """Make the current rendition of `item` visible to the audience its contributors agreed on, in place of an earlier release.

    Its files are laid in the `released` storage first, so that a reader never meets a page without its files. Raises
    `NotReleasable` while anything blocks.
    """
    if found := blockers(item):
        raise NotReleasable(found)
    rendition = item.current_rendition
    assert rendition is not None  # noqa: S101 - `blockers` says so.
    # If this process dies on the way, what it has laid out is taken away again.
    tasks.remove_files.using(run_after=timezone.now() + A_WHILE).enqueue(rendition.pk)
    files.copy(rendition)
    try:
        return _release(item, rendition, by=by)
    except BaseException:
        files.remove_unreleased(rendition)
        raise


@transaction.atomic
def _release(item: ItemPage, rendition: Rendition, *, by: User | None) -> Release:
    item = ItemPage.objects.select_for_update().get(pk=item.pk)
    found = blockers(item)
    agreed = agreed_terms(item)
    token = agreed.audience.token_for(item) if agreed else None
    if agreed is None:
        found.append(Blocker(_("It is not settled who may see this."), State.AWAITING_CONSENT))
    elif token is None:
        reason = _("The item has no class or cohort, so nobody belongs to its audience.")
        found.append(Blocker(reason, State.AWAITING_CONSENT))
    if item.current_rendition != rendition:
        found.append(Blocker(_("A newer version was made meanwhile."), State.IN_REVIEW))
    if found or agreed is None or token is None:
        raise NotReleasable(found)
    end_release(item, by=by, reason="replaced")
    made = Release.objects.create(
        item=item,
        rendition=rendition,
        audience=agreed.audience,
        token=token,
        names=_names(item, agreed.unnamed),
        purposes=[purpose.value for purpose in Purpose if purpose in agreed.purposes],
        contacts=sorted(agreed.contacts),
        basis=list(agreed.basis),
        released_by=by,
    )
    if not item.live:
        item.specific.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    refresh_state(item)
    events.record(
        "released",
        item,
        by=by,
        release=made.pk,
        rendition=rendition.digest,
        audience=made.audience,
        purposes=made.purposes,
        basis=made.basis,
    )
    return made


def _names(item: ItemPage, unnamed: frozenset[int]) -> list[str]:
    shown = item.contributors.asked().exclude(pk__in=unnamed).exclude(role=Contributor.Role.PARTICIPANT)
    return list(shown.values_list("name", flat=True))


def end_release(item: ItemPage, *, by: User | None, reason: str) -> bool:
    """End the active release of `item`, if there is one; say whether there was. Call inside a transaction."""
    active = item.active_release
    if active is None:
        return False
    Release.objects.filter(pk=active.pk).end(by=by, reason=reason)
    # At once if the storage answers; the task sees to it if it doesn't, or if this process dies first.
    tasks.remove_files.enqueue(active.rendition_id)
    transaction.on_commit(lambda: files.remove_unreleased(active.rendition), robust=True)
    return True


@transaction.atomic
def withdraw(item: ItemPage, *, by: User | None, reason: str = "withdrawn") -> bool:
    """End the item's release now. Readers lose it with this transaction; files and index follow by tasks.

    Withdrawing an item that isn't released does nothing: the second click of a worried author is not an error.
    """
    item = ItemPage.objects.select_for_update().get(pk=item.pk)
    ended = end_release(item, by=by, reason=reason)
    refresh_state(item)
    if ended:
        events.record("withdrawn", item, by=by, reason=reason)
    return ended
