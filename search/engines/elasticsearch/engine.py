"""The engine itself: the port's methods on top of options, layout, queries and versions."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _
from elasticsearch.dsl import Q, Search

from search import completions, spelling
from search.documents import Document, dump, load
from search.engines.base import EngineUnavailable, IndexUnusable, SearchEngine
from search.engines.elasticsearch import layout, options
from search.engines.elasticsearch.connection import Breaker, Refused, explained
from search.engines.elasticsearch.hits import facets, passage_hit, shown, similar, stored
from search.engines.elasticsearch.queries import alike, asking, chosen, preference, speaking, visibly
from search.engines.elasticsearch.versions import Versions
from search.engines.fields import TELLING_STEMS, weight
from search.engines.passages import marked_words
from search.expressions import EVERYTHING, Leaf, wanted
from search.language import fold
from search.query import DEEPEST, FACETS, Completion, Hit, Query, Results

_UNREADABLE = "The search index can't be read"
_MOST_VALUES = 1_000
"""More values than a facet has."""
_MOST_COMPLETIONS = 1_000
"""As many are looked at, the most frequent first."""
_SUGGEST = {
    "suggest_mode": "always",
    "prefix_length": 0,
    "size": 100,
    "shard_size": 200,
    "max_inspections": 50,
    "accuracy": 0,
    # Otherwise a word in more than a hundredth of the items has none beside it.
    "max_term_freq": 1_000_000,
}
_NEWEST = ({"released": "desc"}, {"id": "desc"})
_SHOWN = ("language_of_text", "shown_title")
_IN_MEMORY = 16 * 2**20
_PASSAGE = {
    "stored_fields": [f"{layout.PASSAGES}.{name}" for name in ("text", "said")],
    "docvalue_fields": [f"{layout.PASSAGES}.{name}" for name in ("number", "start", "language")],
}


class ElasticsearchEngine(SearchEngine):
    """An index in an Elasticsearch cluster. `values` are those of `options.Options`."""

    def __init__(self, **values: Any) -> None:
        self._values = values

    @cached_property
    def _options(self) -> options.Options:
        return options.read(self._values)

    @cached_property
    def _client(self) -> Any:
        return options.search_client(self._options)

    @cached_property
    def _versions(self) -> Versions:
        return Versions(options.write_client(self._client, self._options), self._options)

    @cached_property
    def _breaker(self) -> Breaker:
        return Breaker(self._options.failures, self._options.pause)

    def put(self, documents: Iterable[Document]) -> int:
        with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass") as kept:
            # All of them first: nothing is written if making them fails.
            count = 0
            for document in documents:
                kept.write(f"{dump(document)}\n")
                count += 1
            if count:
                self._versions.put(lambda: _read_again(kept))
        return count

    def remove(self, ids: Sequence[str]) -> None:
        if ids:
            self._versions.remove(ids)

    def rebuild(self, documents: Iterable[Document]) -> int:
        count = 0

        def counted() -> Iterator[dict[str, Any]]:
            nonlocal count
            for document in documents:
                count += 1
                yield layout.indexed(document)

        with self._versions.rebuilding() as fill:
            fill(counted())
        return count

    def search(self, query: Query) -> Results:
        if not query.audiences:
            return Results()
        asked = self._asked(query).query(asking(query)).post_filter(chosen(query))
        for facet in FACETS:
            narrowed = asked.aggs.bucket(facet, "filter", filter=chosen(query, ignoring=facet))
            narrowed.bucket("values", "terms", field=facet, size=_MOST_VALUES)
        answer = self._answer(asked, query)
        if answer is None:
            return Results()
        found = answer["hits"]["hits"]
        total = answer["hits"]["total"]["value"]
        return Results(total, self._hits(found, query), facets(answer["aggregations"]))

    def similar(self, id: str, query: Query) -> Sequence[Hit]:  # noqa: A002
        if not query.audiences:
            return []
        seen = Search().query(visibly(query, Q("ids", values=[id]))).source(False)
        answer = self._answer(seen.extra(size=1, stored_fields=["frequent"]), query)
        if answer is None or not answer["hits"]["hits"]:
            return []
        frequent = json.loads(stored(answer["hits"]["hits"][0], "frequent"))
        weights = self._telling(frequent)
        if not weights:
            return []
        asked = shown(Search().query(alike(weights, query, but=id)), *_SHOWN).extra(
            size=query.size, track_total_hits=False
        )
        answer = self._answer(asked, query)
        return (
            [similar(hit, frequent, [stem for stem, _ in weights]) for hit in answer["hits"]["hits"]] if answer else []
        )

    def complete(self, start: str, query: Query) -> Sequence[Completion]:
        key = completions.start_key(start)
        if not query.audiences or not key:
            return []
        asked = Search().query(visibly(query, Q("prefix", completions=key))).extra(size=0)
        # Letters, digits and blanks: nothing in the key means anything to a regular expression.
        asked.aggs.bucket("found", "terms", field="completions", include=f"{key}.*", size=_MOST_COMPLETIONS)
        answer = self._answer(asked, query)
        if answer is None:
            return []
        buckets = answer["aggregations"]["found"]["buckets"]
        chosen = completions.best(((bucket["key"], bucket["doc_count"]) for bucket in buckets), query.size)
        return self._newest(chosen, query)

    def near(self, word: str, query: Query) -> Sequence[str]:
        folded = fold(word)
        apart = spelling.farthest(folded)
        if not query.audiences or not apart:
            return []
        everywhere = Query(text=word, audiences=query.audiences, exclude=query.exclude)
        asked = Search().query(asking(everywhere)).extra(size=0, track_total_hits=True)
        asked = asked.suggest("near", folded, term={"field": "exact", "max_edits": apart, **_SUGGEST})
        answer = self._answer(asked, query)
        if answer is None or (known := answer["hits"]["total"]["value"]) >= spelling.WELL_KNOWN:
            return []
        # Of all texts: how many of these may be seen, is counted before any of them is told.
        written = [option["text"] for each in answer["suggest"]["near"] for option in each["options"]]
        counts = self._counts(written, query)
        alike_from_the_start = {each: counts[each] for each in counts if each.startswith(folded[: spelling.SAME_START])}
        found = spelling.likeliest(folded, alike_from_the_start, known)
        return found if found or known else spelling.likeliest(folded, counts, known)

    def contents(self) -> Mapping[str, str]:
        if not self._versions.usable():
            return {}
        known = Search().query("exists", field="fingerprint").source(False)
        known = known.extra(docvalue_fields=["id", "fingerprint"], size=1_000)
        return {hit.id[0]: hit.fingerprint[0] for hit in self._versions.documents(known)}

    def check(self) -> list[CheckMessage]:
        found = list(options.problems(self._values))
        if any(isinstance(message, Error) for message in found):
            return found
        try:
            with explained(_UNREADABLE):
                self._client.options(request_timeout=2, max_retries=0).cluster.health(timeout="2s")
            self._versions.usable()
        except IndexUnusable as error:
            hint = _("Run `manage.py reindex`. Until then searching and indexing stand still.")
            found.append(CheckWarning(str(error), hint, id="search.W011"))
        except EngineUnavailable as error:
            hint = _(
                "Start the cluster, or correct the addresses, the key or the certificate. Until then searching stands still."
            )
            found.append(CheckWarning(str(error), hint, id="search.W012"))
        return found

    def _asked(self, query: Query) -> Search:
        """The page of hits asked for, in its order, without the words."""
        if query.sort == "oldest":
            order: tuple[Any, ...] = ({"released": "asc"}, {"id": "asc"})
        elif query.sort == "newest" or query.expression == EVERYTHING:
            order = _NEWEST
        else:
            order = ("_score", *_NEWEST)
        size = query.size if query.offset < DEEPEST else 0
        asked = shown(Search(), *_SHOWN).sort(*order).extra(track_total_hits=True, size=size)
        return asked.extra(from_=query.offset) if size else asked

    def _answer(self, asked: Search, query: Query) -> Any:
        """What the cluster says; None before anything was written."""
        for _try in range(2):
            try:
                with self._breaker.watching(), explained(_UNREADABLE):
                    return self._client.search(
                        index=self._versions.alias,
                        preference=preference(query),
                        # Half an answer has a false total.
                        allow_partial_search_results=False,
                        body=asked.to_dict(),
                    ).body
            except Refused as error:
                if error.status != 404:
                    raise
            if not self._versions.usable():
                return None
            # A rebuild took over while the question was asked.
        raise EngineUnavailable(_UNREADABLE)

    def _telling(self, frequent: Mapping[str, tuple[int, str]]) -> list[tuple[str, float]]:
        """The stems that tell an item from others (frequent here, rare elsewhere), with their weight."""
        if not frequent:
            return []
        with self._breaker.watching(), explained(_UNREADABLE):
            answer = self._client.termvectors(
                index=self._versions.alias,
                doc={"body": " ".join(frequent)},
                fields=["body"],
                term_statistics=True,
                offsets=False,
                payloads=False,
                positions=False,
            ).body
        vectors = answer["term_vectors"]["body"]
        everything = vectors["field_statistics"]["doc_count"]
        weighed = [
            (stem, weight(frequent[stem][0], told.get("doc_freq", 0), everything))
            for stem, told in vectors["terms"].items()
        ]
        return sorted(weighed, key=lambda pair: -pair[1])[:TELLING_STEMS]

    def _newest(self, keys: Sequence[str], query: Query) -> list[Completion]:
        """The completions `keys`, each with the newest item that has it."""
        if not keys:
            return []
        asked = Search().query(visibly(query, Q("terms", completions=list(keys)))).extra(size=0)
        for number, key in enumerate(keys):
            having = asked.aggs.bucket(str(number), "filter", filter=Q("term", completions=key))
            having.metric("newest", "top_hits", size=1, sort=list(_NEWEST), _source=False)
        answer = self._answer(asked, query)
        found = []
        for number, key in enumerate(keys if answer else ()):
            (newest,) = answer["aggregations"][str(number)]["newest"]["hits"]["hits"]
            found.append(Completion(*completions.read_back(key), newest["_id"]))
        return found

    def _counts(self, words: Sequence[str], query: Query) -> dict[str, int]:
        """How many items that may be seen have each of `words`."""
        if not words:
            return {}
        asked = Search().query(visibly(query)).extra(size=0)
        each = {word: Q("term", exact=word).to_dict() for word in words}
        asked.aggs.bucket("each", "filters", filters=each)
        answer = self._answer(asked, query)
        buckets = answer["aggregations"]["each"]["buckets"] if answer else {}
        return {word: bucket["doc_count"] for word, bucket in buckets.items()}

    def _hits(self, found: Sequence[Mapping[str, Any]], query: Query) -> list[Hit]:
        leaves = list(wanted(query.expression))
        passages = self._passages([stored(hit, "id") for hit in found], leaves, query) if found and leaves else {}
        return [
            Hit(
                stored(hit, "id"),
                hit["_score"] or 0.0,
                marked_words(stored(hit, "shown_title"), stored(hit, "language_of_text"), leaves),
                tuple(passage_hit(passage, leaves) for passage in passages.get(stored(hit, "id"), ())),
            )
            for hit in found
        ]

    def _passages(self, ids: Sequence[str], leaves: Sequence[Leaf], query: Query) -> dict[str, list[dict[str, Any]]]:
        """The best passages of each item."""
        asked = shown(Search().query(speaking(ids, leaves, _PASSAGE))).extra(size=len(ids), track_total_hits=False)
        answer = self._answer(asked, query)
        if answer is None:
            return {}
        return {stored(hit, "id"): hit["inner_hits"][layout.PASSAGES]["hits"]["hits"] for hit in answer["hits"]["hits"]}


def _read_again(kept: IO[str]) -> Iterator[dict[str, Any]]:
    kept.seek(0)
    return (layout.indexed(load(line)) for line in kept)
