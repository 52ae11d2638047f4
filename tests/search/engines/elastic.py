"""A real Elasticsearch for tests, where there is one: `python -m tools.elasticsearch start` says where it answers."""

import os
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import ElasticsearchEngine

URL = os.environ.get("SAMLING_TEST_ELASTICSEARCH", "")
WHY = "SAMLING_TEST_ELASTICSEARCH names no server; `python -m tools.elasticsearch start` starts one"
needs_elasticsearch = pytest.mark.skipif(not URL, reason=WHY)


def options(**values: Any) -> dict[str, Any]:
    """Options for an index that nobody else has."""
    return {"hosts": [URL], "index": f"test-{uuid4().hex[:12]}", "replicas": "0", "timeout": 30, **values}


def make_engine(**values: Any) -> ElasticsearchEngine:
    return ElasticsearchEngine(**options(**values))


def forget(engine: ElasticsearchEngine) -> None:
    """Remove all indices of `engine`."""
    client = client_of(engine)
    names = list(
        client.indices.get(index=f"{engine._options.index}-*", expand_wildcards="all", filter_path="*.aliases").body
    )
    if names:
        client.indices.delete(index=names)
    client.close()


def client_of(engine: ElasticsearchEngine) -> Elasticsearch:
    """A client of the test's own, for what the engine has no method for."""
    return Elasticsearch(list(engine._options.hosts), request_timeout=30)
