"""The front page, the feed, and the pages around them."""

from __future__ import annotations

import pytest

from archive import waiting
from archive.models import Audience
from archive.waiting import Waiting
from people.models import Role
from tests.factories import make_class, make_item, make_release, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db


def make_released(title: str, audience: Audience = Audience.PROGRAMME, **fields):
    item = make_item(title=title, **fields)
    make_rendition(item, title=title)
    return make_release(item, audience=audience)


@pytest.fixture(params=["/", "/nye.atom"])
def listing(request):
    return request.param


def test_each_viewer_is_listed_what_they_may_read(client, listing):
    make_item(title="Held thesis")
    make_released("Thesis for all", Audience.PUBLIC)
    make_released("Thesis of the programme", Audience.PROGRAMME)
    make_released("Thesis of Oslo 1", Audience.CLASS)
    member, other = make_student(), make_student(programme_class=make_class("Oslo 2"))
    for user, seen in [
        (None, {"Thesis for all"}),
        (other, {"Thesis for all", "Thesis of the programme"}),
        (member, {"Thesis for all", "Thesis of the programme", "Thesis of Oslo 1"}),
    ]:
        if user:
            client.force_login(user)
        page = client.get(listing).content.decode()
        titles = ["Held thesis", "Thesis for all", "Thesis of the programme", "Thesis of Oslo 1"]
        assert {title for title in titles if title in page} == seen


def test_what_waits_is_shown_and_what_does_not_is_left_out(client, monkeypatch):
    told = [Waiting("3 wait for your answer", 3, "/answers/"), Waiting("never shown", 0, "/none/")]
    monkeypatch.setattr(waiting, "_sources", [lambda user: told])
    client.force_login(make_student())
    page = client.get("/").content.decode()
    assert "3 wait for your answer" in page
    assert "never shown" not in page


def test_more_releases_take_no_more_queries(client, listing, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(waiting, "_sources", [])
    client.force_login(make_student())
    counts = []
    for number in (1, 5):
        for _ in range(number):
            make_released("Thesis", authors=[make_user()])
        client.get(listing)
        with django_assert_max_num_queries(20) as captured:
            client.get(listing)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_menu_offers_what_a_role_has_use_for(client):
    for roles, seen in [([], set()), ([Role.ADMINISTRATOR], {"/admin/roster/", "/admin/"})]:
        client.force_login(make_user(roles=roles))
        page = client.get("/personvern/").content.decode()
        assert {url for url in ("/admin/roster/", "/admin/") if f'<li><a href="{url}"' in page} == seen
        assert '<a href="/mine/"' in page


def test_search_engines_are_asked_to_stay_away(client):
    assert "Disallow: /" in client.get("/robots.txt").content.decode()


def test_an_address_that_leads_nowhere_says_so_in_our_look(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "site-header" in response.content.decode()


def test_pages_allow_nothing_from_elsewhere_and_no_inline_script(client):
    policy = client.get("/personvern/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy
