"""Where `ingest` keeps data about people: sources, their text, and what was found and decided in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive.personal_columns import works_of
from ingest.models import Finding, Source
from people import columns
from people.columns import Group, declare, deleted, of, replaced, shell, stays, with_work
from people.models import User


def sources_of(user: User) -> QuerySet[Source]:
    """What the person sent, what works of theirs were made from, and files that name their address."""
    return Source.objects.filter(
        Q(uploaded_by=user) | Q(item__in=works_of(user)) | Q(submission__icontains=user.email)
    ).order_by("pk")


def findings_about(user: User) -> QuerySet[Finding]:
    """Findings that are the person's own name as contributor, or what they marked themselves."""
    return (
        Finding.objects.filter(Q(contributor__user=user) | Q(found_by=user))
        .select_related("passage")
        .defer("passage__words")
        .order_by("pk")
    )


declare(
    "ingest.Source",
    Group.SENT,
    sources_of,
    _("Files as received"),
    impersonal="id belongs_to sha256 media_type emptied_at",
    item=shell(_("work")),
    purpose=shell(_("what it is")),
    name=with_work(_("file name")),
    size=shell(_("size")),
    submission=replaced(_("what was told with it")),
    uploaded_by=shell(_("sent by")),
    received_at=shell(_("received on")),
    error=with_work(_("error")),
)
declare(
    "ingest.StepRun",
    Group.SENT,
    of("source__uploaded_by", "source__item__contributors__user"),
    _("How files were read"),
    impersonal="id outcome done total started_at beat_at ended_at stale",
    source=shell(_("file")),
    step=shell(_("step")),
    error=with_work(_("error")),
)
declare(
    "ingest.Passage",
    Group.SENT,
    of("source__uploaded_by", "source__item__contributors__user"),
    _("Text of files as received"),
    impersonal="id source number start end language words",
    kind=with_work(_("kind")),
    text=with_work(_("text")),
)
declare(
    "ingest.Finding",
    Group.FINDINGS,
    findings_about,
    _("Places in works where your name stands, or that you marked"),
    impersonal="id start end type score contributor",
    passage=with_work(_("where")),
    reason=with_work(_("why")),
    triage=with_work(_("sorted as")),
    person=with_work(_("name as found")),
    found_by=shell(_("marked by")),
)
declare(
    "ingest.FindingDecision",
    Group.FINDINGS,
    of("finding__contributor__user", "by", "undone_by"),
    _("What was decided about them"),
    impersonal="id finding",
    action=shell(_("decided")),
    ground=shell(_("ground")),
    replacement=with_work(_("pseudonym")),
    by=shell(_("by")),
    at=shell(_("when")),
    undone_by=shell(_("undone by")),
    undone_at=shell(_("undone on")),
)
declare(
    "ingest.FindingQuestion",
    Group.ASKED,
    of("answers__contributor__user", "asked_by"),
    _("Questions of the privacy officer"),
    impersonal="id finding",
    text=with_work(_("question")),
    asked_by=shell(_("asked by")),
    asked_at=with_work(_("asked on")),
)
declare(
    "ingest.FindingAnswer",
    Group.ASKED,
    of("contributor__user"),
    _("What you answered the privacy officer"),
    impersonal="id question",
    contributor=deleted(_("your part")),
    mailed_at=deleted(_("mailed on")),
    answer=deleted(_("answer")),
    note=deleted(_("note")),
    answered_at=deleted(_("answered on")),
)
declare(
    "ingest.Making",
    Group.SENT,
    of("source__uploaded_by", "rendition__item__contributors__user"),
    _("From what versions were made"),
    impersonal="id source texts",
    rendition=shell(_("version")),
    spans=stays(
        _("places redacted"),
        _("They are numbers that point into a text which is gone."),
        show=lambda spans: str(len(spans)),
    ),
)


@columns.files
def own_sources(user: User) -> Iterator[columns.File]:
    """The files that the person sent, as they sent them."""
    for source in Source.objects.filter(uploaded_by=user).order_by("pk"):
        ending = PurePath(source.name).suffix[:10] or ".bin"
        yield columns.File(f"sent/{source.pk}{ending}", "held", source.stored_name)
