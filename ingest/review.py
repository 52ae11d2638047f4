"""Deciding what was flagged: redact, replace by a pseudonym, or keep with a ground; undone until release, and every decision stays on record."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from archive import events, publication
from archive.models import ItemPage, State
from ingest import pseudonyms
from ingest.exceptions import Refused
from ingest.models import Finding, FindingAnswer, FindingDecision, FindingQuestion, Passage, Source, StepRun
from ingest.personal_data.detections import PERSON
from ingest.redaction.normal import squeezed
from people.models import User

Action = FindingDecision.Action
Ground = FindingDecision.Ground

PROPOSALS: dict[str, tuple[FindingDecision.Action, str]] = {
    Finding.Triage.OWN_NAME: (Action.KEEP, Ground.OWN_NAME),
    Finding.Triage.CITED_WORK: (Action.KEEP, Ground.CITED_WORK),
    Finding.Triage.PUBLIC_ROLE: (Action.KEEP, Ground.PUBLIC_ROLE),
    Finding.Triage.NOT_PERSONAL: (Action.KEEP, Ground.NOT_PERSONAL),
    Finding.Triage.CERTAIN: (Action.REDACT, ""),
}
"""What is proposed for each kind of finding. What is "to decide" has no proposal: a person decides."""

RENDITION_STEP = "rendition"
"""The name of `ingest.pipeline.rendition.MakeRendition`, which imports this module."""


class NotAllowed(Exception):
    """Only a privacy officer decides about findings."""


def source_of(item: ItemPage) -> Source | None:
    """The file that the next rendition is made from: the item's newest main source, stopped by an error or not."""
    return Source.objects.main().filter(item=item).order_by("-pk").first()


def findings_of(item: ItemPage) -> models.QuerySet[Finding]:
    """All findings of the item's source, in reading order, with passages and decisions at hand."""
    return (
        Finding.objects.filter(passage__source=source_of(item))
        .select_related("passage", "contributor")
        .prefetch_related("decisions")
    )


def undecided(item: ItemPage) -> models.QuerySet[Finding]:
    return findings_of(item).filter(~Exists(standing()))


def standing(finding: str = "pk") -> models.QuerySet[FindingDecision]:
    """The decision that holds, as a subquery of rows whose field `finding` is a finding's key."""
    return FindingDecision.objects.filter(finding=OuterRef(finding), undone_at=None)


# The queue


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in the privacy officer's queue, since when it waits, and how many of its findings are undecided.

    `asked` and `answered` count the questions to the authors about what is undecided.
    """

    item: ItemPage
    since: datetime.datetime
    findings: int
    undecided: int
    asked: int = 0
    answered: int = 0


def waiting_items() -> models.QuerySet[ItemPage]:
    """The items that wait for the privacy officer, oldest first: to be decided, or their version could not be made."""
    runs = StepRun.objects.filter(source__item=OuterRef("pk"), stale=False).order_by("-pk")
    items: models.QuerySet[ItemPage] = ItemPage.objects.annotate(
        last_step=Subquery(runs.values("step")[:1]),
        since=Coalesce(*(Subquery(runs.values(when)[:1]) for when in ("ended_at", "started_at")), timezone.now()),
    )
    return items.filter(
        Q(state__in=[State.SCREENED, State.IN_REVIEW]) | Q(state=State.FAILED, last_step=RENDITION_STEP)
    ).order_by("since", "pk")


def queue() -> list[Waiting]:
    """What the privacy officer's queue shows. Two queries, however many items wait."""
    items = list(waiting_items().select_related("owner"))
    newest = Source.objects.newest_of("passage__source__item")
    given = FindingAnswer.objects.filter(question__finding=OuterRef("pk")).exclude(answer="")
    is_open = Q(decided=False)
    counts = (
        Finding.objects.filter(passage__source__item__in=items, passage__source=newest)
        .annotate(decided=Exists(standing()), answered=Exists(given))
        .annotate(asked=Exists(FindingQuestion.objects.filter(finding=OuterRef("pk"))))
        .values_list("passage__source__item")
        .annotate(
            all=Count("pk"),
            open=Count("pk", filter=is_open),
            waits=Count("pk", filter=is_open & Q(asked=True, answered=False)),
            told=Count("pk", filter=is_open & Q(answered=True)),
        )
        .order_by()
    )
    by_item = {item: numbers for item, *numbers in counts}
    return [Waiting(item, item.since, *by_item.get(item.pk, (0, 0))) for item in items]


