"""What the privacy officer asks an author: the author's page, with each sentence and the answers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.caching import never_stored
from archive.models import ItemPage
from ingest import questions
from ingest.desk import Desk, desk_of
from ingest.exceptions import Refused
from ingest.groups import Group
from ingest.look import around, whole
from ingest.models import FindingAnswer
from ingest.personal_data.detections import FACE
from people import access

SENTENCES = 3
"""How many of the places an author is shown, at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the author sees it: each sentence as `(where, before, within, after)`, and how many places there are."""

    answer: FindingAnswer
    group: Group
    sentences: list[tuple[str, str, str, str]]
    outcome: str

    @property
    def is_face(self) -> bool:
        return self.group.places[0].type == FACE

    @property
    def waits(self) -> bool:
        return not self.outcome and not self.answer.answer


@login_required
@require_safe
@never_stored
def page(request: HttpRequest, item_pk: int) -> HttpResponse:
    """What the signed-in author was asked about the item, unanswered first. 404 for whoever was asked nothing."""
    item, asked = _asked(request, item_pk)
    context = {"item": item, "asked": asked, "waiting": sum(each.waits for each in asked)}
    return render(request, "ingest/questions.html", {**context, "choices": FindingAnswer.Answer.choices})


@login_required
@require_POST
def answer(request: HttpRequest, item_pk: int) -> HttpResponse:
    """Keep an answer, then on to the next question."""
    user = access.user(request)
    mine = questions.asked_of(user).filter(contributor__item=item_pk)
    given = get_object_or_404(mine, pk=whole(request.POST.get("question")))
    try:
        questions.answer(given, request.POST.get("answer", ""), request.POST.get("note", ""), by=user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("questions", item_pk)
    following = questions.waiting_for(user).filter(contributor__item=item_pk).first()
    if following is None:
        messages.success(request, _("Thank you. That was all; the privacy officer has your answers."))
        return redirect("questions", item_pk)
    return redirect(f"{reverse('questions', args=[item_pk])}#q{following.pk}")


def _asked(request: HttpRequest, item_pk: int) -> tuple[ItemPage, list[Asked]]:
    answers = list(questions.asked_of(access.user(request)).filter(contributor__item=item_pk))
    item = ItemPage.objects.filter(pk=item_pk).first()
    if not answers or item is None:
        raise Http404
    desk = desk_of(item, answers[0].question.finding.passage.source)
    found = [_as_asked(desk, each) for each in answers]
    return item, sorted(found, key=lambda each: (not each.waits, bool(each.outcome), each.answer.pk))


def _as_asked(desk: Desk, given: FindingAnswer) -> Asked:
    group = desk.group_of[given.question.finding_id]
    first = next(place for place in group.places if place.pk == given.question.finding_id)
    places = [first, *(place for place in group.places if place != first)][:SENTENCES]
    sentences = [(desk.sheets[place.sheet - 1].label, *around(desk, place)) for place in places]
    return Asked(given, group, sentences, first.decision)
