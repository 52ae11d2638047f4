"""The engine on a real Elasticsearch."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from elasticsearch import BadRequestError

from search.documents import Document
from search.engines.base import EngineUnavailable, IndexUnusable
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch.queries import preference
from search.query import Results
from tests.contracts.engine import EngineContract, ids
from tests.search.engines.elastic import URL, WHY, client_of, forget, make_engine
from tests.search.factories import make_document, make_query

if not URL:
    pytest.skip(WHY, allow_module_level=True)


@pytest.fixture(scope="module")
def shared() -> Iterator[ElasticsearchEngine]:
    """An engine for the module; each test has a new index, as what was deleted from an old one still counts in its ranks."""
    engine = make_engine()
    yield engine
    forget(engine)


@pytest.fixture
def engine(shared: ElasticsearchEngine) -> ElasticsearchEngine:
    shared.clear()
    return shared


class TestElasticsearch(EngineContract):
    """The contract."""


@pytest.fixture
def fresh() -> Iterator[ElasticsearchEngine]:
    """An engine that has no index yet."""
    engine = make_engine(bulk_items=5)
    yield engine
    forget(engine)


def indices(engine: ElasticsearchEngine) -> list[str]:
    return list(client_of(engine).indices.get(index=f"{engine._options.index}-*", expand_wildcards="all").body)


def test_an_engine_that_was_never_written_to_makes_no_index(fresh):
    assert fresh.search(make_query("tillit")) == Results()
    assert fresh.contents() == {}
    assert list(fresh.similar("a", make_query())) == []
    fresh.remove(["a"])
    assert fresh.put([]) == 0
    assert indices(fresh) == []


def test_two_that_write_first_make_one_index(fresh):
    other = ElasticsearchEngine(**fresh._values)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one, id_: one.put([make_document(id=id_, text="tillit")]), (fresh, other), "ab"))
    assert fresh.ids() == {"a", "b"}
    assert len(indices(fresh)) == 1


def test_a_rebuild_leaves_no_gap_and_loses_no_write(fresh):
    """Three ask without a pause while one puts and one withdraws, for as long as the index is made anew, twice."""
    standing = [make_document(id=f"s{number}", text="tillit") for number in range(30)]
    fresh.put(standing)
    fresh.put([make_document(id=f"w{number}", text="tillit") for number in range(20)])
    done = threading.Event()
    totals: list[int] = []
    writing: list[Future[None]] = []

    def ask() -> None:
        while not done.is_set():
            totals.append(fresh.search(make_query("tillit", filters={"year": ["2024"]}, size=1)).total)

    def write() -> None:
        for number in range(20):
            fresh.remove([f"w{number}"])
            fresh.put([make_document(id=f"n{number}", text="makt")])

    def slowly() -> Iterator[Document]:
        # As read from the database before the writer began.
        writing.append(pool.submit(write))
        for document in [*standing, *(make_document(id=f"w{number}", text="tillit") for number in range(20))]:
            time.sleep(0.02)
            yield document

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        fresh.rebuild(slowly())
        writing[0].result()
        fresh.rebuild(make_document(id=id_, text="tillit" if id_[0] == "s" else "makt") for id_ in sorted(fresh.ids()))
        done.set()
        for each in asking:
            each.result()
    assert min(totals) >= 30
    assert max(totals) <= 50
    assert fresh.ids() == {f"s{number}" for number in range(30)} | {f"n{number}" for number in range(20)}
    assert sorted(ids(fresh, "makt", size=50)) == sorted(f"n{number}" for number in range(20))
    assert len(indices(fresh)) == 1


def test_what_was_removed_before_a_rebuild_reached_it_stays_removed(fresh):
    def documents() -> Iterator[Document]:
        fresh.remove(["a", "b"])
        fresh.put([make_document(id="b", text="endring")])
        yield make_document(id="a", text="tillit")
        yield make_document(id="b", text="tillit")

    fresh.put([make_document(id="a", text="tillit"), make_document(id="b", text="tillit")])
    fresh.rebuild(documents())
    assert fresh.ids() == {"b"}
    assert (ids(fresh, "tillit"), ids(fresh, "endring"), ids(fresh, "")) == ([], ["b"], ["b"])
    client = client_of(fresh)
    assert client.count(index=fresh._versions.alias)["count"] == 1


def test_a_later_rebuild_ends_an_earlier_one(fresh):
    later = ElasticsearchEngine(**fresh._values)

    def documents() -> Iterator[Document]:
        for number in range(20):
            if number == 10:
                later.rebuild([make_document(id="later")])
            yield make_document(id=str(number))

    with pytest.raises(EngineUnavailable, match="Another rebuild"):
        fresh.rebuild(documents())
    assert fresh.ids() == {"later"}
    assert len(indices(fresh)) == 1


def test_a_rebuild_that_was_killed_leaves_an_index_that_the_next_one_removes(fresh):
    fresh.put([make_document(id="a", text="tillit")])
    filling = fresh._versions.rebuilding()
    filling.__enter__()  # And nothing more, as when the process is killed.
    assert len(indices(fresh)) == 2
    fresh.put([make_document(id="b", text="tillit")])
    fresh.remove(["a"])
    assert ids(fresh, "tillit") == ["b"]
    assert fresh.rebuild([make_document(id="c")]) == 1
    assert fresh.ids() == {"c"}
    assert len(indices(fresh)) == 1


def test_installations_that_share_a_cluster_leave_each_other_alone(fresh):
    neighbour = ElasticsearchEngine(**{**fresh._values, "index": f"{fresh._values['index']}-other"})
    neighbour.put([make_document(id="theirs", text="tillit")])
    fresh.put([make_document(id="ours", text="tillit")])
    fresh.rebuild([make_document(id="ours")])
    fresh.clear()
    assert neighbour.ids() == {"theirs"}
    forget(neighbour)


def test_an_index_of_another_version_has_to_be_rebuilt(fresh):
    client_of(fresh).indices.create(
        index=f"{fresh._options.index}-0-000000000000", aliases={f"{fresh._options.index}-0": {}}
    )
    for action in [lambda: fresh.search(make_query("tillit")), lambda: fresh.put([make_document()]), fresh.ids]:
        with pytest.raises(IndexUnusable, match="reindex"):
            action()
    assert [message.id for message in fresh.check()] == ["search.W011"]
    fresh.rebuild([make_document(id="a", text="tillit")])
    assert ids(fresh, "tillit") == ["a"]
    assert len(indices(fresh)) == 1


def test_the_mapping_takes_nothing_that_it_does_not_know(fresh):
    fresh.put([make_document(id="a")])
    with pytest.raises(BadRequestError, match="strict"):
        client_of(fresh).index(index=fresh._versions.alias, document={"id": "x", "text": "noe"})


def test_the_index_keeps_no_source_and_no_word_of_what_was_removed(fresh):
    fresh.put([make_document(id="a", text="gullfiskbolle")])
    client = client_of(fresh)
    assert "_source" not in client.get(index=fresh._versions.alias, id="a").body
    fresh.remove(["a"])
    assert client.count(index=f"{fresh._options.index}-*", query={"term": {"body": "gullfiskboll"}})["count"] == 0


def test_a_write_waits_for_a_cluster_that_is_too_busy(fresh):
    """The block of a full disk answers 429, as full queues do."""
    patient = ElasticsearchEngine(**{**fresh._values, "write_retries": 6})
    patient.put([make_document(id="a")])
    client, alias = client_of(fresh), patient._versions.alias
    client.indices.put_settings(index=alias, settings={"index.blocks.read_only_allow_delete": True})
    free = {"index.blocks.read_only_allow_delete": None}
    timer = threading.Timer(1, lambda: client.indices.put_settings(index=alias, settings=free))
    timer.start()
    assert patient.put([make_document(id="b")]) == 1
    timer.join()
    assert patient.ids() == {"a", "b"}


def test_a_node_that_is_down_is_passed_over(fresh):
    both = ElasticsearchEngine(**{**fresh._values, "hosts": ["http://127.0.0.1:1", URL], "retries": 3})
    both.put([make_document(id="a", text="tillit")])
    assert all(ids(both, "tillit") == ["a"] for _time in range(5))


def test_ranks_of_a_page_do_not_hang_on_the_copy_that_answers():
    assert preference(make_query("tillit")) == preference(make_query("tillit", page=2))
    assert preference(make_query("tillit")) != preference(make_query("tillit", audiences=["public"]))
