"""How long unanswered, refused and withdrawn items are kept, and messages and links that are done with."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from archive import retention
from archive.models import Contributor, ItemPage, Release, Rendition, State
from consent.cases import Closure, Concern
from consent.models import Decision, Link, Request


def unanswered() -> retention.Items:
    """Items that somebody was asked about and has not answered, `since` the newest question or version."""
    newest = Rendition.objects.filter(item=OuterRef("pk")).order_by("-pk")
    answered = Decision.objects.filter(contributor=OuterRef("pk"), at__gte=OuterRef("made_at"))
    last = Request.objects.filter(contributor=OuterRef("pk")).order_by("-made_at").values("made_at")[:1]
    silent = Contributor.objects.asked().annotate(made_at=Subquery(last)).filter(~Exists(answered))
    asked = Request.objects.filter(rendition__item=OuterRef("pk")).order_by("-made_at").values("made_at")[:1]
    made_at = Subquery(newest.values("made_at")[:1])
    items: retention.Items = (
        ItemPage.objects.filter(Exists(silent.filter(item=OuterRef("pk"))), state=State.AWAITING_CONSENT)
        .exclude(Exists(Release.objects.active().filter(item=OuterRef("pk"))))
        .annotate(since=Greatest(made_at, Coalesce(Subquery(asked), made_at)))
    )
    return items


def refused() -> retention.Items:
    """Items that somebody has said no to, or withdrawn, `since` then."""
    said = (Decision.Answer.REFUSED, Decision.Answer.WITHDRAWN)
    newest = Decision.objects.filter(contributor__item=OuterRef("pk"), answer__in=said).order_by("-pk")
    items: retention.Items = (
        ItemPage.objects.filter(state__in=(State.REFUSED, State.WITHDRAWN))
        .exclude(Exists(Release.objects.active().filter(item=OuterRef("pk"))))
        .annotate(since=Subquery(newest.values("at")[:1]))
    )
    return items


@retention.part
def delete_questions(item: ItemPage) -> None:
    """Questions and links go, and the parts of those who never answered. Answers and wishes stay, with who gave them: they are proof."""
    Request.objects.filter(contributor__item=item).delete()
    item.contributors.filter(decisions=None, silences=None).delete()
    Concern.objects.filter(item=item).delete()
    Closure.objects.filter(item=item).update(ground="")


def _decided_concerns(before: datetime.datetime) -> models.QuerySet[models.Model]:
    return Concern.objects.filter(decided_at__lt=before)


def _spent_links(before: datetime.datetime) -> models.QuerySet[models.Model]:
    spent = Q(used_at__lt=before) | Q(expires_at__lt=before)
    return Link.objects.filter(spent)


retention.register(
    retention.Rule(
        "unanswered",
        _("works that nobody can read because somebody has not answered"),
        _("the last question was asked"),
        _("File, text and every version are deleted, and the work is gone from “My items”."),
        _("If it is to be shared, see to it that everyone answers before that day. Keep a copy of your own."),
        unanswered,
        retention.delete_content,
    ),
    retention.Rule(
        "refused",
        _("works that somebody has said no to, or withdrawn"),
        _("the last such answer was given"),
        _("File, text and every version are deleted. Your answers stay, as proof that you gave them."),
        _("You need not do anything. If you have changed your mind, say yes before that day. Keep a copy of your own."),
        refused,
        retention.delete_content,
    ),
    retention.Sweep("concerns", _("messages from people in works"), _("they were decided"), _decided_concerns),
    retention.Sweep("links", _("personal links in mails"), _("they were used or no longer opened"), _spent_links),
)
