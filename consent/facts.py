"""What consent says of itself for the records of processing: purposes, answers, withdrawals, open cases."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.facts import Fact, Section, source
from archive.models import Purpose, Release
from archive.retention import months_after
from consent import guard, ledger
from consent.cases import Closure, Concern
from consent.decisions import current_notice
from consent.models import Decision

_MOST_WITHDRAWALS = 1_000
"""The newest that the median is taken of."""


@source
def controller() -> Iterator[Fact]:
    told = settings.SAMLING["CONTROLLER"]
    missing = _("not set")
    yield Fact(Section.CONTROLLER, "name", _("controller"), told["name"])
    yield Fact(Section.CONTROLLER, "address", _("address"), told["address"] or missing)
    yield Fact(Section.CONTROLLER, "contact", _("contact"), told["contact"])
    officer = settings.SAMLING["PROTECTION_OFFICER"] or missing
    yield Fact(Section.CONTROLLER, "protection_officer", _("data protection officer"), officer)


@source
def purposes() -> Iterator[Fact]:
    """The purposes are those of the notice in use; the legal bases are sentences for the controller to confirm."""
    asked_for = current_notice().purposes
    consent = _("consent of those who made the work, GDPR Art. 6 no. 1 (a)")
    for purpose in Purpose:
        if purpose.value in asked_for:
            yield Fact(Section.PURPOSES, f"purpose.{purpose.value}", purpose.label, consent, policy=True)
    policies = {
        "accounts": (
            _("accounts: who belongs to which class and cohort"),
            _("a task in the public interest, GDPR Art. 6 no. 1 (e)"),
        ),
        "review": (
            _("finding and taking out what the works say about third persons"),
            _("legitimate interests, GDPR Art. 6 no. 1 (f), and Art. 9 no. 2 (j) with Art. 89 for health data"),
        ),
        "proof": (
            _("ledger and receipts: proof of what was agreed"),
            _("accountability, GDPR Art. 5 no. 2 and Art. 7 no. 1"),
        ),
        "requests": (
            _("answering people who are in a work"),
            _("a legal obligation, GDPR Art. 6 no. 1 (c) with Art. 12 and 15–22"),
        ),
    }
    for key, (label, basis) in policies.items():
        yield Fact(Section.PURPOSES, f"purpose.{key}", label, basis, policy=True)


@source
def measures() -> Iterator[Fact]:
    transfers = _("none by the archive itself; the controller answers for those who run its servers and its mail")
    yield Fact(Section.TRANSFERS, "transfers", _("transfers"), transfers, policy=True)
    yield Fact(Section.SECURITY, "ledger", _("the database refuses to change the ledger"), guard.installed(connection))
    sealed = _("yes, ChaCha20-Poly1305 with a key for each person")
    yield Fact(Section.SECURITY, "sealed", _("names in the ledger are encrypted"), sealed)
    anchored = len(settings.SAMLING["ANCHOR_MAIL"])
    yield Fact(Section.SECURITY, "anchors", _("people who get the ledger's head each day"), anchored)
    days = settings.SAMLING["LINK_DAYS"]
    yield Fact(Section.SECURITY, "link_days", _("days that a personal link opens, once"), days)


@source
def figures() -> Iterator[Fact]:
    counts = dict(Decision.objects.values_list("answer").annotate(count=Count("pk")).order_by())
    for answer in Decision.Answer:
        label = _("answers: %(answer)s") % {"answer": answer.label}
        yield Fact(Section.FIGURES, f"answers.{answer.value}", label, counts.get(answer.value, 0))
    seconds = _median_to_invisible()
    words = _("not known yet") if seconds is None else _("%(seconds).3f seconds") % {"seconds": seconds}
    yield Fact(Section.FIGURES, "median_to_invisible", _("median from withdrawal to invisible"), words)
    undecided = Concern.objects.undecided()
    overdue = undecided.filter(made_at__date__lt=months_after(timezone.localdate(), -1)).count()
    yield Fact(
        Section.FIGURES, "concerns.all", _("messages from people in works that are kept"), Concern.objects.count()
    )
    yield Fact(Section.FIGURES, "concerns.open", _("of these undecided"), undecided.count())
    yield Fact(Section.FIGURES, "concerns.overdue", _("of these older than a month"), overdue)
    closed = Closure.objects.standing().count()
    yield Fact(Section.FIGURES, "closures", _("works closed as confidential"), closed)
    yield Fact(Section.FIGURES, "ledger.entries", _("entries in the ledger"), ledger.head().number)


def _median_to_invisible() -> float | None:
    """Seconds from a withdrawal to the end of the release that it ended, in the median; None while there is none."""
    ended = Release.objects.filter(
        item=OuterRef("contributor__item"), end_reason="withdrawn", ended_at__gte=OuterRef("at")
    ).order_by("ended_at")
    withdrawn = (
        Decision.objects.filter(answer=Decision.Answer.WITHDRAWN)
        .annotate(ended_at=Subquery(ended.values("ended_at")[:1]))
        .exclude(ended_at=None)
        .order_by("-pk")
        .values_list("at", "ended_at")[:_MOST_WITHDRAWALS]
    )
    taken = [(ended_at - at).total_seconds() for at, ended_at in withdrawn]
    return statistics.median(taken) if taken else None
