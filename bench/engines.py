"""The engines that are measured: Tantivy always, Elasticsearch where `SAMLING_TEST_ELASTICSEARCH` names a server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test.utils import override_settings

INDEX = "bench"
URL = os.environ.get("SAMLING_TEST_ELASTICSEARCH", "")


def names() -> list[str]:
    return ["Tantivy", "Elasticsearch"] if URL else ["Tantivy"]


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let the archive search with the engine `name`, in an index of the benchmark's own that is gone afterwards."""
    if name == "Tantivy":
        yield
        return
    options: dict[str, Any] = {"hosts": [URL], "index": INDEX, "replicas": "0", "timeout": 30}
    backend = "search.engines.elasticsearch.ElasticsearchEngine"
    with override_settings(SEARCH={**settings.SEARCH, "default": {"BACKEND": backend, "OPTIONS": options}}):
        try:
            yield
        finally:
            client().indices.delete(index=list(client().indices.get(index=f"{INDEX}-*", expand_wildcards="all").body))


def client() -> Any:
    from elasticsearch import Elasticsearch

    return Elasticsearch(URL, request_timeout=60)
