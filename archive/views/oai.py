"""The address that harvesters ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.public import oai


@csrf_exempt  # The protocol asks by POST as well; nothing is changed by it, and nobody's session is looked at.
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_cache=True)
def harvest(request: HttpRequest) -> HttpResponse:
    """Errors of the protocol are answered with status 200, as it asks for."""
    parameters = request.POST if request.method == "POST" else request.GET
    with translation.override("en"):
        content = oai.answer(dict(parameters.lists()), request)
    return HttpResponse(content, content_type="text/xml; charset=utf-8")
