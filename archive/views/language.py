"""Choosing the language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people import languages
from people.models import User


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language with the person and in a cookie, and go back to the page. An unknown language changes nothing."""
    to = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        to = "/"
    response = HttpResponseRedirect(to)
    language = request.POST.get("language")
    if language and language in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=language)
        languages.remember(response, language)
    return response
