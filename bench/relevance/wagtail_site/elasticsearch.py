"""Wagtail's search in Elasticsearch, as it is but for what completes a word while it is typed.

The server of the tests has no n-grams, for which Wagtail's settings ask; no field of the collection and no question uses them.
"""

from modelsearch.backends.elasticsearch9 import Elasticsearch9Mapping, Elasticsearch9SearchBackend


class Mapping(Elasticsearch9Mapping):  # type: ignore[misc]
    edgengram_analyzer_config: dict[str, str] = {}


class SearchBackend(Elasticsearch9SearchBackend):  # type: ignore[misc]
    mapping_class = Mapping
    settings: dict[str, dict[str, object]] = {"settings": {}}
