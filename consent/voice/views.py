"""The page where a person ticks what is to be silent, and the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import mine
from archive.models import Contributor, Deletion, ItemPage, Rendition, RenditionFile, State
from archive.reading import show
from consent import decisions
from consent.views import for_contributor, person_of, rendition_of
from consent.voice import wishes
from consent.voice.forms import VoiceForm
from people.models import User


@for_contributor
def voice(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Tick lines, or write times; one button, and it works with this request."""
    rendition = rendition_of(contributor)
    shown = show(rendition, request.GET)
    if not shown.is_recording:
        raise Http404
    form = VoiceForm(request.POST or None, lines=shown.lines, initial={"digest": rendition.digest})
    if request.method == "POST":
        if request.POST.get("digest") != rendition.digest:
            messages.warning(request, str(decisions.OutOfDate()))
            return redirect("consent:voice", contributor.item_id)
        if form.is_valid():
            return _take_out(request, contributor, rendition, form)
    context = {
        "contributor": contributor,
        "rendition": rendition,
        "shown": shown,
        "form": form,
        "original_is_deleted": _original_is_deleted(contributor.item),
        "ticked": set(form.data.getlist("lines")) if form.is_bound else set(),  # type: ignore[attr-defined]
    }
    return render(request, "consent/voice.html", context, status=422 if form.is_bound else 200)


def _take_out(request: HttpRequest, contributor: Contributor, rendition: Rendition, form: VoiceForm) -> HttpResponse:
    try:
        made = wishes.take_out(contributor, rendition, form.stretches(), by=person_of(contributor))
    except decisions.OutOfDate as out_of_date:
        messages.warning(request, str(out_of_date))
        return redirect("consent:voice", contributor.item_id)
    if made and _original_is_deleted(contributor.item):
        messages.success(request, _("Nobody can hear it any more. The recording stays down until it is sent again."))
    elif made:
        sentence = _(
            "Nobody can hear it any more. A version without what you took out is made, and is shared as before."
        )
        messages.success(request, sentence)
    else:
        messages.info(request, _("This is silent already, so nothing changes."))
    if request.user.is_authenticated:
        return redirect("my_items")
    return redirect("consent:voice", contributor.item_id)


def _original_is_deleted(item: ItemPage) -> bool:
    """Whether no other version can be made, because the time of the original was over."""
    return Deletion.objects.filter(item=item, rule="originals").exclude(done_at=None).exists()


@mine.actions
def take_out_a_voice(user: User, items: Sequence[ItemPage]) -> Iterator[tuple[int, mine.Action]]:
    """For recordings that are shared or may soon be. One query."""
    newest = Rendition.objects.filter(item=OuterRef("item")).order_by("-pk")
    sound = RenditionFile.objects.filter(rendition=OuterRef("current"), kind=RenditionFile.Kind.MEDIA)
    parts = Contributor.objects.asked().filter(user=user, item__in=items)
    heard = parts.annotate(current=Subquery(newest.values("pk")[:1])).filter(Exists(sound))
    in_time = heard.filter(item__state__in=[State.RELEASED, State.AWAITING_CONSENT])
    for item in set(in_time.values_list("item", flat=True)):
        yield item, mine.Action(gettext_lazy("Take out my voice"), reverse("consent:voice", args=[item]))