# Deciding


@transaction.atomic
def decide(
    findings: Iterable[Finding], action: FindingDecision.Action, ground: str, *, by: User, replacement: str = ""
) -> int:
    """Decide about `findings` (of one item), in place of earlier decisions; return how many.

    Keeping needs a ground, replacing a `replacement`: a pseudonym, which those that stand under another one for the same
    get too. Raises `NotAllowed` for anybody but a privacy officer, `Refused` for a "keep" without ground or a pseudonym that
    won't do (see `ingest.pseudonyms`), and while the item is released.
    """
    findings = list(findings)
    check(by)
    if action == Action.KEEP and ground not in Ground.values:
        raise Refused(_("Say why it may stay: the author's own name, cited work, public role, or not personal data."))
    if not findings:
        return 0
    item = unreleased(findings[0].passage.source)
    replacement = pseudonyms.cleaned(replacement) if action == Action.REPLACE else ""
    if replacement:
        findings = _all_under(replacement, findings)
    now = timezone.now()
    FindingDecision.objects.filter(finding__in=findings, undone_at=None).update(undone_at=now, undone_by=by)
    ground = ground if action == Action.KEEP else ""
    FindingDecision.objects.bulk_create(
        FindingDecision(finding=each, action=action, ground=ground, replacement=replacement, by=by, at=now)
        for each in findings
    )
    _told(item, "finding_decided", by, count=len(findings), action=action, ground=ground)
    return len(findings)


def _all_under(pseudonym: str, findings: list[Finding]) -> list[Finding]:
    """`findings`, and those of the same that stand under another pseudonym: one person has one in a document.

    Raises `Refused` when the pseudonym says what it hides, or stands for somebody else in the same source.
    """
    source = findings[0].passage.source
    texts = dict(source.passages.values_list("pk", "text"))
    every = Finding.objects.filter(passage__source=source).annotate(
        action=Subquery(standing().values("action")[:1]), under=Subquery(standing().values("replacement")[:1])
    )
    key_of = {each.pk: group_key(each, texts[each.passage_id]) for each in every}
    keys = {key_of[finding.pk] for finding in findings}
    hidden = [each for each in every if key_of[each.pk] in keys or (each.type == PERSON and each.action != Action.KEEP)]
    if any(pseudonyms.reveals(pseudonym, texts[each.passage_id][each.start : each.end]) for each in hidden):
        raise Refused(_("This says what it is to hide. Choose another word."))
    same = squeezed(pseudonym)
    holders = keys | {key_of[each.pk] for each in every if each.under and squeezed(each.under) == same}
    names = [pseudonyms.words_of(person or text) for _type, person, text in holders]
    if not all(pseudonyms.may_share(one, other) for one, other in combinations(names, 2)):
        sentence = _("“%(pseudonym)s” stands for somebody or something else here already. Choose another letter.")
        raise Refused(sentence % {"pseudonym": pseudonym})
    given = {finding.pk for finding in findings}
    return findings + [each for each in every if each.pk not in given and key_of[each.pk] in keys and each.under]


@transaction.atomic
def undo(findings: Iterable[Finding], *, by: User) -> int:
    """Let `findings` (of one item) be undecided again; return how many were decided. Raises as `decide`."""
    findings = list(findings)
    check(by)
    if not findings:
        return 0
    item = unreleased(findings[0].passage.source)
    undone = FindingDecision.objects.filter(finding__in=findings, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by
    )
    if undone:
        _told(item, "finding_undone", by, count=undone)
    return undone


@transaction.atomic
def accept_proposals(item: ItemPage, *, by: User) -> int:
    """Decide every undecided finding that has a proposal as proposed; return how many. Raises as `decide`.

    What the authors are asked about is left: their answer, or its absence, is weighed by a person.
    """
    check(by)
    asked = asked_about(source_of(item))
    found = undecided(item).defer("passage__words")
    waiting = [each for each in found if group_key(each, each.passage.text) not in asked]
    return sum(
        decide([each for each in waiting if each.triage == triage], action, ground, by=by)
        for triage, (action, ground) in PROPOSALS.items()
    )


