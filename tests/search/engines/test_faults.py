"""The cluster fails at the worst moments. Afterwards index and database agree, and nothing held was ever in the index."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from archive import publication
from archive.models import ItemPage
from search import indexing
from search.documents import Document
from search.engines.base import EngineUnavailable, IndexUnusable, get_engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import Pending
from search.service import search
from tests.factories import make_item, make_release, make_rendition, make_student, make_user
from tests.search.engines.elastic import URL, WHY, options

if not URL:
    pytest.skip(WHY, allow_module_level=True)

from tools.elasticsearch.server import FOLDER, PORT, Server

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HELD = "gullfiskbollesymfoni"
"""A word of an item that nobody has released."""
RELEASED = 12


@pytest.fixture(scope="module")
def server(worker_id: str) -> Iterator[Server]:
    """A server to be killed: one for each of the processes that run tests."""
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    folder = FOLDER / f"faults-{number}"
    server = Server(folder, port=PORT + 1 + number, heap="256m", java_options="-XX:TieredStopAtLevel=1")
    server.remove()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def engine(server: Server, settings: Any) -> ElasticsearchEngine:
    server.start()
    chosen = options(
        hosts=[server.url], bulk_items=2, retries=0, write_retries=0, timeout=5, write_timeout=10, pause=0.1
    )
    settings.SEARCH = {"default": {"BACKEND": "search.engines.elasticsearch.ElasticsearchEngine", "OPTIONS": chosen}}
    engine = get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    return engine


@pytest.fixture
def raw(server: Server) -> Elasticsearch:
    return Elasticsearch(server.url, request_timeout=30)


@pytest.fixture
def items() -> list[ItemPage]:
    """Released items, not indexed yet, beside one that is held."""
    author = make_student("Forfattar")
    made = []
    for number in range(RELEASED):
        item = make_item(title=f"Om tillit {number}", authors=[author])
        make_rendition(item, [f"tillit og endring {number} " * 30, "ei side til"])
        make_release(item)
        made.append(item)
    held = make_item(title=HELD, authors=[author])
    make_rendition(held, [HELD])
    held.specific.save_revision().publish(skip_permission_checks=True)
    return made


def assert_agree(engine: ElasticsearchEngine, raw: Elasticsearch) -> None:
    """`reconcile --fix` mends what is left, and then nothing differs; no index of ours has a word that is held."""
    call_command("reconcile", "--fix", stdout=io.StringIO())
    output = io.StringIO()
    call_command("reconcile", stdout=output)
    assert output.getvalue().startswith("0 ")
    assert engine.ids() == {str(item) for item in indexing.searchable().values_list("item_id", flat=True)}
    assert not Pending.objects.exists()
    ours = f"{engine._options.index}-*"
    raw.indices.refresh(index=ours)
    assert raw.count(index=ours, query={"term": {"exact": HELD}}, expand_wildcards="all")["count"] == 0
    assert raw.count(index=ours, query={"term": {"passages.exact": HELD}})["count"] == 0


def killing(server: Server, documents: Iterator[Document], after: int) -> Iterator[Document]:
    for number, document in enumerate(documents):
        if number == after:
            server.kill()
        yield document


def test_killed_in_the_middle_of_a_rebuild(engine, server, raw, items):
    indexing.catch_up()
    with pytest.raises(EngineUnavailable):
        engine.rebuild(killing(server, indexing.documents(indexing.searchable()), after=RELEASED // 2))
    publication.withdraw(items[0], by=None)
    with pytest.raises(EngineUnavailable):
        indexing.catch_up()
    server.start()
    # The old one answers, and what is withdrawn is left out before the index knows of it.
    assert search("tillit", make_user(name="Lærar", is_superuser=True)).total in (0, RELEASED - 1)
    assert engine.ids() == {str(item.pk) for item in items}
    indexing.catch_up()
    assert engine.ids() == {str(item.pk) for item in items[1:]}
    assert_agree(engine, raw)
    assert engine.rebuild(indexing.documents(indexing.searchable())) == RELEASED - 1
    assert len(raw.indices.get(index=f"{engine._options.index}-*").body) == 1


def test_killed_in_the_middle_of_a_bulk_write(engine, server, raw, items, monkeypatch):
    def and_kill(*arguments: Any, **more: Any) -> Iterator[Any]:
        for number, result in enumerate(streaming_bulk(*arguments, **more)):
            if number == RELEASED // 2:
                server.kill()
            yield result

    monkeypatch.setattr("search.engines.elasticsearch.versions.streaming_bulk", and_kill)
    with pytest.raises(EngineUnavailable):
        indexing.catch_up()
    monkeypatch.undo()
    assert Pending.objects.values("item").distinct().count() == RELEASED + 1
    publication.withdraw(items[0], by=None)
    server.start()
    assert 0 < len(engine.ids()) < RELEASED
    # What waits is in no search, though a part of it is in the index.
    assert search("tillit", make_student("Lesar")).total == 0
    indexing.catch_up()
    assert len(engine.ids()) == RELEASED - 1
    assert_agree(engine, raw)


def test_killed_in_the_middle_of_queries(engine, server, raw, items, client):
    indexing.catch_up()
    reader = make_student("Lesar")
    client.force_login(reader)
    assert search("tillit", reader).total == RELEASED
    outcomes: list[bool] = []
    stop = threading.Event()

    def ask() -> None:
        from search.query import Query

        while not stop.is_set():
            try:
                outcomes.append(engine.search(Query("tillit", audiences=("programme",))).total == RELEASED)
            except EngineUnavailable:
                outcomes.append(False)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    while len(outcomes) < 20:
        stop.wait(0.01)
    server.kill()
    answered = len(outcomes)
    while len(outcomes) < answered + 20:
        stop.wait(0.01)
    stop.set()
    for thread in asking:
        thread.join()
    assert outcomes[0]
    assert not outcomes[-1]
    # Down: the page says so, reading and withdrawing go on, and what is to be written waits.
    response = client.get(reverse("search"), {"q": "tillit"})
    assert response.status_code == 503
    assert client.get(items[1].get_url()).status_code == 200
    publication.withdraw(items[0], by=None)
    assert client.get(items[0].get_url()).status_code == 410
    server.start()
    found = search("tillit", reader)
    assert (found.available, found.total) == (True, RELEASED - 1)
    assert_agree(engine, raw)


def test_a_full_disk(engine, raw, items):
    """Elasticsearch blocks writes to an index when its disk is nearly full, and lets things be deleted."""
    indexing.catch_up()
    raw.indices.put_settings(index=engine._versions.alias, settings={"index.blocks.read_only_allow_delete": True})
    late = make_item(title="Om tillit, seint", authors=[make_student("Sein")])
    make_release(late)
    with pytest.raises(EngineUnavailable):
        indexing.catch_up()
    reader = make_student("Lesar")
    assert search("tillit", reader).total == RELEASED
    publication.withdraw(items[0], by=None)
    assert search("tillit", reader).total == RELEASED - 1
    with pytest.raises(EngineUnavailable):
        indexing.catch_up()
    raw.indices.put_settings(index=engine._versions.alias, settings={"index.blocks.read_only_allow_delete": None})
    assert_agree(engine, raw)
    assert search("tillit", reader).total == RELEASED


@pytest.mark.parametrize("taken", ["alias", "index"])
def test_another_mapping_in_its_place(engine, raw, items, taken):
    indexing.catch_up()
    alias = engine._versions.alias
    raw.indices.delete(index=list(raw.indices.get_alias(name=alias).body))
    if taken == "alias":
        raw.indices.create(index=f"{alias}-ffffffffffff", aliases={alias: {}})
    raw.index(index=alias, id="1", document={"id": "1", "exact": "noko"}, refresh=True)
    for action in (engine.contents, indexing.catch_up, lambda: engine.remove(["1"])):
        Pending.objects.create(item_id=items[0].pk)
        with pytest.raises(IndexUnusable, match="reindex"):
            action()
    assert [message.id for message in engine.check()] == ["search.W011"]
    assert_agree(engine, raw)
    assert engine.check() == []
    assert search("tillit", make_student("Lesar")).total == RELEASED


def test_a_server_that_lost_everything(engine, raw, items):
    indexing.catch_up()
    raw.indices.delete(index=list(raw.indices.get_alias(name=engine._versions.alias).body))
    found = search("tillit", make_student("Lesar"))
    assert (found.available, found.total) == (True, 0)
    assert_agree(engine, raw)
    assert len(engine.ids()) == RELEASED
