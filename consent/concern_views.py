"""The form for people who are in a work, open to everyone. Its answer is the same whatever came of it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive import throttling
from archive.caching import never_stored
from archive.models import Release
from archive.retention import months_of
from archive.templatetags.samling import clock
from consent import concerns
from consent.case_forms import ConcernForm
from people.models import User

MOST_A_DAY = {"person": 10, "network": 30}
"""Messages that one signed-in person, and one address on the network, may send in a day. A hotel full of students is one address."""


@never_stored
def concern(request: HttpRequest) -> HttpResponse:
    """`om` names a work by its number, `side` or `t` where in it: links on pages for readers give them."""
    form = ConcernForm(request.POST or None, initial=_told(request))
    if request.method == "POST" and form.is_valid():
        if _may_write(request):
            concerns.receive(form.message(), by=request.user)
            return redirect("concern_sent")
        form.add_error(
            None, _("Too many messages have come from here today. Write to the address on the page instead.")
        )
    return render(request, "consent/concern.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@never_stored
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "consent/concern_sent.html", {"months": months_of("concerns")})


def _told(request: HttpRequest) -> dict[str, Any]:
    """What is known before anyone writes: the work, if this person may read it, the place, the person."""
    told: dict[str, Any] = {}
    if isinstance(request.user, User):
        told = {"name": request.user.name, "email": request.user.email}
    number = request.GET.get("om", "")
    if number.isdecimal():
        release = Release.objects.visible_to(request.user).filter(item=int(number[:9])).select_related("item").first()
        if release is not None:
            told["which"] = release.item.get_full_url(request)
    if (page := request.GET.get("side", "")).isdecimal():
        told["place"] = _("page %(number)s") % {"number": page[:6]}
    elif (seconds := request.GET.get("t", "")).isdecimal():
        told["place"] = clock(int(seconds[:6]))
    return told


def _may_write(request: HttpRequest) -> bool:
    if isinstance(request.user, User):
        kind, who = "person", str(request.user.pk)
    else:
        kind, who = "network", get_adapter().get_client_ip(request)
    counter = f"concern:{kind}:{salted_hmac('consent.concern_views', who).hexdigest()}"
    return not throttling.wait(counter, MOST_A_DAY[kind], throttling.A_DAY)
