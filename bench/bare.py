"""The engines as their manuals use them: title and text indexed with the usual analysis, and a query parsed and counted.

No facets, no excerpts, nobody's rights. Questions are put to Samling's own index, so that both look through the same words.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy
from django.conf import settings

from bench import engines
from bench.questions import FIELDS, Question
from bench.timing import seconds
from search.documents import Document

HITS = 10


class Bare(ABC):
    """One engine without Samling."""

    name: str
    on: str
    """What is added to the names of rows, to tell engines apart."""

    @abstractmethod
    def search(self, question: Question) -> int:
        """Ask, and return how many items there are in all."""

    @abstractmethod
    def size(self) -> int:
        """Bytes of Samling's own index."""

    @abstractmethod
    def indexing(self, documents: Sequence[Document]) -> tuple[float, int]:
        """Seconds and bytes that the usual index of `documents` takes."""


class BareTantivy(Bare):
    name = "Tantivy"
    on = ""

    def __init__(self) -> None:
        self._index = tantivy.Index.open(str(index_path()))
        self.searcher = self._index.searcher()

    def search(self, question: Question) -> int:
        found = self.searcher.search(self._index.parse_query(question.bare, FIELDS, allow_regexes=True), HITS)
        count: int = found.count  # type: ignore[attr-defined] # missing in the stubs
        return count

    def size(self) -> int:
        return _size(index_path())

    def indexing(self, documents: Sequence[Document]) -> tuple[float, int]:
        with TemporaryDirectory() as folder:
            return seconds(lambda: _index_in_tantivy(documents, Path(folder))), _size(Path(folder))


class BareElasticsearch(Bare):
    name = "Elasticsearch"
    on = " on Elasticsearch"

    def __init__(self) -> None:
        self._client = engines.client()
        self._alias = f"{engines.INDEX}-*"

    def search(self, question: Question) -> int:
        asked = {"query": question.bare, "fields": FIELDS, "default_operator": "or"}
        found = self._client.search(
            index=self._alias, query={"query_string": asked}, size=HITS, source=False, track_total_hits=True
        )
        count: int = found["hits"]["total"]["value"]
        return count

    def size(self) -> int:
        self._client.indices.forcemerge(index=self._alias, max_num_segments=1)
        return self._bytes(self._alias)

    def indexing(self, documents: Sequence[Document]) -> tuple[float, int]:
        from elasticsearch.helpers import bulk

        name = "bare"
        self._client.options(ignore_status=404).indices.delete(index=name)
        text = {"type": "text"}
        self._client.indices.create(
            index=name,
            mappings={"properties": {"title": text, "body": text}},
            settings={"number_of_replicas": 0},
        )
        try:
            took = seconds(lambda: bulk(self._client, _as_usual(documents), index=name, chunk_size=50, refresh=True))
            self._client.indices.forcemerge(index=name, max_num_segments=1)
            return took, self._bytes(name)
        finally:
            self._client.indices.delete(index=name)

    def _bytes(self, index: str) -> int:
        self._client.indices.flush(index=index)
        self._client.indices.refresh(index=index)
        stats = self._client.indices.stats(index=index, metric="store").body
        size: int = stats["_all"]["primaries"]["store"]["size_in_bytes"]
        return size


BARE: dict[str, type[Bare]] = {each.name: each for each in (BareTantivy, BareElasticsearch)}


def index_path() -> Path:
    """The folder of the Tantivy index that answers now."""
    options: dict[str, Any] = settings.SEARCH["default"]["OPTIONS"]
    path = Path(options["path"])
    return path / (path / "current").read_text()


def _as_usual(documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    return ({"title": each.title, "body": [passage.text for passage in each.passages]} for each in documents)


def _index_in_tantivy(documents: Sequence[Document], folder: Path) -> None:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "body"):
        builder.add_text_field(name, stored=True)
    writer = tantivy.Index(builder.build(), path=str(folder)).writer(256_000_000, num_threads=1)
    for document in documents:
        made = tantivy.Document()
        made.add_text("title", document.title)
        for passage in document.passages:
            made.add_text("body", passage.text)
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
