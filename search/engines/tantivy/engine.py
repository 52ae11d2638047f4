"""The engine itself: the port's methods on top of folder, fields, queries and passages."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _
from tantivy import Query as TantivyQuery

from search import completions, language, spelling
from search.documents import Document
from search.engines.base import SearchEngine
from search.engines.fields import LIGHT_STEMS, MOST_SHARED, STEMS_CONSIDERED, TELLING_STEMS, weight
from search.engines.passages import best, marked_words, spans_of
from search.engines.tantivy.fields import Stored, read_back, split_order, split_state
from search.engines.tantivy.folder import WAIT, Folder, explained, outdated
from search.engines.tantivy.queries import alike, asking, completed, spelled_like, visible, visibly, written
from search.expressions import EVERYTHING, Leaf, wanted
from search.marks import excerpt
from search.query import DEEPEST, FACETS, Completion, Hit, PassageHit, Query, Results

_MOST_VALUES = 1_000
"""More values than a facet has."""
_MOST_COMPLETIONS = 1_000
"""As many are looked at, the most frequent first."""
_CONSULTED = 8
"""Items whose words are looked at for one written otherwise."""
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
            own = read_back(searcher.doc(seen[0][1]))
            weights = _telling_stems(searcher, own)
            found = searcher.search(alike(weights, query, but=id), limit=query.size, count=False).hits
            return [_similar(searcher, address, score, own, [stem for stem, _ in weights]) for score, address in found]

    def complete(self, start: str, query: Query) -> Sequence[Completion]:
        searcher = self._folder.searcher() if query.audiences else None
        key = completions.start_key(start)
        if searcher is None or not key:
            return []
        with explained(_UNREADABLE):
            everything = TantivyQuery.boolean_query(visibly(query))
            found = searcher.terms_with_prefix("completions", key, everything, limit=_MOST_COMPLETIONS)
            return [_completion(searcher, each, query) for each in completions.best(found, query.size)]

    def near(self, word: str, query: Query) -> Sequence[str]:
        searcher = self._folder.searcher() if query.audiences else None
        if searcher is None:
            return []
        with explained(_UNREADABLE):
            everywhere = Query(text=word, audiences=query.audiences, exclude=query.exclude)
            known = _total(searcher.search(asking(everywhere), limit=1))
            folded = language.fold(word)
            if known >= spelling.WELL_KNOWN or not spelling.farthest(folded):
                return []
            return _near(searcher, folded, known, query)

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
        PassageHit(number, start, excerpt(text, spans_of(text, found.runs)), language_)
        for found in best(stored.wordmap, stored.starts, leaves)
        for (number, start, language_), text in [(stored.passages[found.index], stored.text(found.index))]
    )
    return Hit(stored.id, score, marked_words(stored.title, stored.language, leaves), passages)


def _similar(
    searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float, own: Stored, telling: Sequence[str]
) -> Hit:
    """A hit like `own`, with the words they share as `own` writes them."""
    stored = read_back(searcher.doc(address))
    described = language.terms(" ".join(stored.others), stored.language)
    theirs = {*stored.wordmap.counts(), *(term.stem for term in described)}
    shared = [_as_written(own, stem) for stem in telling if stem in theirs][:MOST_SHARED]
    return Hit(stored.id, score, marked_words(stored.title, stored.language, []), (), tuple(shared))


def _as_written(stored: Stored, stem: str) -> str:
    """The first word with `stem` in the text, in small letters unless it is an abbreviation."""
    place = stored.wordmap.place(stem)
    index = bisect_right(stored.starts, place) - 1
    word = language.words(stored.text(index))[place - stored.starts[index]]
    return word if word.isupper() else word.lower()


def _near(searcher: tantivy.Searcher, folded: str, known: int, query: Query) -> list[str]:
    """Words like `folded` in more than `known` items: those that begin like it, which are quickly listed.

    Only for a word that no item has are the others looked for, in the words of some items that have one.
    """
    everything = TantivyQuery.boolean_query(visibly(query))
    counts = dict(searcher.terms_with_prefix("exact", folded[: spelling.SAME_START], everything))
    found = spelling.likeliest(folded, counts, known)
    if found or known:
        return found
    for distance in range(1, spelling.farthest(folded) + 1):
        hits = searcher.search(spelled_like(folded, distance, query), limit=_CONSULTED, count=False).hits
        documents = [read_back(searcher.doc(address)) for _score, address in hits]
        words = {each for document in documents for each in (*document.wordmap.words(), *document.others)}
        likely = spelling.nearest(folded, words)
        counts = {each: _total(searcher.search(written(each, query), limit=1)) for each in likely}
        if found := spelling.likeliest(folded, counts, known):
            return found
    return []


def _completion(searcher: tantivy.Searcher, key: str, query: Query) -> Completion:
    newest = searcher.search(completed(key, query), limit=1, order_by_field="order", count=False).hits[0]
    kind, text = completions.read_back(key)
    # Ordered by a field, the first of the pair is that field's value, which Tantivy's stubs don't know.
    return Completion(kind, text, split_order(str(newest[0])))


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
    frequent = [
        (stem, count)
        for stem, count in stored.wordmap.counts().items()
        if len(stem) > 3 and not stem.isdigit() and stem not in LIGHT_STEMS
    ]
    frequent.sort(key=lambda pair: -pair[1])
    weighed = []
    for stem, count in frequent[:STEMS_CONSIDERED]:
        elsewhere = searcher.doc_freq("body", stem)
        weighed.append((stem, weight(count, elsewhere, searcher.num_docs)))
    return sorted(weighed, key=lambda pair: -pair[1])[:TELLING_STEMS]


def _terms(searcher: tantivy.Searcher, field: str) -> list[tuple[str, int]]:
    return searcher.terms_with_prefix(field, "", tantivy.Query.all_query())
