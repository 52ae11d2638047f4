"""Pages that only say something."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How people are protected here: those in a text or a recording, and those who read."""
    return render(request, "archive/privacy.html")
