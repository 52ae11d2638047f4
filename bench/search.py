"""A search as a former student makes it, from the request to the page's last byte, beside a bare query of the same engine.

Both ask the same index for the same words, one after the other. The database, index and people are the benchmark's own.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import mean

import tantivy
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import catalogue, engines
from bench.bare import BARE, HITS, Bare, BareTantivy
from bench.questions import Question, by_kind, questions
from bench.sizes import Size
from bench.table import Row, part
from bench.texts import Texts
from bench.timing import percentile, seconds
from people.models import User
from search.documents import Document
from search.engines.base import get_engine
from search.engines.tantivy.queries import asking
from search.query import FACETS, Query
from search.service import search

PACKAGES = ("tantivy", "elasticsearch", "Django", "wagtail")
BARE_ITEMS = 500
"""So many items are indexed by the bare engine too, to compare the rate."""
COUNTED = 45
"""Requests whose SQL queries are counted."""
ROUNDS = 3
"""How often each question is asked, and counted."""
SLACK = 30
"""Milliseconds that a request may take beside twice the bare query."""


def run(size: Size) -> list[Row]:
    """The search at each size of the archive, which grows from one to the next, by each engine."""
    call_command("migrate", verbosity=0)
    texts = Texts()
    classes = catalogue.make_classes()
    reader = catalogue.make_reader(classes[7])
    rows: list[Row] = []
    counts: list[tuple[int, int]] = []
    there = 0
    for count in size.items:
        items = [catalogue.item(texts, classes, number) for number in range(count)]
        catalogue.fill(items[there:])
        there = count
        asked = questions(texts, items, size.queries)
        for name in engines.names():
            with engines.using(name):
                rows += indexed(BARE[name], texts, items)
                rows += answered(BARE[name](), asked, reader, count)
                counts.append(sql_queries(asked, reader))
        fewest, most = counts[-1]
        rows.append(
            Row(f"SQL queries a request, {count:,} items", most, "", note=f"{fewest} to {most}, pages with hits")
        )
    more = max(most for _fewest, most in counts) - counts[0][1]
    return [
        *rows,
        Row(
            "SQL queries more than at the smallest size",
            more,
            "",
            limit=0,
            note="constant" if not more else "NOT CONSTANT",
        ),
    ]


def indexed(engine: type[Bare], texts: Texts, items: Sequence[catalogue.Item]) -> list[Row]:
    """Rebuild the index from `items`: how fast, how large. Making the texts isn't counted."""
    making = _Stopwatch()
    characters = 0

    def documents() -> Iterator[Document]:
        nonlocal characters
        for each in items:
            with making:
                document = catalogue.document(texts, each)
            characters += sum(len(passage.text) for passage in document.passages)
            yield document

    whole = seconds(lambda: get_engine().rebuild(documents()))
    ours = len(items) / (whole - making.seconds)
    bare = engine()
    some = [catalogue.document(texts, each) for each in items[:BARE_ITEMS]]
    bare_seconds, bare_bytes = bare.indexing(some)
    bare_size = bare_bytes / sum(len(passage.text) for each in some for passage in each.passages)
    size = bare.size()
    peer = f"{bare.name}'s default analysis, text stored ({len(some):,} items)"
    told = f"of {catalogue.PASSAGES} passages, {characters / 2**20:,.0f} million characters in all"
    return [
        Row(f"indexing{bare.on}, {len(items):,} items", ours, "items/s", peer, len(some) / bare_seconds, note=told),
        Row(f"size of the index{bare.on}, {len(items):,} items", size / characters, "bytes a character", peer, bare_size, note=f"{size / 2**20:,.0f} MB"),
    ]  # fmt: skip


