"""Signing in, and the page about oneself."""

from __future__ import annotations

from typing import cast

from allauth.account.stages import LoginStage
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import access, languages
from people.forms import LanguageForm
from people.models import Role


class SignInView(LoginView):
    """The page that asks for an address."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Show the page to someone who waits for a code, too: perhaps they mistyped their address."""

    def get_authenticated_redirect_url(self) -> str:
        """Where someone goes who is signed in already.

        Wagtail sends those without access to its admin here. Sending them back would go round in circles.
        """
        url = cast(str, super().get_authenticated_redirect_url())
        is_admin = url.startswith(reverse("wagtailadmin_home"))
        if is_admin and not self.request.user.has_perm("wagtailadmin.access_admin"):
            return settings.LOGIN_REDIRECT_URL
        return url


def no_such_page(request: HttpRequest) -> HttpResponse:
    """For addresses that django-allauth needs by name and that nobody is to open."""
    raise Http404


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def my_page(request: HttpRequest) -> HttpResponse:
    """What is known about the person who asks, and the one thing they choose themselves: the language."""
    user = access.user(request)
    form = LanguageForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, gettext("Saved."))
        response = redirect("my_page")
        languages.remember(response, user.language)
        return response
    context = {
        "form": form,
        "memberships": user.memberships.select_related("programme_class__cohort"),
        "roles": [role.label for role in Role if role.value in user.roles],
    }
    return render(request, "people/my_page.html", context)
