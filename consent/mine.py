"""What a contributor is told: who waits for an answer, and how to take one back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import mine, waiting
from archive.models import Contributor, ItemPage, Rendition, State
from consent import coauthors, decisions, limits
from consent.models import Decision, Request
from people.models import User


def _parts(user: User) -> list[Contributor]:
    """The user's parts in items that have a rendition, each with the `answer` that stands and the rendition it is about.

    `waits`: no answer stands, or the person was asked again since, with a notice that asks for more.
    """
    newest = Decision.objects.filter(contributor=OuterRef("pk")).order_by("-pk")
    unanswered = Request.objects.unanswered().filter(contributor=OuterRef("pk"))
    current = Rendition.objects.filter(item=OuterRef("item")).order_by("-pk")
    return list(
        Contributor.objects.asked()
        .filter(user=user)
        .annotate(
            answer=Subquery(newest.values("answer")[:1]),
            answered=Subquery(newest.values("rendition")[:1]),
            answered_at=Subquery(newest.values("at")[:1]),
            waits=Q(answered_at=None) | Exists(unanswered),
            current=Subquery(current.values("pk")[:1]),
        )
        .exclude(current=None)
        .select_related("item")
    )


@waiting.source
def answers_that_wait(user: User) -> Iterator[waiting.Waiting]:
    count = sum(part.waits for part in _parts(user))  # type: ignore[attr-defined]
    label = ngettext("%(count)d work waits for your answer", "%(count)d works wait for your answer", count)
    yield waiting.Waiting(label % {"count": count}, count, reverse("my_items"))


@mine.actions
def hear_of_the_others(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    """How many of those who are asked have answered, and what once all have; and the day that all of them wait for."""
    keys = {item.pk for item in items}
    own = [part.item for part in _parts(user) if part.item_id in keys]
    for key, circle in coauthors.circles(user, own).items():
        until = circle.deferred_until
        if until and until > timezone.localdate():
            date = _("It is shared on %(date)s at the earliest.") % {"date": date_format(until)}
            yield key, mine.Action(note=date)
        if sentences := circle.sentences():
            yield key, mine.Action(note=" ".join(sentences))


@mine.actions
def answer_and_withdraw(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    keys = {item.pk for item in items}
    parts = _parts(user)
    yeses = Decision.objects.filter(contributor__in=parts, answer=Decision.Answer.GRANTED).order_by("pk")
    given = {decision.contributor_id: decisions.choices_of(decision) for decision in yeses}  # The newest comes last.
    for part in parts:
        if part.item_id not in keys:
            continue
        url = reverse("consent:answer", args=[part.item_id])
        answer = part.answer  # type: ignore[attr-defined]
        if answer == Decision.Answer.GRANTED:
            yield (
                part.item_id,
                mine.Action(
                    _("Withdraw"),
                    reverse("consent:withdraw", args=[part.item_id]),
                    post=True,
                    note=_("Withdrawing takes one click and works at once. You may share it again later."),
                ),
            )
            if limits.possible(given[part.pk], part.item):
                yield part.item_id, mine.Action(_("Limit it instead"), reverse("consent:limit", args=[part.item_id]))
            if part.item.state == State.AWAITING_CONSENT and part.answered != part.current:  # type: ignore[attr-defined]
                yield part.item_id, mine.Action(_("See the new version"), url, main=True)
            elif part.waits:  # type: ignore[attr-defined]
                yield part.item_id, mine.Action(_("See it and answer"), url, main=True)
            else:
                yield part.item_id, mine.Action(_("See and change"), url)
        elif part.waits:  # type: ignore[attr-defined]
            yield part.item_id, mine.Action(_("See it and answer"), url, main=True)
        else:
            yield part.item_id, mine.Action(_("See it again"), url)
