"""The archive's settings with Wagtail's search."""

import os

from archive.settings import *  # noqa: F403
from archive.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "wagtail.search", "bench.relevance.wagtail_site"]

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if URL := os.environ.get("SAMLING_TEST_ELASTICSEARCH"):
    WAGTAILSEARCH_BACKENDS["elasticsearch"] = {
        "BACKEND": "bench.relevance.wagtail_site.elasticsearch",
        "URLS": [URL],
        "INDEX_PREFIX": "bench-wagtail-",
        "ATOMIC_REBUILD": False,
    }
