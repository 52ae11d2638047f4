"""What a contributor is told on the page where the answer is asked for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import ItemPage
from people.models import User
from tests.factories import make_item, make_rendition, make_user

pytestmark = pytest.mark.django_db

OUTCOMES = [
    ["keep", "cited_work", "PERSON", 30, [2, 14]],
    ["redact", "", "PERSON", 12, [0, 3]],
    ["redact", "", "PHONE_NUMBER", 1, [3]],
    ["replace", "", "LOCATION", 4, [5]],
]


@pytest.fixture
def author() -> User:
    return make_user(name="Ada Berg", language="en")


def look(item: ItemPage, user: User) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse("consent:answer", args=[item.pk])).content.decode().split())


def test_what_was_taken_out_replaced_and_left_in_is_summed_up_with_grounds_and_pages(author):
    item = make_item(authors=[author])
    make_rendition(item, outcomes=OUTCOMES, redactions={"PERSON": 12, "PHONE_NUMBER": 1, "LOCATION": 4})
    html = look(item, author)
    for words in ("Taken out: 13", "Replaced by a pseudonym: 4", "Left in: 30"):
        assert html.count(words) == 2
    assert 'Names of people: 30 <span class="quiet">(cited work)</span>' in html
    assert '<a href="?side=14#work">14</a>' in html
    assert '<a href="?side=3#work">3</a>, <a href="#facts">title, abstract or keywords</a>' in html


def test_places_in_a_recording_are_times(author):
    item = make_item("lecture", authors=[author])
    files = [("media", 0, "video/webm", b"-")]
    make_rendition(item, [(0.0, 5.0, "One"), (65.0, 70.0, "Two")], files, outcomes=[["redact", "", "PERSON", 1, [2]]])
    assert '<a href="?t=65#work">1:05</a>' in look(item, author)


def test_places_in_the_pictures_of_a_video_are_times(author):
    item = make_item("lecture", authors=[author])
    rendition = make_rendition(item, [(0.0, 5.0, "One")], [("media", 0, "video/webm", b"-")])
    rendition.passages.create(number=2, kind="picture", start=125.0, end=130.0, text="Two")
    rendition.outcomes = [["redact", "", "PERSON", 1, [2]]]
    rendition.save()
    assert '<a href="?t=125#work">2:05</a>' in look(item, author)


def test_a_version_from_before_such_sums_shows_how_much_was_removed(author):
    item = make_item(authors=[author])
    make_rendition(item, redactions={"PERSON": 3})
    html = look(item, author)
    assert "Names of people: 3" in html
    assert "What became of personal data" not in html
