"""Asking the authors about a finding: the privacy officer's question, what they answer, and who may do so.

An answer is advice. The privacy officer sees it beside the finding and decides, and may decide without waiting. An author is
shown the sentence, which is their own text; mail holds nothing of it.
"""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import events, publication
from archive.models import Contributor, ItemPage
from ingest import review
from ingest.exceptions import Refused
from ingest.models import Finding, FindingAnswer, FindingQuestion, Source
from people.models import User

Answer = FindingAnswer.Answer

_WORKPLACE = gettext_lazy("Can people be recognised when this workplace is named?")
_TOGETHER = gettext_lazy("Can somebody be recognised by this, together with the rest of the text?")
_ABOUT = gettext_lazy("Is this about a real person who could be recognised?")
_REAL = gettext_lazy("Is this a real person who could be recognised?")
PROPOSED: dict[str, str | Promise] = {
    "PERSON": _REAL,
    "FACE": _REAL,
    "LOCATION": gettext_lazy("Can people be recognised when this place is named?"),
    "ORGANIZATION": _WORKPLACE,
    "INSTITUTION": _WORKPLACE,
    "DATE": _TOGETHER,
    "AGE": _TOGETHER,
    "UNIQUE_ROLE": _TOGETHER,
    "HEALTH": _ABOUT,
    "RELIGION": _ABOUT,
    "ETHNICITY": _ABOUT,
    "SEXUALITY": _ABOUT,
    "TRADE_UNION": _ABOUT,
}
"""The question that is proposed, by the finding's type."""


def proposed(type_: str) -> str:
    return str(PROPOSED.get(type_, _ABOUT))


def authors_of(item: ItemPage) -> list[Contributor]:
    """Those who made `item` and can be asked: they have an account, and have neither refused nor withdrawn.

    Not supervisors nor recorded participants: the text is not theirs.
    """
    made_it = [Contributor.Role.AUTHOR, Contributor.Role.LECTURER]
    return list(
        Contributor.objects.filter(item=item, role__in=made_it, user__is_active=True)
        .exclude(user__in=publication.declined_by(item))
        .select_related("user")
    )


@transaction.atomic
def ask(finding: Finding, text: str, *, by: User) -> FindingQuestion:
    """Ask the authors about `finding` and all that are the same; mail follows by a task.

    Raises `NotAllowed` for anybody but a privacy officer, `Refused` while the item is released, when there is nothing to ask or
    nobody to ask, and when it is decided or was asked already.
    """
    from ingest.tasks import mail_questions

    review.check(by)
    item = review.unreleased(finding.passage.source)
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Write what you want to know."))
    same = review.same_everywhere(finding)
    if finding.decision is not None:
        raise Refused(_("This is decided already. Undo that first."))
    if FindingQuestion.objects.filter(finding__in=same).exists():
        raise Refused(_("The authors were asked about this already."))
    asked = authors_of(item)
    if not asked:
        raise Refused(_("Nobody can be asked: no account is tied to the authors' names."))
    question = FindingQuestion.objects.create(finding=finding, text=text[:300], asked_by=by)
    FindingAnswer.objects.bulk_create(FindingAnswer(question=question, contributor=each) for each in asked)
    events.record("question_asked", item, by=by, question=question.pk, contributors=[each.pk for each in asked])
    mail_questions.enqueue(item.pk)
    return question


@transaction.atomic
def answer(waiting: FindingAnswer, choice: str, note: str, *, by: User) -> None:
    """Keep what the author says, in place of an earlier answer.

    Raises `NotAllowed` for anybody but that author, `Refused` for what is no answer and when the privacy officer has decided.
    """
    if waiting.contributor.user_id != by.pk:
        raise review.NotAllowed
    if choice not in Answer.values:
        raise Refused(_("Choose one of the answers."))
    finding = waiting.question.finding
    item = review.unreleased(finding.passage.source)
    if finding.decision is not None:
        raise Refused(_("The privacy officer has decided about this meanwhile."))
    waiting.answer, waiting.note, waiting.answered_at = choice, " ".join(note.split())[:500], timezone.now()
    waiting.save(update_fields=["answer", "note", "answered_at"])
    events.record("question_answered", item, by=by, question=waiting.question_id, answer=choice)


def asked_of(user: User) -> models.QuerySet[FindingAnswer]:
    """All that `user` was ever asked, about findings in the newest file of each item."""
    newest = Source.objects.newest_of("contributor__item")
    asked = FindingAnswer.objects.filter(contributor__user=user, question__finding__passage__source=newest)
    return asked.select_related("contributor", "question__finding__passage__source").defer(
        "question__finding__passage__words"
    )


def waiting_for(user: User) -> models.QuerySet[FindingAnswer]:
    """What `user` was asked and has not answered, and the privacy officer has not decided."""
    return open_answers(asked_of(user)).filter(answer="")


def open_answers(answers: models.QuerySet[FindingAnswer]) -> models.QuerySet[FindingAnswer]:
    """Those of `answers` that the privacy officer has not decided about."""
    standing = review.standing("question__finding")
    return answers.filter(~Exists(standing))


@events.subscribe
def ask_no_more(event: events.Event) -> None:
    """Who refuses or withdraws is not asked any more; what was answered stays."""
    if event.name not in ("refused", "withdrawn") or event.by is None:
        return
    FindingAnswer.objects.filter(contributor__item=event.item, contributor__user=event.by, answer="").delete()
    FindingQuestion.objects.filter(Q(answers=None), finding__passage__source__item=event.item).delete()
