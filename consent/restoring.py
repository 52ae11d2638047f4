"""After a backup was restored: what happened since must not be undone by it.

The journal says which items something happened to that the database has forgotten: a withdrawal, a no, a name or a voice taken
out. For each of them the release ends, and nothing is released until everyone who made it has answered again; and until the
privacy officer has looked, if more was lost than answers. That may hold more than need be; it never shows what was taken back.
Who was erased since is erased again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import mine, publication
from archive.models import Contributor, ItemPage, State
from archive.tasks import release_if_ready, retried
from consent import decisions, journal, ledger
from consent.journal import Line
from consent.ledger import Anchor
from consent.models import Decision, LedgerEntry, Replay, Request
from people import erasure
from people.models import User

SETTLED_BY_ANSWERS = {
    *Decision.Answer.values, "asked", "reminded", "link_opened", "released", "rendition_made", "silenced"
}  # fmt: skip
"""What those who made an item put right by answering again. Whatever else was lost, the privacy officer looks at."""

LOOKS = {"viewed", "accessed"}
"""What changed nothing, and holds nothing."""

UNKNOWN = "unknown"
"""Stands for what not even the journal tells."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was lost: by item that is held now, the names of the events; and those that are about no item, and not done again."""

    items: dict[int, list[str]]
    others: list[str]
    erased: int = 0
    """People who were erased again."""


def replay(anchors: Iterable[Anchor] = ()) -> Replayed | None:
    """Hold every item that something happened to since the backup; None when the database is as new as journal and `anchors`.

    An anchor that neither knows shows that more was lost than the journal tells: then every item is held. What was replayed
    once, here or with the journal of another machine, is not replayed again.
    """
    last = journal.newest()
    lost = _lost() if last is not None and not journal.knows(last) else []
    known = {(line.number, line.hash) for line in lost}
    beyond = [each for each in anchors if (each.number, each.hash) not in known and not _holds(each)]
    done = None
    if lost or beyond:
        done = _replay(lost, beyond)
        journal.put_aside()
    journal.keep()
    return done


def _lost() -> list[Line]:
    """The journal's lines from the first on that the database does not have."""
    kept = LedgerEntry.objects.order_by("number").values_list("number", "hash").iterator(chunk_size=1_000)
    pairs = zip_longest(journal.lines(), kept)
    first = next((line for line, row in pairs if line and row != (line.number, line.hash)), None)
    return [line for line in journal.lines() if first and line.number >= first.number]


def _holds(anchor: Anchor) -> bool:
    return anchor.number == 0 or LedgerEntry.objects.filter(number=anchor.number, hash=anchor.hash).exists()


@transaction.atomic
def _replay(lost: list[Line], beyond: list[Anchor]) -> Replayed:
    details: dict[str, Any] = {"anchors": sorted([each.number, each.hash] for each in beyond)}
    if lost:
        details |= {"first": [lost[0].number, lost[0].hash], "last": lost[-1].number}
    if _done_before(details):
        return Replayed({}, [])
    ledger.append("replayed", by=None, details=details)
    events: dict[int, list[str]] = defaultdict(list)
    for line in lost:
        if line.item is not None and line.event not in LOOKS:
            events[line.item].append(line.event)
    if beyond:
        for key in ItemPage.objects.values_list("pk", flat=True):
            events[key].append(UNKNOWN)
    held = {item.pk: events[item.pk] for item in ItemPage.objects.filter(pk__in=events).order_by("pk")}
    for item in ItemPage.objects.filter(pk__in=held):
        _hold(item, sorted(set(events[item.pk])))
    erased = [line for line in lost if line.erased is not None and _erase_again(line.erased, before=line.at)]
    others = [line.event for line in lost if line.item is None and line not in erased]
    return Replayed(held, others, len(erased))


