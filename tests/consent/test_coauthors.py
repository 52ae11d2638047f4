"""What those who are asked about one work learn of each other, and when."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from archive import mine, publication
from archive.models import Audience
from consent import decisions
from consent.coauthors import circles
from consent.decisions import Choices
from tests.factories import make_item, make_rendition, make_student

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_but_consent_blocks(monkeypatch):
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def make_work(*names: str):
    people = [make_student(name) for name in names]
    for person in people:
        person.language = "en"
        person.save()
    item = make_item(authors=people)
    make_rendition(item)
    return item, people


def say(item, user, answer: str) -> None:
    contributor = item.contributors.get(user=user)
    match answer:
        case "yes":
            decisions.grant(contributor, item.current_rendition, Choices(Audience.CLASS), by=user)
        case "no":
            decisions.refuse(contributor, item.current_rendition, by=user)
        case "withdraw":
            decisions.withdraw(contributor, by=user)


def told(item, user) -> str:
    return " ".join(circles(user, [item])[item.pk].sentences())


def test_that_others_answered_is_told_and_what_they_said_is_not_until_all_have():
    item, (ada, bo, cia) = make_work("Ada", "Bo", "Cia")
    say(item, bo, "no")
    assert told(item, ada).startswith("Also asked: Bo, Cia. Answered so far: 1 of 2.")
    say(item, ada, "yes")
    assert told(item, ada).startswith("Also asked: Bo, Cia. Answered so far: 1 of 2.")
    say(item, cia, "yes")
    assert told(item, ada) == "Bo: no. Cia: yes."
    assert told(item, bo) == "Ada: yes. Cia: yes."


def test_a_new_version_begins_anew_and_one_that_only_redacts_more_does_not():
    item, (ada, bo) = make_work("Ada", "Bo")
    say(item, ada, "yes")
    say(item, bo, "yes")
    make_rendition(item, follows=item.current_rendition)
    assert told(item, ada) == "Bo: yes."
    make_rendition(item)
    assert told(item, ada).startswith("Also asked: Bo. Answered so far: 0 of 1.")


def test_whoever_is_alone_is_told_of_nobody():
    item, (ada,) = make_work("Ada")
    assert told(item, ada) == ""


@pytest.mark.parametrize("page", ["consent:answer", "my_items"])
def test_pages_tell_no_more(client, page):
    item, (ada, bo) = make_work("Ada", "Bo")
    say(item, bo, "no")
    address = reverse(page, args=[item.pk] if page != "my_items" else [])
    client.force_login(ada)
    html = client.get(address).content.decode()
    assert "Answered so far: 1 of 1." in html
    for words in ("Bo: no", "has said no", "Somebody has said no", "Not shared"):
        assert words not in html
    say(item, ada, "yes")
    assert "Bo: no." in client.get(address).content.decode()


def test_who_agreed_is_told_of_a_withdrawal_by_name_when_all_had_answered(work):
    item, (ada, bo, cia) = make_work("Ada", "Bo", "Cia")
    say(item, ada, "yes")
    say(item, bo, "yes")
    say(item, cia, "no")
    work()
    mail.outbox.clear()
    say(item, bo, "withdraw")
    work()
    (message,) = [each for each in mail.outbox if each.subject == "Somebody has withdrawn"]
    assert message.to == [ada.email]  # Not Cia, who said no.
    assert "Bo has withdrawn a work" in message.body
    assert item.title not in message.body
    assert "Bo: withdrawn." in told(item, ada)
    assert "Bo: withdrawn." in str([action.note for action in mine.actions_for(ada, [item])[item.pk]])


def test_who_it_was_is_not_told_while_somebody_has_not_answered(work):
    item, (ada, bo, _cia) = make_work("Ada", "Bo", "Cia")
    say(item, ada, "yes")
    say(item, bo, "yes")
    say(item, bo, "withdraw")
    work()
    (message,) = [each for each in mail.outbox if each.subject == "Somebody has withdrawn"]
    assert "One of you has withdrawn" in message.body
    assert "Bo has" not in message.body
    assert told(item, ada).startswith("One of you has withdrawn. Also asked: Bo, Cia. Answered so far: 1 of 2.")


def test_a_first_no_is_no_withdrawal_and_a_no_after_a_yes_is_one(work):
    item, (ada, bo) = make_work("Ada", "Bo")
    say(item, ada, "yes")
    say(item, bo, "no")
    work()
    assert "Somebody has withdrawn" not in [each.subject for each in mail.outbox]
    say(item, bo, "yes")
    say(item, bo, "no")
    work()
    assert "Somebody has withdrawn" in [each.subject for each in mail.outbox]


def test_more_works_take_no_more_queries(client, django_assert_num_queries):
    item, (ada, bo) = make_work("Ada", "Bo")
    with django_assert_num_queries(2):
        circles(ada, [item])
    more = []
    for _ in range(3):
        more.append(make_item(authors=[ada, bo]))
        make_rendition(more[-1])
    with django_assert_num_queries(2):
        assert len(circles(ada, more)) == 3
