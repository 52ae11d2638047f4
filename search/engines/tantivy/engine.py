"""The engine itself: the port's methods on top of folder, fields, queries and passages."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

from search import language
from search.documents import Document
from search.engines.base import SearchEngine
from search.engines.tantivy.fields import Stored, read_back, split_state
from search.engines.tantivy.folder import WAIT, Folder, explained, outdated
from search.engines.tantivy.passages import WordMap, best
from search.engines.tantivy.queries import alike, asking, visible
from search.expressions import EVERYTHING, Leaf, wanted
from search.marks import excerpt, marked
from search.query import DEEPEST, FACETS, Hit, PassageHit, Query, Results

_MOST_VALUES = 1_000
"""More values than a facet has."""
_TELLING_STEMS = 25
_STEMS_CONSIDERED = 150
_UNREADABLE = "The search index can't be read"


class TantivyEngine(SearchEngine):
    """An index in the folder `path`, on a local disk. Writers wait up to `wait` seconds for one another.

    A removed item is found no more at once; its words leave the files when Tantivy next merges the segment they are in, and
    with the next `rebuild` at the latest.
    """

    supports_concurrent_writers = False

    def __init__(self, path: str | Path, wait: float = WAIT) -> None:
        self._folder = Folder(Path(path), wait)

    def put(self, documents: Iterable[Document]) -> int:
        count = 0
        with self._folder.writing() as writing:
            for document in documents:
                writing.put(document)
                count += 1
        return count

    def remove(self, ids: Sequence[str]) -> None:
        with self._folder.writing() as writing:
            for id_ in ids:
                writing.remove(id_)

    def rebuild(self, documents: Iterable[Document]) -> int:
        count = 0
        with self._folder.rebuilding() as writing:
            for document in documents:
                writing.put(document)
                count += 1
        return count

    def search(self, query: Query) -> Results:
        searcher = self._folder.searcher() if query.audiences else None
        if searcher is None:
            return Results()
        with explained(_UNREADABLE):
            total, found = _page(searcher, query)
            leaves = list(wanted(query.expression))
            hits = [_hit(searcher, address, score, leaves) for score, address in found]
            return Results(total, hits, _facets(searcher, query))

    def similar(self, id: str, query: Query) -> Sequence[Hit]:  # noqa: A002
        searcher = self._folder.searcher() if query.audiences else None
        if searcher is None:
            return []
        with explained(_UNREADABLE):
            seen = searcher.search(visible(id, query), limit=1, count=False).hits
            if not seen:
                return []
            weights = _telling_stems(searcher, read_back(searcher.doc(seen[0][1])))
            found = searcher.search(alike(weights, query, but=id), limit=query.size, count=False).hits
            return [_hit(searcher, address, score, []) for score, address in found]

    def contents(self) -> Mapping[str, str]:
        searcher = self._folder.searcher()
        if searcher is None:
            return {}
        with explained(_UNREADABLE):
            # The filter leaves out terms that only deleted documents still have.
            return dict(split_state(state) for state, count in _terms(searcher, "state") if count)

    def check(self) -> list[CheckMessage]:
        path = self._folder.path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = path / ".probe"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            hint = _("Make the folder, or let this user write to it, or name another one in SEARCH.")
            return [
                Error(
                    _("The search index can't be kept in %(path)s: %(error)s") % {"path": path, "error": error},
                    hint,
                    id="search.E001",
                )
            ]
        current = self._folder.current()
        if current and outdated(current):
            hint = _("Run `manage.py reindex`. Until then searching and indexing stand still.")
            return [CheckWarning(_("The search index was made by another version of Samling."), hint, id="search.W001")]
        return []


def _page(searcher: tantivy.Searcher, query: Query) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
    """The total, and the hits of the page asked for with their scores (0 where sorted by date)."""
    asked = asking(query)
    if query.offset >= DEEPEST:
        return _total(searcher.search(asked, limit=1)), []
    if query.sort == "relevance" and query.expression != EVERYTHING:
        result = searcher.search(asked, limit=query.size, offset=query.offset)
        return _total(result), result.hits
    order = tantivy.Order.Asc if query.sort == "oldest" else tantivy.Order.Desc
    result = searcher.search(asked, limit=query.size, offset=query.offset, order_by_field="order", order=order)
    return _total(result), [(0.0, address) for _key, address in result.hits]


def _total(result: tantivy.SearchResult) -> int:
    # The attribute is there, but not in Tantivy's stubs.
    total: int = result.count  # type: ignore[attr-defined]
    return total


def _hit(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float, leaves: Sequence[Leaf]) -> Hit:
    stored = read_back(searcher.doc(address))
    passages = tuple(
        PassageHit(number, start, excerpt(text, _spans(text, found.runs)), language_)
        for found in best(stored.wordmap, stored.starts, leaves)
        for (number, start, language_), text in [(stored.passages[found.index], stored.texts[found.index].decode())]
    )
    return Hit(stored.id, score, _marked_title(stored, leaves), passages)


def _marked_title(stored: Stored, leaves: Sequence[Leaf]) -> str:
    words = WordMap.of(language.terms(stored.title, stored.language))
    return marked(stored.title, _spans(stored.title, [run for leaf in leaves for run in words.find(leaf)]))


def _spans(text: str, runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where runs of words stand in `text`."""
    spans = language.spans(text)
    return [(spans[start][0], spans[end - 1][1]) for start, end in runs]


def _facets(searcher: tantivy.Searcher, query: Query) -> dict[str, list[tuple[str, int]]]:
    chosen = [facet for facet in FACETS if query.filters.get(facet)]
    counts = _counts(searcher, query, [facet for facet in FACETS if facet not in chosen])
    for facet in chosen:
        counts |= _counts(searcher, query, [facet], ignoring=facet)
    return {facet: counts[facet] for facet in FACETS if counts[facet]}


def _counts(
    searcher: tantivy.Searcher, query: Query, facets: Sequence[str], *, ignoring: str | None = None
) -> dict[str, list[tuple[str, int]]]:
    """How many items have each value of `facets`, in one pass."""
    if not facets:
        return {}
    asked = {facet: {"terms": {"field": facet, "size": _MOST_VALUES}} for facet in facets}
    answer = searcher.aggregate(asking(query, ignoring=ignoring), asked)
    return {
        facet: _ranked((bucket["key"], bucket["doc_count"]) for bucket in answer[facet]["buckets"]) for facet in facets
    }


def _ranked(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def _telling_stems(searcher: tantivy.Searcher, stored: Stored) -> list[tuple[str, float]]:
    """The stems that tell the item from others (frequent here, rare elsewhere), with their weight."""
    frequent = [(stem, count) for stem, count in stored.wordmap.stems().items() if len(stem) > 3 and not stem.isdigit()]
    frequent.sort(key=lambda pair: -pair[1])
    weighed = []
    for stem, count in frequent[:_STEMS_CONSIDERED]:
        elsewhere = searcher.doc_freq("body", stem)
        weighed.append((stem, (1 + math.log(count)) * math.log(1 + searcher.num_docs / (1 + elsewhere))))
    return sorted(weighed, key=lambda pair: -pair[1])[:_TELLING_STEMS]


def _terms(searcher: tantivy.Searcher, field: str) -> list[tuple[str, int]]:
    return searcher.terms_with_prefix(field, "", tantivy.Query.all_query())