def _erase_again(account: int, *, before: str) -> bool:
    """Whether nothing is left to do: the account is erased now, or the backup doesn't have it.

    One of the same number that was made after `before` is somebody else's.
    """
    user = User.objects.filter(pk=account, date_joined__lt=before).first()
    try:
        if user is not None:
            erasure.erase(user, by=None)
    except erasure.LastOfRole:
        return False
    return True


def _done_before(details: dict[str, Any]) -> bool:
    """Whether an earlier replay took up at least this: the same first line lost, as many lines, the same anchors."""
    for each in LedgerEntry.objects.filter(event="replayed").values_list("details", flat=True):
        of_lines = "first" not in details or (each.get("first") == details["first"] and each["last"] >= details["last"])
        if of_lines and all(anchor in each["anchors"] for anchor in details["anchors"]):
            return True
    return False


def _hold(item: ItemPage, events: list[str]) -> None:
    # The same backup may be restored once more: then this entry is all that is known of what was lost.
    ledger.append("replay_held", by=None, item=item.pk, details={"events": events})
    Replay.objects.create(item=item, events=events, for_officer=not SETTLED_BY_ANSWERS.issuperset(events))
    publication.withdraw(item, by=None, reason="replayed")
    publication.refresh_state(item)
    for contributor in to_answer(item).exclude(user=None):
        mail_again.enqueue(contributor.pk)


def to_answer(item: ItemPage) -> QuerySet[Contributor]:
    """Those who have not answered since `item` was held for a replay."""
    return _unanswered(item.contributors.asked())


def may_be_lost(contributor: Contributor) -> bool:
    """Whether `contributor` may have said something that a restored database does not know, and nothing since."""
    return to_answer(contributor.item).filter(pk=contributor.pk).exists()


def _unanswered(contributors: QuerySet[Contributor]) -> QuerySet[Contributor]:
    newest = Replay.objects.filter(item=OuterRef("item")).order_by("-pk")
    since = Decision.objects.filter(contributor=OuterRef("pk"), at__gt=OuterRef("held_at"))
    held = contributors.annotate(held_at=Subquery(newest.values("at")[:1])).exclude(held_at=None)
    return held.filter(~Exists(since))


@publication.condition
def answered_since_the_replay(item: ItemPage) -> list[publication.Blocker]:
    """After a restored backup: everyone has answered anew, and the privacy officer has looked where that is needed."""
    found = []
    if Replay.objects.filter(item=item, for_officer=True, seen_at=None).exists():
        reason = _("The archive was restored from a backup. The privacy officer is to look at what was lost.")
        found.append(publication.Blocker(reason, State.AWAITING_CONSENT))
    for contributor in to_answer(item).select_related("user"):
        reason = _("The archive was restored from a backup. %(name)s is to answer once more.")
        sentence = reason % {"name": contributor.name}
        found.append(publication.Blocker(sentence, State.AWAITING_CONSENT, contributor.user))
    return found


@transaction.atomic
def seen(item: ItemPage) -> None:
    """The privacy officer has looked at `item` after a replay."""
    Replay.objects.filter(item=item, seen_at=None).update(seen_at=timezone.now())
    publication.refresh_state(item)
    release_if_ready.enqueue(item.pk)


@mine.actions
def answer_again(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    """One query."""
    parts = Contributor.objects.asked().filter(user=user, item__in=items)
    for item in set(_unanswered(parts).values_list("item", flat=True)):
        note = _("The archive was restored from a backup, and your answer since may be lost.")
        yield item, mine.Action(_("Answer once more"), reverse("consent:answer", args=[item]), main=True, note=note)


@retried
def mail_again(contributor_id: int) -> None:
    """Ask a contributor once more, with a new personal link, because an answer may be lost."""
    from consent.tasks import mail_question

    contributor = Contributor.objects.select_related("item").get(pk=contributor_id)
    rendition = contributor.item.current_rendition
    if rendition is not None:
        notice = decisions.current_notice()
        request, _new = Request.objects.get_or_create(contributor=contributor, rendition=rendition, notice=notice)
        mail_question(request, _("Please answer once more"), "consent/again.txt")
