"""Where `consent` keeps data about people: what they were asked and answered, receipts, the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive.models import Purpose
from archive.personal_columns import works_of
from consent import concerns
from consent.cases import Concern
from consent.models import Decision, LedgerEntry, LedgerPerson
from consent.receipts import document, record
from people import columns
from people.columns import (
    Column,
    Fate,
    Group,
    declare,
    declare_impersonal,
    deleted,
    of,
    replaced,
    shell,
    stays,
    with_work,
)
from people.models import User

_PROOF = _("It proves what was agreed (GDPR Art. 7 no. 1 and Art. 17 no. 3 e), and says nothing of who you are.")
_UNDECIDED = _("Until the privacy officer has decided: it keeps the work shut. Then it is deleted.")

EVENTS = {
    "received": _("received"),
    "rendition_made": _("version for readers made"),
    "asked": _("asked for consent"),
    "reminded": _("reminded"),
    "link_opened": _("personal link used"),
    "viewed": _("looked at the version for readers"),
    "accessed": _("looked at what is held, by office"),
    "granted": _("said yes"),
    "refused": _("said no"),
    "withdrawn": _("withdrawn"),
    "released": _("shared"),
    "question_asked": _("asked by the privacy officer"),
    "question_answered": _("answered the privacy officer"),
    "rights_asked": _("asked for a correction, or objected"),
    "rights_answered": _("answered a request about data"),
    "exported": _("copy of data made"),
    "roles_changed": _("roles changed"),
    "silenced": _("voice taken out of the recording"),
    "replayed": _("restored from a backup"),
    "replay_held": _("held after a restored backup"),
    "address_changed": _("given a new address"),
    "notice_used": _("consent text taken into use"),
}
"""What the ledger tells, in words; what is not here is shown by its name."""


def _purposes(values: list[str]) -> str:
    return ", ".join(str(Purpose(value).label) for value in values if value in Purpose.values)


def concerns_of(user: User) -> QuerySet[Concern]:
    """Messages that the person wrote, known by the account or the address, and those that they decided by office."""
    return Concern.objects.filter(
        Q(sender=concerns.sender_of(user)) | Q(email__iexact=user.email) | Q(decided_by=user)
    ).order_by("pk")


def entries_about(user: User) -> QuerySet[LedgerEntry]:
    """What the person did, and what happened to works that they sent or have a part in."""
    references = LedgerPerson.objects.filter(user=user).values("reference")
    items = works_of(user)
    return LedgerEntry.objects.filter(Q(by__in=references) | Q(item__in=items)).order_by("number")


declare(
    "consent.Request",
    Group.ASKED,
    of("contributor__user"),
    _("Questions by mail"),
    impersonal="id rendition notice",
    contributor=deleted(_("your part")),
    made_at=deleted(_("asked on")),
    mailed_at=deleted(_("mailed on")),
    reminders=deleted(_("reminders")),
)
declare(
    "consent.Link",
    Group.ASKED,
    of("request__contributor__user"),
    _("Personal links that were mailed"),
    impersonal="id request digest",
    expires_at=deleted(_("until")),
    used_at=deleted(_("used on")),
)
declare(
    "consent.WayOut",
    Group.ASKED,
    of("user"),
    _("Links at the foot of your mails"),
    impersonal="id digest",
    contributor=deleted(_("your part")),
    user=deleted(_("who")),
    made_at=deleted(_("made on")),
)
declare(
    "consent.Decision",
    Group.PARTS,
    of("by", "contributor__user"),
    _("Your answers"),
    impersonal="id notice",
    contributor=stays(_("your part"), _PROOF),
    rendition=stays(_("version"), _PROOF),
    language=stays(_("language"), _PROOF),
    answer=stays(_("answer"), _PROOF),
    audience=stays(_("readers"), _PROOF),
    token=stays(_("readers, as a class or cohort"), _PROOF),
    purposes=stays(_("what for"), _PROOF, show=_purposes),
    named=stays(_("name shown"), _PROOF),
    not_before=stays(_("not before"), _PROOF),
    by=shell(_("who")),
    at=stays(_("when"), _PROOF),
)
declare(
    "consent.Receipt",
    Group.RECEIPTS,
    of("decision__by"),
    _("Receipts"),
    impersonal="id",
    decision=deleted(_("answer")),
    record=deleted(_("number")),
    content=deleted(_("content"), show=lambda content: json.loads(bytes(content))["receipt"]["event"]["time"]),
    mailed_at=deleted(_("mailed on")),
)
declare(
    "consent.LedgerPerson",
    Group.LEDGER,
    of("user"),
    _("Your key in the ledger"),
    impersonal="",
    reference=deleted(_("reference")),
    user=deleted(_("who")),
    key=deleted(_("key"), show=lambda key: _("secret, %(size)s bytes") % {"size": len(key)}),
)
declare(
    "consent.LedgerEntry",
    Group.LEDGER,
    entries_about,
    _("Entries of the ledger about you and your works"),
    impersonal="previous hash",
    number=stays(_("number"), _PROOF),
    at=stays(_("when"), _PROOF),
    event=stays(_("what"), _PROOF, show=lambda event: EVENTS.get(event, event)),
    item=stays(_("work"), _PROOF),
    by=stays(_("reference"), _PROOF),
    details=stays(_("details"), _PROOF),
    sealed=Column(
        Fate.UNREADABLE, _("name and address, sealed"), show=lambda sealed: _("%(size)s bytes") % {"size": len(sealed)}
    ),
)
declare(
    "consent.Concern",
    Group.ASKED,
    concerns_of,
    _("What you wrote as somebody who is in a work"),
    impersonal="id item suspends redacted_after",
    which=stays(_("work"), _UNDECIDED),
    place=stays(_("where in it"), _UNDECIDED),
    text=stays(_("text"), _UNDECIDED),
    name=replaced(_("name")),
    email=replaced(_("e-mail address")),
    language=stays(_("language"), _UNDECIDED),
    sender=replaced(_("digest of the account")),
    made_at=stays(_("when"), _UNDECIDED),
    outcome=deleted(_("outcome")),
    answer=deleted(_("answer")),
    decided_at=deleted(_("answered on")),
    decided_by=shell(_("answered by")),
)
declare(
    "consent.Closure",
    Group.PARTS,
    of("item__contributors__user", "item__owner", "closed_by", "lifted_by"),
    _("When works were confidential"),
    impersonal="id",
    item=shell(_("work")),
    ground=with_work(_("ground")),
    law=shell(_("law")),
    until=shell(_("until")),
    closed_by=shell(_("closed by")),
    closed_at=shell(_("closed on")),
    lifted_by=shell(_("opened by")),
    lifted_at=shell(_("opened on")),
)
declare(
    "consent.RightsRequest",
    Group.ASKED,
    of("person", "by"),
    _("Requests about data"),
    impersonal="id",
    person=deleted(_("who")),
    kind=deleted(_("kind")),
    text=deleted(_("text")),
    made_at=deleted(_("asked on")),
    due_at=deleted(_("to be answered by")),
    answer=deleted(_("answer")),
    answered_at=deleted(_("answered on")),
    by=shell(_("answered by")),
)
declare(
    "consent.Export",
    Group.ASKED,
    of("person"),
    _("Copies of your data"),
    impersonal="id done total name",
    person=deleted(_("who")),
    ordered_at=deleted(_("asked on")),
    made_at=deleted(_("made on")),
    size=deleted(_("size")),
)
declare_impersonal("consent.Notice", "id version text_nb text_nn text_en purposes used_from")
declare_impersonal("consent.Replay", "id item at events for_officer seen_at")
declare_impersonal("consent.ReceiptKey", "name public since")


@columns.files
def receipts_of(user: User) -> Iterator[columns.File]:
    """The receipt of each answer, as a page and as the file that proves it."""
    decisions = Decision.objects.filter(by=user).select_related("by", "contributor__item", "rendition", "notice")
    for decision in decisions.order_by("pk"):
        yield columns.File(f"receipts/{decision.pk}.json", content=partial(_proof, decision))
        yield columns.File(f"receipts/{decision.pk}.pdf", content=partial(_page, decision))


def _proof(decision: Decision) -> bytes:
    return bytes(record.of(decision).content)


def _page(decision: Decision) -> bytes:
    return document.pdf_of(record.verify(_proof(decision)))
