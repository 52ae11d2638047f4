"""What senders and privacy officers are told on "My items" and the front page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import mine, waiting
from archive.models import ItemPage, State
from ingest import questions, review
from ingest.models import Source
from people.models import User

_BEFORE_CONSENT = (State.FAILED, State.RECEIVED, State.EXTRACTED, State.SCREENED, State.IN_REVIEW)


@mine.uploads
def on_their_way(user: User) -> Iterator[mine.Upload]:
    for source in Source.objects.main().without_item().filter(uploaded_by=user).order_by("-pk")[:50]:
        url = reverse("source", args=[source.pk])
        yield mine.Upload(source.name, source.received_at, url, _("Being read …"), source.error)


@mine.actions
def answer_questions(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    asked = questions.waiting_for(user).filter(contributor__item__in=items)
    for item, count in Counter(asked.values_list("contributor__item", flat=True)).items():
        label = ngettext("Answer %(count)d question", "Answer %(count)d questions", count) % {"count": count}
        note = _("The privacy officer would like to know what you think.")
        yield item, mine.Action(label, reverse("questions", args=[item]), main=True, note=note)


@mine.actions
def follow_and_correct(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    newest = {source.item_id: source for source in Source.objects.main().filter(item__in=items).order_by("pk")}
    for item in items:
        if item.pk not in newest:
            continue
        if item.state in _BEFORE_CONSENT:
            yield item.pk, mine.Action(_("Follow it"), reverse("source", args=[newest[item.pk].pk]))
            yield item.pk, mine.Action(_("Correct the details"), reverse("details", args=[item.pk]))


@waiting.source
def questions_that_wait(user: User) -> Iterator[waiting.Waiting]:
    asked = list(questions.waiting_for(user).values_list("contributor__item", flat=True))
    label = ngettext("%(count)d question about your work", "%(count)d questions about your work", len(asked))
    url = reverse("questions", args=asked[:1]) if len(set(asked)) == 1 else reverse("my_items")
    yield waiting.Waiting(label % {"count": len(asked)}, len(asked), url)


@waiting.source
def reviews_that_wait(user: User) -> Iterator[waiting.Waiting]:
    if user.is_privacy_officer:
        count = review.waiting_items().count()
        label = ngettext("%(count)d item waits for your review", "%(count)d items wait for your review", count)
        yield waiting.Waiting(label % {"count": count}, count, reverse("review_queue"))
