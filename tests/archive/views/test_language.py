"""Choosing the language."""

from __future__ import annotations

import pytest

from tests.factories import make_student

pytestmark = pytest.mark.django_db


def test_bokmål_is_spoken_to_whoever_asks_for_nothing_else(client):
    assert client.get("/personvern/").headers["Content-Language"] == "nb"


def test_a_chosen_language_stays_with_the_browser(client):
    response = client.post("/sprak/", {"language": "nn", "next": "/personvern/"})
    assert response.headers["Location"] == "/personvern/"
    assert client.get("/personvern/").headers["Content-Language"] == "nn"


def test_a_chosen_language_stays_with_the_person(client):
    user = make_student()
    client.force_login(user)
    client.post("/sprak/", {"language": "en"})
    user.refresh_from_db()
    assert user.language == "en"
    client.cookies.pop("django_language")
    assert client.get("/personvern/").headers["Content-Language"] == "en"


def test_an_unknown_language_changes_nothing(client):
    client.post("/sprak/", {"language": "xx"})
    assert client.get("/personvern/").headers["Content-Language"] == "nb"


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(client, to):
    assert client.post("/sprak/", {"language": "nb", "next": to}).headers["Location"] == "/"
