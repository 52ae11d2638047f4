"""The contributor's pages: 1 see it exactly as others would, 2 choose, 3 done; and withdrawing, in one click."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive import guests, looking
from archive.caching import never_stored
from archive.models import Contributor, Purpose, Rendition
from archive.outcomes import outcomes
from archive.reading import show
from consent import coauthors, decisions, limits, links, ways_out
from consent.forms import ChoicesForm
from consent.models import Decision
from people import languages
from people.models import User

View = Callable[[HttpRequest, int], HttpResponse]


def for_contributor(view: Callable[[HttpRequest, Contributor], HttpResponse]) -> View:
    """Hand `view` the part that the person has in the item: signed in, or come by a personal link to it.

    404 for whoever has no part in it; who is not known is asked to sign in.
    """

    @wraps(view)
    def checked(request: HttpRequest, item_pk: int) -> HttpResponse:
        person = guests.person(request, item_pk)
        if person is None:
            return redirect_to_login(request.get_full_path())
        parts = Contributor.objects.asked().filter(item_id=item_pk, user=person)
        contributor = parts.select_related("item", "user").first()
        if contributor is None:
            raise Http404
        return view(request, contributor)

    return checked


def person_of(contributor: Contributor) -> User:
    """The person who answers: there is one, or neither page nor link (`for_contributor`) would have been found."""
    assert contributor.user is not None  # noqa: S101
    return contributor.user


def rendition_of(contributor: Contributor) -> Rendition:
    """The newest version, which is answered. Raises `Http404` while there is none."""
    rendition = contributor.item.current_rendition
    if rendition is None:
        raise Http404
    return rendition


@for_contributor
def answer(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Step 1: the rendition as readers would see it, what was redacted, and who else is asked."""
    rendition = rendition_of(contributor)
    looking.viewed(rendition, by=person_of(contributor))
    shown = show(rendition, request.GET)
    timed = rendition.passages.values_list("number", "start")
    starts = {number: start for number, start in timed if start is not None}
    context = {
        "contributor": contributor,
        "rendition": rendition,
        "shown": shown,
        "outcomes": outcomes(rendition, starts),
        "redactions": rendition.redaction_counts(),
        "circle": coauthors.circles(person_of(contributor), [contributor.item])[contributor.item_id],
        "controller": settings.SAMLING["CONTROLLER"],
    }
    return render(request, "consent/look.html", context)


@for_contributor
def choose(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Step 2: yes, on what terms, or no."""
    rendition = rendition_of(contributor)
    notice = decisions.current_notice()
    form = ChoicesForm(request.POST or None, item=contributor.item, notice=notice, initial={"digest": rendition.digest})
    if request.method == "POST":
        if request.POST.get("digest") != rendition.digest:
            messages.warning(request, str(decisions.OutOfDate()))
            return redirect("consent:answer", contributor.item_id)
        if request.POST.get("answer") == "no":
            decisions.refuse(contributor, rendition, by=person_of(contributor), language=request.LANGUAGE_CODE)
            return redirect("consent:done", contributor.item_id)
        if form.is_valid():
            decisions.grant(
                contributor, rendition, form.choices(), by=person_of(contributor), language=request.LANGUAGE_CODE
            )
            return redirect("consent:done", contributor.item_id)
    context = {
        "contributor": contributor,
        "rendition": rendition,
        "form": form,
        "notice": notice.text(request.LANGUAGE_CODE),
    }
    return render(request, "consent/choose.html", context, status=422 if form.is_bound else 200)


@for_contributor
def done(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Step 3: what was said, what happens now, and how to take it back."""
    decision = Decision.objects.latest_of(contributor)
    if decision is None:
        return redirect("consent:answer", contributor.item_id)
    return render(request, "consent/done.html", {"item": contributor.item, **_answer_in_words(contributor)})


def _answer_in_words(contributor: Contributor) -> dict[str, object]:
    """What `consent/_answer.html` and `_limits.html` say: the answer that stands, and what can be taken back of it."""
    decision = Decision.objects.latest_of(contributor)
    return {
        "decision": decision,
        "purposes": [Purpose(purpose).label for purpose in decision.purposes] if decision else [],
        "limits": limits.offered(contributor),
        "Answer": Decision.Answer,
    }


@for_contributor
def limit(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Take back a part of a yes: a button for each."""
    if request.method == "POST":
        try:
            _limit(contributor, request.POST.get("limit", ""))
        except decisions.OutOfDate as error:
            messages.warning(request, str(error))
            return redirect("consent:answer", contributor.item_id)
        return redirect("consent:done", contributor.item_id)
    words = _answer_in_words(contributor)
    if not words["limits"]:
        return redirect("consent:done", contributor.item_id)
    return render(request, "consent/limit.html", {"item": contributor.item, **words})


def _limit(contributor: Contributor, key: str) -> None:
    """Nothing happens if that has been taken back already."""
    for each in limits.offered(contributor):
        if each.key == key:
            decisions.limit(contributor, each.rest, by=person_of(contributor))


@require_POST
@for_contributor
def withdraw(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Takes effect with this request, for everyone."""
    if decisions.withdraw(contributor, by=person_of(contributor)):
        messages.success(request, _("It is withdrawn. Nobody can read it any more."))
    if request.user.is_authenticated:
        return redirect(reverse("my_items"))
    return redirect("consent:done", contributor.item_id)


@never_stored
def way_out(request: HttpRequest, token: str) -> HttpResponse:
    """Withdrawing or limiting by the link at a mail's foot. Opening it changes nothing; it tells the person's own answer alone."""
    contributor = ways_out.find(token)
    if contributor is None:
        return render(request, "consent/way_out.html", {"gone": True}, status=410)
    _speak_with(request, person_of(contributor))
    out_of_date = ""
    if request.method == "POST":
        try:
            if key := request.POST.get("limit"):
                _limit(contributor, key)
            else:
                decisions.withdraw(contributor, by=person_of(contributor))
            return redirect("consent:way_out", token)
        except decisions.OutOfDate as error:
            out_of_date = str(error)
    context = {"contributor": contributor, "out_of_date": out_of_date, **_answer_in_words(contributor)}
    return render(request, "consent/way_out.html", context)


def _speak_with(request: HttpRequest, person: User) -> None:
    """Whoever comes from a mail reads their own language, unless this browser was told another."""
    if not request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language


@never_stored
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link. It is used up by the button and not by opening it: programs that check mail open links, too."""
    found = links.find(token)
    if found is None:
        return render(request, "consent/link.html", {"gone": True}, status=410)
    contributor = found.request.contributor
    _speak_with(request, person_of(contributor))
    if request.user.is_authenticated and request.user != contributor.user:
        return render(request, "consent/link.html", {"somebody_else": True}, status=403)
    if request.method == "POST" and links.use(found):
        response = redirect("consent:answer", contributor.item_id)
        if not request.user.is_authenticated:
            guests.admit(request, person_of(contributor), contributor.item_id)
            languages.remember(response, request.LANGUAGE_CODE)
        return response
    return render(request, "consent/link.html", {"person": contributor.user})
