"""The page about oneself."""

from __future__ import annotations

import pytest

from people.models import Role, User
from tests.factories import make_class, make_membership, make_user

pytestmark = pytest.mark.django_db


def test_it_is_for_those_signed_in(client):
    assert client.get("/min-side/").url == "/logg-inn/?next=/min-side/"


def test_it_shows_what_is_known_about_oneself_and_about_nobody_else(client):
    user = make_user("kari@example.org", name="Kari Moen", language="en", roles=[Role.PRIVACY_OFFICER])
    make_membership(user, make_class("Oslo 3", year=2021))
    other = make_user("ola@example.org", name="Ola Vik")
    make_membership(other, make_class("Stavanger", year=2020))
    client.force_login(user)
    page = client.get("/min-side/").content.decode()
    for fact in ("Kari Moen", "kari@example.org", "Oslo 3 2021", "privacy officer"):
        assert fact in page
    for fact in ("Ola Vik", "ola@example.org", "Stavanger"):
        assert fact not in page


def test_the_language_can_be_chosen_and_nothing_else(client):
    user = make_user("kari@example.org", language="nb")
    client.force_login(user)
    response = client.post(
        "/min-side/", {"language": "nn", "email": "x@example.org", "name": "X", "is_superuser": "on"}, follow=True
    )
    assert response.headers["Content-Language"] == "nn"
    user = User.objects.get()
    assert (user.language, user.email, user.name, user.is_superuser) == (
        "nn",
        "kari@example.org",
        "Kari Nordmann",
        False,
    )


def test_a_language_we_dont_have_is_refused(client):
    client.force_login(make_user(language="nb"))
    assert client.post("/min-side/", {"language": "de"}).status_code == 200
    assert User.objects.get().language == "nb"
