"""The read API: a person's rights, told to their programs."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from api import keys
from api.models import Key
from archive.models import Audience, Purpose
from search import indexing
from tests.factories import make_item, make_release, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_student(name="Ola Leser")


@pytest.fixture
def ask(reader):
    """Ask with a key of the reader, as a program does: without cookies."""
    secret = keys.make(reader, name="Test", days=1)

    def asked(path, key=secret, **parameters):
        return Client().get(f"/api/v1{path}", parameters, headers={"Authorization": f"Bearer {key}"})

    return asked


@pytest.fixture
def thesis():
    item = make_item(title="Tillit i små tjenester", authors=[make_student(name="Kari Moen")], theme=4, year=2024)
    make_rendition(item, [f"Side {number} om tillit." for number in range(1, 6)], title=item.title)
    make_release(item)
    indexing.mark(item)
    indexing.catch_up()
    return item


def test_search(ask, thesis):
    found = ask("/search", q="tillit", kind="thesis").json()
    assert found["total"] == 1
    (hit,) = found["hits"]
    assert hit["item"]["id"] == thesis.pk
    assert hit["item"]["names"] == ["Kari Moen"]
    assert "<mark>" in hit["passages"][0]["html"]
    assert found["facets"]["theme"] == [{"value": "4", "count": 1}]
    assert ask("/search", q="tillit", kind="lecture").json()["total"] == 0
    assert ask("/search", q="tillit", year_from=2023).json()["total"] == 1
    assert ask("/search", q="tillit", year_from=2025).json()["total"] == 0
    assert ask("/search", q="tillit", year_to=2024, year_from=2020).json()["total"] == 1
    assert ask("/search", q="tillit", year_to="i fjor").status_code == 422


def test_a_misspelt_question_names_what_was_meant_and_has_no_other_hits(ask, thesis):
    found = ask("/search", q="tilltt").json()
    assert (found["total"], found["hits"], found["meant"]) == (0, [], "tillit")
    assert ask("/search", q="tillit").json()["meant"] == ""


def test_item_and_its_passages(ask, thesis):
    assert ask(f"/items/{thesis.pk}").json()["title"] == "Tillit i små tjenester"
    first = ask(f"/items/{thesis.pk}/passages", size=3).json()
    assert [passage["number"] for passage in first["passages"]] == [1, 2, 3]
    rest = ask(f"/items/{thesis.pk}/passages", size=3, after=first["next"]).json()
    assert [passage["number"] for passage in rest["passages"]] == [4, 5]
    assert rest["next"] is None


def test_the_text_only_where_all_agreed_to_search(ask, thesis):
    thesis.releases.update(purposes=[Purpose.READING.value])
    response = ask(f"/items/{thesis.pk}/passages")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert ask(f"/items/{thesis.pk}").json()["text_is_searchable"] is False


def test_what_is_not_for_the_person_is_not_there(ask):
    other = make_item(programme_class=make_student().memberships.get().programme_class)
    make_release(other, audience=Audience.CLASS, token="class:0")
    assert ask(f"/items/{other.pk}").status_code == ask("/items/999999").status_code == 404
    assert ask(f"/items/{other.pk}").json() == ask("/items/999999").json()


def test_no_answer_is_kept_or_opened_to_other_sites(ask, thesis):
    for response in (ask("/search"), ask(f"/items/{thesis.pk}"), ask("/items/0"), ask("/search", key="wrong")):
        assert response["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in response.headers
        assert not response.cookies


def forget(reader):
    Key.objects.all().delete()


def expire(reader):
    Key.objects.update(expires_at=timezone.now())


def deactivate(reader):
    reader.is_active = False
    reader.save()


@pytest.mark.parametrize("ending", [forget, expire, deactivate])
def test_a_key_ends_at_once(ending, ask, reader, thesis):
    assert ask(f"/items/{thesis.pk}").status_code == 200
    ending(reader)
    assert ask(f"/items/{thesis.pk}").status_code == 401


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic a2FyaTprYXJp", "Bearer \u00e6"]
)
def test_without_a_valid_key_there_is_a_clear_no(header, thesis, reader):
    client = Client()
    client.force_login(reader)  # A session is not asked: what a page of another site can send is no key.
    headers = {} if header is None else {"Authorization": header}
    response = client.get(f"/api/v1/items/{thesis.pk}", headers=headers)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == 'Bearer realm="Samling"'
    assert set(response.json()) == {"title", "status", "detail"}


def test_the_right_is_lost_with_the_membership(ask, reader, thesis):
    reader.memberships.all().delete()
    assert ask(f"/items/{thesis.pk}").status_code == 404
    assert ask("/search", q="tillit").json()["total"] == 0


@pytest.mark.parametrize(
    "parameters", [{"page": 0}, {"size": 101}, {"size": "x"}, {"sort": "size"}, {"q": "x" * 1001}, {"page": 10_000}]
)
def test_a_parameter_that_cannot_be_used_is_named(ask, parameters):
    response = ask("/search", **parameters)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


def test_an_address_that_does_not_exist_says_so(ask):
    response = ask("/nothing")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(method, thesis, reader):
    headers = {"Authorization": f"Bearer {keys.make(reader, name='Test', days=1)}"}
    assert getattr(Client(), method)(f"/api/v1/items/{thesis.pk}", headers=headers).status_code == 405


def test_so_many_requests_a_minute_with_one_key(ask, monkeypatch, reader):
    monkeypatch.setattr(keys, "MOST_A_MINUTE", 2)
    monkeypatch.setattr("time.time", lambda: 1_800_000_030.0)
    assert [ask("/items/0").status_code for _ in range(3)] == [404, 404, 429]
    response = ask("/items/0")
    assert response["Retry-After"] == "30"
    other = keys.make(reader, name="Another", days=1)
    assert ask("/items/0", key=other).status_code == 404


def test_the_database_knows_a_digest_alone(reader):
    secret = keys.make(reader, name="Test", days=1)
    assert secret.startswith(keys.PREFIX)
    row = Key.objects.values().get()
    assert secret not in str(row)
    assert secret.removeprefix(keys.PREFIX) not in str(row)


def test_the_same_queries_however_many_hits(ask, thesis):
    ask("/search", q="tillit")
    with CaptureQueriesContext(connection) as one:
        ask("/search", q="tillit")
    for _ in range(4):
        item = make_item(title="Tillit igjen")
        make_release(item)
        indexing.mark(item)
    indexing.catch_up()
    with CaptureQueriesContext(connection) as five:
        assert ask("/search", q="tillit").json()["total"] == 5
    assert len(five) == len(one)


def test_the_description_describes_every_address():
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {"/api/v1/search", "/api/v1/items/{item_id}", "/api/v1/items/{item_id}/passages"}
    for path in schema["paths"].values():
        assert set(path) == {"get"}
        operation = path["get"]
        assert operation["security"]
        assert {"200", "401", "422", "429"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            expected = "application/problem+json" if int(status) >= 400 else "application/json"
            assert set(response["content"]) == {expected}
            for content in response["content"].values():
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert name in schema["components"]["schemas"]


def test_keys_are_made_shown_once_and_deleted(client, reader):
    client.force_login(reader)
    page = client.post(reverse("my_keys"), {"name": "Notatbok", "days": "30"}).content.decode()
    assert keys.PREFIX in page
    key = Key.objects.get()
    assert key.expires_at - timezone.now() < datetime.timedelta(days=30)
    page = client.get(reverse("my_keys")).content.decode()
    assert "Notatbok" in page
    assert keys.PREFIX not in page
    client.force_login(make_user())
    assert client.post(reverse("delete_key", args=[key.pk])).status_code == 404
    client.force_login(reader)
    client.post(reverse("delete_key", args=[key.pk]))
    assert not Key.objects.exists()


def test_nobody_has_more_than_ten_keys(client, reader):
    for _ in range(keys.MOST):
        keys.make(reader, name="x", days=1)
    client.force_login(reader)
    assert client.post(reverse("my_keys"), {"name": "x", "days": "30"}).status_code == 422
    assert reader.api_keys.count() == keys.MOST