def answered(bare: Bare, asked: Sequence[Question], reader: User, count: int) -> list[Row]:
    """Requests and bare queries in turn, in several rounds, so that a moment's rush elsewhere weighs less; the first isn't counted."""
    client = signed_in(reader)
    ours_ms, bare_ms = [], []
    for turn in range(1 + ROUNDS):
        for question in asked:
            close_old_connections()  # As between two requests of a server.
            ours = seconds(partial(request, client, question))
            other = seconds(partial(bare.search, question))
            if turn:
                ours_ms.append(ours * 1000)
                bare_ms.append(other * 1000)

    def row(name: str, share: float, places: Sequence[int], *, bounded: bool = False) -> Row:
        ours, other = ([times[place] for place in places] for times in (ours_ms, bare_ms))
        what = f"request{bare.on}, {count:,} items, p{share * 100:.0f}{name}"
        other_ms = percentile(other, share)
        limit = 2 * other_ms + SLACK if bounded else None
        return Row(what, percentile(ours, share), "ms", f"a query of {bare.name}", other_ms, limit=limit)

    every = list(asked) * ROUNDS
    everything = range(len(every))
    return [
        row("", 0.50, everything),
        row("", 0.95, everything, bounded=True),
        row("", 0.99, everything),
        *(layers(asked, reader, bare, mean(ours_ms)) if isinstance(bare, BareTantivy) else ()),
        *(row(f", {kind}", 0.95, places) for kind, places in by_kind(every)),
    ]


def layers(asked: Sequence[Question], reader: User, bare: BareTantivy, whole: float) -> list[Row]:
    """Where the time of the mean request goes: each layer called by itself with the same questions, less the one within it."""
    engine = get_engine()
    tokens = _tokens(reader)
    queries = [Query(text=question.text, audiences=tokens, filters=_filters(question), size=HITS) for question in asked]
    words = _mean_ms([partial(bare.search, question) for question in asked])
    matching = _mean_ms([partial(_matching, bare, query) for query in queries])
    counting = _mean_ms([partial(_counting, bare, query) for query in queries])
    answering = _mean_ms([partial(engine.search, query) for query in queries])
    service = _mean_ms([partial(search, question.text, reader, filters=_filters(question)) for question in asked])
    return [
        Row("  of the mean request", whole, "ms"),
        part("the bare query", words, "ms", whole),
        part("names, accents, audiences, best field", matching - words, "ms", whole, "queries.asking"),
        part("counting facets", counting, "ms", whole, "engine._facets"),
        part("reading ten theses, excerpts, marks", answering - matching - counting, "ms", whole, "engine._hit"),
        part("asking the database", service - answering, "ms", whole, "service.search"),
        part("the page: session, person, template", whole - service, "ms", whole),
    ]


def _matching(bare: BareTantivy, query: Query) -> tantivy.SearchResult:
    return bare.searcher.search(asking(query), limit=HITS)


def _counting(bare: BareTantivy, query: Query) -> object:
    return bare.searcher.aggregate(
        asking(query), {facet: {"terms": {"field": facet, "size": 1_000}} for facet in FACETS}
    )


def sql_queries(asked: Sequence[Question], reader: User) -> tuple[int, int]:
    """The fewest and the most SQL queries of a request whose page is full of hits."""
    client = signed_in(reader)
    counts = []
    for question in asked[:COUNTED]:
        with CaptureQueriesContext(connection) as captured:
            page = request(client, question)
        if page.count('class="hit"') == HITS:
            counts.append(len(captured))
    if not counts:
        raise RuntimeError("no page was full of hits: take more items or questions")
    return min(counts), max(counts)


def request(client: Client, question: Question) -> str:
    """The page for `question`. Raises if it isn't one."""
    response = client.get("/sok/", question.parameters)
    if response.status_code != 200:
        raise RuntimeError(f"the search answered {response.status_code}")
    return response.content.decode()


def signed_in(reader: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(reader)
    return client


class _Stopwatch:
    """Adds up the time spent in its blocks."""

    seconds = 0.0

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_error: object) -> None:
        self.seconds += time.perf_counter() - self._start


def _tokens(reader: User) -> tuple[str, ...]:
    from archive.models.releases import tokens_of

    return tuple(sorted(tokens_of(reader)))


def _filters(question: Question) -> dict[str, tuple[str, ...]]:
    return {name: (value,) for name, value in question.filters}


def _mean_ms(calls: Sequence[Callable[[], object]]) -> float:
    return mean(seconds(call) for call in calls) * 1000
