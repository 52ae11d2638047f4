"""What a contributor is told on the page where the answer is asked for."""

from __future__ import annotations

import datetime
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from archive.models import Audience, ItemPage
from archive.models.releases import readers_of, tokens_of
from people.models import Role, User
from tests.factories import make_class, make_item, make_membership, make_rendition, make_student, make_user

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


def look(item: ItemPage, user: User, page: str = "consent:answer") -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse(page, args=[item.pk])).content.decode().split())


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


def test_the_page_says_who_would_see_it_for_how_long_and_who_is_responsible(author):
    make_membership(author)
    make_student(programme_class=make_class("Bergen 1"))
    make_student(programme_class=make_class("Oslo 9", year=2019))
    item = make_item(authors=[author])
    rendition = make_rendition(item)
    choose = look(item, author, "consent:choose")
    for words in (
        "Everyone in the class (Oslo 1 2023), 1 person today",
        "Everyone in the cohort (2023), 2 people today",
        "Everyone in the programme, now and earlier, 3 people today",
        "Everyone, also outside the programme</label>",
    ):
        assert words in choose
    html = look(item, author)
    for words in (
        "Until you, or somebody else who has a part in it, withdraws.",
        "To say no costs you nothing.",
        settings.SAMLING["CONTROLLER"]["name"],
        settings.SAMLING["CONTROLLER"]["contact"],
        rendition.digest,
    ):
        assert words in html


def test_the_numbers_are_those_who_may_read(django_assert_num_queries):
    oslo, bergen, before = make_class("Oslo 1"), make_class("Bergen 1"), make_class("Oslo 1", year=2019)
    item = make_item(programme_class=oslo)
    for programme_class in (oslo, oslo, bergen, before):
        make_student(programme_class=programme_class)
    twice = make_student(programme_class=oslo)
    make_membership(twice, bergen)
    make_membership(twice, before)
    make_membership(make_user(roles=[Role.TEACHER, Role.PRIVACY_OFFICER]), oslo)
    make_user(is_superuser=True)
    make_user(roles=[Role.ADMINISTRATOR])
    make_user(name="Outside")
    make_membership(make_user(), oslo, start=timezone.localdate() + datetime.timedelta(days=1))
    make_membership(make_user(is_active=False), oslo)
    for audience in (Audience.CLASS, Audience.COHORT, Audience.PROGRAMME):
        with django_assert_num_queries(1):
            count = readers_of(audience, item)
        assert count == sum(audience.token_for(item) in tokens_of(user) for user in User.objects.all()), audience
    assert readers_of(Audience.PUBLIC, item) is None


LONGEST_READ = 2 * 238
"""Words that grown people read silently in two minutes (Brysbaert, "How many words do we read per minute?", 2019)."""


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_nothing_is_ticked_in_advance_and_it_can_be_read_in_two_minutes(author, language):
    author.language = language
    author.save()
    item = make_item(authors=[author])
    make_rendition(item, outcomes=OUTCOMES)
    client = Client()
    client.force_login(author)
    words = 0
    for name in ("consent:answer", "consent:choose"):
        html = client.get(reverse(name, args=[item.pk])).content.decode()
        assert not re.search(r"<(input|option)[^>]*\s(checked|selected)", html)
        page = html[html.index("<main") : html.index("</main")].partition('<section class="on-screen"')[0]
        page = re.sub(r"(<details>.*?</summary>).*?</details>", r"\1", page, flags=re.DOTALL)  # Folded up.
        words += len(strip_tags(page).split())
    assert 200 < words < LONGEST_READ


def test_yes_and_no_are_buttons_of_one_weight(author):
    item = make_item(authors=[author])
    make_rendition(item)
    html = look(item, author, "consent:choose")
    buttons = re.findall(r'<button ([^>]*name="answer"[^>]*)>', html)
    looks = {re.sub(r'value="\w+"|formnovalidate', "", button).strip() for button in buttons}
    assert (len(buttons), len(looks)) == (2, 1)