def same_everywhere(finding: Finding) -> models.QuerySet[Finding]:
    """All findings of the same source that are about the same person or have the same text and type, `finding` among them."""
    key = group_key(finding, finding.passage.text)
    everywhere = findings_of_source(finding.passage.source).filter(type=finding.type)
    if finding.person:
        return everywhere.filter(person=finding.person)
    texts = dict(finding.passage.source.passages.values_list("pk", "text"))
    same = [each.pk for each in everywhere.filter(person="") if group_key(each, texts[each.passage_id]) == key]
    return everywhere.filter(pk__in=same)


def decided_with(finding: Finding) -> models.QuerySet[Finding]:
    """The findings of the same source that one act decided together with `finding`; none while that is undecided."""
    decision = finding.decision
    if decision is None:
        return Finding.objects.none()
    return findings_of_source(finding.passage.source).filter(pk__in=decision.together().values("finding"))


def group_key(finding: Finding, text: str) -> tuple[str, str, str]:
    """What findings of one source share that are decided together: the person, or else what stands there, and the type.

    `text` is that of the finding's passage. Case and line breaks within a name make no difference.
    """
    if finding.person:
        return (finding.type, finding.person, "")
    return (finding.type, "", " ".join(text[finding.start : finding.end].casefold().split()))


def asked_about(source: Source | None) -> set[tuple[str, str, str]]:
    """The groups (`group_key`) that the authors were asked about."""
    questions = FindingQuestion.objects.filter(finding__passage__source=source).select_related("finding__passage")
    return {group_key(each.finding, each.finding.passage.text) for each in questions.defer("finding__passage__words")}


def findings_of_source(source: Source) -> models.QuerySet[Finding]:
    """All findings of `source` in reading order, with their passages (but for where the words stand)."""
    return Finding.objects.filter(passage__source=source).select_related("passage__source").defer("passage__words")


# Marking what was missed


@transaction.atomic
def mark(passage: Passage, start: int, end: int, type_: str, *, by: User) -> Finding:
    """Flag a span that the analyzer missed, and redact it. Raises `Refused` when the span is no part of the text."""
    check(by)
    finding = _flagged(passage, start, end, type_, by)
    decide([finding], Action.REDACT, "", by=by)
    return finding


@transaction.atomic
def mark_text(passages: Iterable[Passage], text: str, type_: str, *, by: User) -> list[Finding]:
    """Flag and redact `text` wherever it stands in `passages` (of one source), but where a pseudonym hides it already.

    Raises `Refused` when it stands nowhere.
    """
    check(by)
    found = [
        _flagged(passage, start, end, type_, by) for passage in passages for start, end in places_of(text, passage.text)
    ]
    if not found:
        raise Refused(_("This text does not stand here. Select it in the text, or write it just as it stands there."))
    under = FindingDecision.objects.filter(finding__in=found, undone_at=None, action=Action.REPLACE)
    replaced = set(under.values_list("finding", flat=True))
    decide([each for each in found if each.pk not in replaced], Action.REDACT, "", by=by)
    return found


def _flagged(passage: Passage, start: int, end: int, type_: str, by: User) -> Finding:
    stretch = passage.text[start:end] if 0 <= start < end <= len(passage.text) else ""
    if not stretch.strip():
        raise Refused(_("Select some text first."))
    start += len(stretch) - len(stretch.lstrip())
    return Finding.objects.get_or_create(
        passage=passage,
        start=start,
        end=start + len(stretch.strip()),
        type=type_,
        defaults={"score": 1.0, "reason": gettext_noop("Marked by the privacy officer."), "found_by": by},
    )[0]


def places_of(text: str, within: str) -> Iterator[tuple[int, int]]:
    """Where `text` stands as whole words, in any case and whatever white space is between its words."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    if words:
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", within, re.IGNORECASE):
            yield match.span()


def check(by: User) -> None:
    """Raise `NotAllowed` unless `by` is a privacy officer."""
    if not by.is_privacy_officer:
        raise NotAllowed


def unreleased(source: Source) -> ItemPage:
    """The item of `source`, locked until the transaction ends, so that no release is made meanwhile. Raises `Refused`."""
    item: ItemPage = ItemPage.objects.select_for_update().get(pk=source.item_id)
    if item.active_release is not None:
        raise Refused(_("This is released, so its decisions stand. They can be changed once it has been withdrawn."))
    return item


def _told(item: ItemPage, name: str, by: User, **details: object) -> None:
    events.record(name, item, by=by, **details)
    publication.refresh_state(item)
