"""Signing in by e-mail code: what django-allauth does, with our words and for those on the roster alone."""

from __future__ import annotations

import logging
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import languages
from people.models import User

logger = logging.getLogger(__name__)


class RosterAdapter(DefaultAccountAdapter):
    """Nobody signs up: a user is made by a roster import or by an administrator, and by nothing else."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This isn't the code. Look in the newest mail from us and try again."),
        "too_many_login_attempts": _("That was too many attempts. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("That was too many attempts. Wait a few minutes, then ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send `people/mail/<name>_{subject,message}.txt` in the language of the one who gets it.

        An address that isn't on the roster gets a mail too, so that neither the page nor its speed tells who is. When the
        mail can't be sent, the person is told so instead of waiting for it.
        """
        name = template_prefix.rpartition("/")[2]
        user = User.objects.filter(email=email.lower()).first()
        words = {
            **context,
            "email": email,
            "user": user,
            "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
            "site": settings.BASE_URL,
        }
        language = user.language if user else translation.get_language()
        with translation.override(language):
            subject = " ".join(render_to_string(f"people/mail/{name}_subject.txt", words).split())
            body = render_to_string(f"people/mail/{name}_message.txt", words).strip() + "\n"
        try:
            EmailMessage(
                subject, body, self.get_from_email(), [email], headers={"Content-Language": language or "nb"}
            ).send()
        except OSError as error:  # smtplib's errors are OSErrors. Their text can hold the address, so it isn't logged.
            logger.error("A sign-in mail could not be sent: %s", type(error).__name__)
            messages.error(self.request, gettext("We can't send mail just now. Try again in a few minutes."))
            raise ImmediateHttpResponse(redirect("account_login")) from error

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show what has gone wrong; the pages themselves say the rest, in words that fit unknown addresses too."""
        if message:
            super().add_message(request, level, message=message, extra_tags=extra_tags)

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **kwargs: Any) -> HttpResponse | None:
        """A code that was mailed to an address opens nothing once the person has another."""
        if email and email.lower() != user.email:
            messages.error(request, self.error_messages["incorrect_code"])
            return redirect("account_login")
        return cast("HttpResponse | None", super().pre_login(request, user, email=email, **kwargs))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, gettext("This account is closed. Ask the programme if that is a mistake."))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = cast(HttpResponse, super().post_login(request, user, **kwargs))
        languages.remember(response, user.language)
        return response
