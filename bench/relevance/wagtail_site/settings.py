"""The archive's settings with Wagtail's search."""

from archive.settings import *  # noqa: F403
from archive.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "wagtail.search", "bench.relevance.wagtail_site"]
