"""`manage.py check` asks every configured engine about its settings."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register

from search.engines.base import engines


@register
def check_engines(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The messages of all engines in `settings.SEARCH`."""
    return [message for engine in engines.all() for message in engine.check()]
