"""`manage.py check --deploy` tells who has Apertium installed that the search doesn't know of it yet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Info, register
from django.utils.translation import gettext as _

from search.standards import apertium


@register(deploy=True)
def check_forms(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A hint where Apertium is installed and `manage.py learn_forms` was never called."""
    if Path(settings.SAMLING["WORD_FORMS"]).exists() or not apertium.is_installed(Path(settings.SAMLING["APERTIUM"])):
        return []
    return [
        Info(
            _("Apertium is installed, and the search doesn't use it."),
            hint=_("Run `manage.py learn_forms`, and restart web and workers."),
            id="search.I001",
        )
    ]
