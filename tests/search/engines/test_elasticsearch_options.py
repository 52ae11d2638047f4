"""What is said of settings, and of a cluster that doesn't answer. Needs no server."""

import time

import pytest
from django.core.management import call_command
from django.urls import reverse

from archive import publication
from search import indexing
from search.engines.base import EngineUnavailable, InvalidSearchEngineError, engines
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch.connection import Breaker, Refused, Silent
from search.engines.elasticsearch.options import read
from search.models import Pending
from tests.factories import make_item, make_release, make_student
from tests.search.factories import make_document, make_query

NOBODY = "http://127.0.0.1:1"
"""Nothing answers there."""


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ["search.E012"]),
        ({"hosts": [NOBODY], "hotss": 1}, ["search.E011"]),
        ({"hosts": ["es.example.no"]}, ["search.E013"]),
        ({"hosts": ["https://es.example.no"]}, ["search.E013"]),
        ({"hosts": ["https://es.example.no:port"]}, ["search.E013"]),
        ({"hosts": ["http://es.example.no:9200"], "api_key": "k"}, ["search.E014"]),
        ({"hosts": ["https://es.example.no:9200"], "ca_certs": "/nowhere"}, ["search.E015"]),
        ({"hosts": [NOBODY]}, ["search.W012"]),
        ({"hosts": NOBODY, "api_key": "k"}, ["search.W012"]),
        ({"hosts": ["https://127.0.0.1:1"], "verify_certs": False}, ["search.W013", "search.W012"]),
    ],
)
def test_check_says_what_is_wrong(options, found):
    messages = ElasticsearchEngine(**options).check()
    assert [message.id for message in messages] == found
    assert all(message.hint for message in messages)
    assert "k" not in " ".join(f"{message.msg} {message.hint}" for message in messages).split()


def test_text_to_another_machine_without_encryption_is_warned_of():
    from search.engines.elasticsearch.options import problems

    assert [message.id for message in problems({"hosts": ["http://10.1.2.3:9200"]})] == ["search.W014"]


def test_settings_that_are_wrong_are_no_cluster_that_is_down():
    with pytest.raises(InvalidSearchEngineError, match="hotss"):
        ElasticsearchEngine(hosts=[NOBODY], hotss=1).search(make_query("tillit"))


def test_manage_py_check_asks_the_engine(settings):
    backend = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.SEARCH = {"default": {"BACKEND": backend, "OPTIONS": {"hosts": [NOBODY], "colour": "red"}}}
    from django.core.management.base import SystemCheckError

    with pytest.raises(SystemCheckError, match=r"search\.E011"):
        call_command("check")


def test_the_client_is_given_what_is_set(tmp_path):
    certificate = tmp_path / "ca.pem"
    certificate.write_text("")
    options = read({"hosts": ["https://a:1", "https://b:2"], "ca_certs": str(certificate), "api_key": "k"})
    assert options.hosts == ("https://a:1", "https://b:2")
    engine = ElasticsearchEngine(hosts=["https://a:1", "https://b:2"], api_key="secret", fingerprint="ab" * 32)
    client = engine._client
    assert len(list(client.transport.node_pool.all())) == 2
    assert client._headers["authorization"] == "ApiKey secret"


def test_a_cluster_that_does_not_answer_is_left_alone_for_a_while():
    breaker = Breaker(failures=2, pause=0.2)

    def ask(error=None):
        with breaker.watching():
            if error:
                raise error

    for _time in range(2):
        with pytest.raises(Silent):
            ask(Silent("x"))
    with pytest.raises(EngineUnavailable, match="left alone"):
        ask()
    time.sleep(0.25)
    ask()
    ask()


def test_one_that_refuses_a_question_is_asked_the_next():
    breaker = Breaker(failures=1, pause=60)
    for _time in range(3):
        with pytest.raises(Refused), breaker.watching():
            raise Refused("x", 400, "parsing_exception")
    with pytest.raises(Refused), breaker.watching():
        raise Refused("x", 429, "rejected")
    with pytest.raises(EngineUnavailable, match="left alone"), breaker.watching():
        pass


def test_nobody_waits_long_for_a_cluster_that_is_down():
    engine = ElasticsearchEngine(hosts=[NOBODY], failures=2, pause=60)
    for _time in range(2):
        with pytest.raises(Silent):
            engine.search(make_query("tillit"))
    start = time.monotonic()
    for _time in range(100):
        with pytest.raises(EngineUnavailable):
            engine.search(make_query("tillit"))
    assert time.monotonic() - start < 1


def test_errors_say_nothing_of_what_was_asked():
    with pytest.raises(EngineUnavailable) as caught:
        ElasticsearchEngine(hosts=[NOBODY]).put([make_document(id="a", text="hemmelegtord")])
    assert "hemmelegtord" not in str(caught.value)


@pytest.mark.django_db
def test_while_the_cluster_is_down_reading_and_withdrawing_go_on_and_writes_wait(settings, client, work):
    good = settings.SEARCH
    backend = "search.engines.elasticsearch.ElasticsearchEngine"
    settings.SEARCH = {"default": {"BACKEND": backend, "OPTIONS": {"hosts": [NOBODY], "retries": 0, "failures": 1}}}
    kept, gone = (make_item(title=title, authors=[make_student(title)]) for title in ("Om tillit", "Om endring"))
    for item in (kept, gone):
        make_release(item)
    client.force_login(make_student("Lesar"))
    response = client.get(reverse("search"), {"q": "tillit"})
    assert response.status_code == 503
    assert client.get(kept.get_url()).status_code == 200
    publication.withdraw(gone, by=None)
    assert client.get(gone.get_url()).status_code == 410
    work()
    assert set(Pending.objects.values_list("item_id", flat=True)) == {kept.pk, gone.pk}
    settings.SEARCH = good
    indexing.catch_up()
    assert engines["default"].ids() == {str(kept.pk)}
    assert not Pending.objects.exists()
