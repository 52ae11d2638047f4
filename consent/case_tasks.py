"""Mails about messages from people in works, and about works that are closed. None holds anything of a work or of a message."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage
from archive.tasks import retried
from consent.cases import Closure, Concern
from consent.closures import words_of
from people.models import User

_SUBJECTS = {
    "suspended": _("Your work is closed for now"),
    "lifted": _("Your work is no longer held back"),
    "redacted": _("More was taken out of your work"),
    "closed": _("Your work is closed as confidential"),
    "opened": _("Your work is no longer closed"),
}


@retried
def tell_officer(concern_id: int, user_id: int) -> None:
    """Tell a privacy officer that somebody has written, in the officer's language."""
    user = User.objects.get(pk=user_id)
    _tell_of_message(concern_id, user.language, user.email)


@retried
def tell_controller(concern_id: int) -> None:
    """Where nobody is privacy officer: tell who is responsible."""
    _tell_of_message(concern_id, settings.LANGUAGE_CODE, settings.SAMLING["CONTROLLER"]["contact"])


def _tell_of_message(concern_id: int, language: str, address: str) -> None:
    concern = Concern.objects.filter(pk=concern_id).first()
    if concern is None:
        return
    with translation.override(language):
        link = settings.BASE_URL + reverse("concern_case", args=[concern.pk])
        body = render_to_string("consent/concern_officer.txt", {"concern": concern, "link": link})
        send_mail(str(_("Somebody in a work has written")), body, None, [address])


@retried
def mail_answer(concern_id: int) -> None:
    """Tell the person who wrote what was decided, in the language they wrote in."""
    concern = Concern.objects.filter(pk=concern_id).first()
    if concern is None or not concern.email:
        return
    with translation.override(concern.language):
        context = {
            "concern": concern,
            "Outcome": Concern.Outcome,
            "contact": settings.SAMLING["CONTROLLER"]["contact"],
        }
        body = render_to_string("consent/concern_answer.txt", context)
        send_mail(str(_("Answer to your message")), body, None, [concern.email])


@retried
def tell_contributor(item_id: int, user_id: int, what: str) -> None:
    """Tell somebody who has a part in a work what happened to it; not who wrote, nor what."""
    user = User.objects.get(pk=user_id)
    closure = Closure.objects.standing().filter(item=item_id).first()
    with translation.override(user.language):
        context = {
            "user": user,
            "what": what,
            "number": ItemPage.objects.get(pk=item_id).pk,
            "ground": words_of(closure) if closure else "",
            "link": settings.BASE_URL + reverse("my_items"),
        }
        send_mail(str(_SUBJECTS[what]), render_to_string("consent/shut.txt", context), None, [user.email])
