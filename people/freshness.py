"""How long ago a person signed in, for what asks for more than an open session."""

from __future__ import annotations

import datetime
import time

from django.http import HttpRequest

ENOUGH = datetime.timedelta(minutes=10)

_KEY = "account_authentication_methods"
"""Where django-allauth notes in the session how and when the person proved who they are."""


def signed_in_just_now(request: HttpRequest) -> bool:
    """Whether the person behind `request` entered a code in this session within `ENOUGH`."""
    methods = request.session.get(_KEY) or []
    newest = max((float(method.get("at", 0)) for method in methods), default=0.0)
    return time.time() - newest < ENOUGH.total_seconds()
