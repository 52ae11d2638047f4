"""Writing to the contributors of an item who agreed to that. Their addresses are not shown, and the message is not kept."""

from __future__ import annotations

import logging

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from archive import letters, throttling
from archive.models import Contributor, Release
from people.models import User

logger = logging.getLogger(__name__)

MOST_A_DAY = 10
"""Messages that one person may send in a day."""


class MessageForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=3_000,
        help_text=gettext_lazy("Your name and e-mail address are sent with it, so that they can answer."),
    )


@login_required
def contact(request: HttpRequest, item_pk: int) -> HttpResponse:
    """404 unless the item is released to this person and somebody agreed to be written to."""
    release = Release.objects.visible_to(request.user).filter(item=item_pk).select_related("rendition", "item").first()
    if release is None or not release.contacts or not isinstance(request.user, User):
        raise Http404
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if throttling.wait(f"contact:{request.user.pk}", MOST_A_DAY, throttling.A_DAY):
            form.add_error(
                None, _("You have written %(count)d messages today. Try again tomorrow.") % {"count": MOST_A_DAY}
            )
        elif _send(release, request.user, form.cleaned_data["text"]):
            messages.success(request, _("Your message is sent."))
            return redirect(release.item.specific.url)
        else:
            form.add_error(None, _("The message could not be sent. Try again in a while."))
    context = {"form": form, "release": release, "item": release.item}
    return render(request, "archive/contact.html", context, status=422 if form.is_bound else 200)


def _send(release: Release, sender: User, text: str) -> bool:
    """Whether anyone was reached."""
    sent = 0
    authors = Contributor.objects.filter(pk__in=release.contacts, user__is_active=True).select_related("user")
    for contributor in authors:
        assert contributor.user is not None  # noqa: S101 - the query says so.
        with override(contributor.user.language):
            head = _("%(name)s has read “%(title)s” in the archive and writes to you:") % {
                "name": sender.name,
                "title": release.rendition.title,
            }
            foot = _("If you answer this mail, %(name)s sees your address.") % {"name": sender.name}
            subject = _("A reader writes about your work")
            foot = "\n\n".join(filter(None, [foot, letters.foot_for(contributor)]))
        body = f"{head}\n\n{text}\n\n--\n{foot}\n\nSamling\n"
        try:
            EmailMessage(subject, body, None, [contributor.user.email], reply_to=[sender.email]).send()
            sent += 1
        except OSError as error:  # The others still get theirs.
            logger.warning("A reader's message could not be sent (%s)", type(error).__name__)
    return sent > 0
