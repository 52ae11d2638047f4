"""Taking back a part of a yes: narrower in everything or not at all, at once, and back on what is left."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from archive import mine, publication
from archive.models import Audience, Purpose, Release
from consent import decisions, limits, reminders
from consent.decisions import Choices, NotYours, OutOfDate, choices_of
from consent.models import Decision, Request
from ingest import conditions, renditions
from tests.browser.content import pdf
from tests.factories import make_item, make_notice, make_rendition, make_student, make_user
from tests.ingest.desks import item_of, make_screened

pytestmark = pytest.mark.django_db

WIDE = Choices(Audience.PUBLIC, frozenset(Purpose), named=True)
READING = frozenset({Purpose.READING})


@pytest.fixture(autouse=True)
def _nothing_but_consent_blocks(monkeypatch):
    """Review and redaction have tests of their own."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


def make_agreed(choices=WIDE):
    """The part of an author who has said yes, in an item that is released."""
    author = make_student("Ada Berg")
    item = make_item(authors=[author])
    rendition = make_rendition(item)
    contributor = item.contributors.get()
    decisions.grant(contributor, rendition, choices, by=author)
    publication.release(item, by=None)
    return contributor


def test_every_limit_leaves_less_and_reading_can_only_be_withdrawn():
    contributor = make_agreed()
    offered = {limit.key: limit.rest for limit in limits.offered(contributor)}
    assert list(offered) == ["name", "class", "cohort", "programme", "search", "teaching", "contact"]
    assert all(rest.is_within(WIDE) and rest != WIDE and Purpose.READING in rest.purposes for rest in offered.values())


def test_nothing_is_offered_where_nothing_is_left_to_take_back():
    contributor = make_agreed(Choices(Audience.CLASS))
    assert limits.offered(contributor) == []
    actions = mine.actions_for(contributor.user, [contributor.item])[contributor.item_id]
    assert reverse("consent:limit", args=[contributor.item_id]) not in [action.url for action in actions]


def test_what_my_items_offers_is_what_the_page_offers():
    for audience, named, purposes in itertools.product(
        Audience, (True, False), (READING, READING | {Purpose.TEACHING})
    ):
        contributor = make_agreed(choices := Choices(audience, purposes, named))
        assert limits.possible(choices, contributor.item) == bool(limits.offered(contributor))


@pytest.mark.parametrize(
    "wider",
    [
        {"audience": Audience.PROGRAMME},
        {"purposes": READING | {Purpose.SEARCH}},
        {"named": True},
        {"not_before": None},
        {"audience": Audience.CLASS, "named": True},
    ],
)
def test_nothing_becomes_wider(wider):
    held = Choices(Audience.COHORT, not_before=timezone.localdate() - datetime.timedelta(days=1))
    contributor = make_agreed(held)
    with pytest.raises(ValueError, match="wider"):
        decisions.limit(contributor, replace(held, **wider), by=contributor.user)
    assert choices_of(Decision.objects.get()) == held


def test_a_limit_takes_effect_in_the_same_request_and_comes_back_narrower(client, work):
    contributor, stranger = make_agreed(), make_user()
    client.force_login(contributor.user)
    client.post(reverse("consent:limit", args=[contributor.item_id]), {"limit": "class"})
    assert not Release.objects.active().exists()
    work()
    release = Release.objects.active().get()
    assert release.audience == Audience.CLASS
    assert not Release.objects.visible_to(stranger).exists()
    assert release.purposes == Purpose.values


def test_taking_back_a_purpose_leaves_the_rest(client, work):
    contributor = make_agreed()
    client.force_login(contributor.user)
    client.post(reverse("consent:limit", args=[contributor.item_id]), {"limit": "contact"})
    work()
    release = Release.objects.active().get()
    assert (release.contacts, release.purposes) == ([], ["reading", "search", "teaching"])
    assert release.names == ["Ada Berg"]


def test_a_limit_has_a_receipt_and_holds_for_the_current_version(work):
    contributor = make_agreed()
    seen = contributor.item.current_rendition
    later = make_rendition(contributor.item, follows=seen)
    work()
    mail.outbox.clear()
    decision = decisions.limit(contributor, Choices(Audience.CLASS), by=contributor.user)
    assert decision
    assert (decision.rendition, decision.answer) == (later, Decision.Answer.GRANTED)
    work()
    (receipt,) = mail.outbox
    assert [attachment[2] for attachment in receipt.attachments] == ["application/pdf", "application/json"]


def test_the_second_click_of_the_same_button_does_nothing(client):
    contributor = make_agreed()
    client.force_login(contributor.user)
    for _ in range(2):
        client.post(reverse("consent:limit", args=[contributor.item_id]), {"limit": "name"})
    assert Decision.objects.count() == 2
    assert decisions.limit(contributor, choices_of(Decision.objects.latest("pk")), by=contributor.user) is None


def test_nobody_limits_for_another_nor_what_was_not_agreed_to():
    contributor = make_agreed()
    with pytest.raises(NotYours):
        decisions.limit(contributor, Choices(Audience.CLASS), by=make_user())
    decisions.withdraw(contributor, by=contributor.user)
    assert decisions.limit(contributor, Choices(Audience.CLASS), by=contributor.user) is None


def test_a_yes_to_an_older_version_is_not_carried_over(client):
    contributor = make_agreed()
    make_rendition(contributor.item)
    with pytest.raises(OutOfDate):
        decisions.limit(contributor, Choices(Audience.CLASS), by=contributor.user)
    client.force_login(contributor.user)
    response = client.post(reverse("consent:limit", args=[contributor.item_id]), {"limit": "name"})
    assert response.url == reverse("consent:answer", args=[contributor.item_id])


def test_a_limit_answers_no_question_about_other_purposes():
    contributor = make_agreed()
    make_notice(Purpose.READING, Purpose.SEARCH)
    decisions.ask(contributor.item.current_rendition)
    decision = decisions.limit(contributor, Choices(Audience.CLASS), by=contributor.user)
    assert decision
    assert decision.notice != decisions.current_notice()
    Request.objects.update(mailed_at=timezone.now() - datetime.timedelta(days=30))
    assert len(reminders.due()) == 1
    decisions.withdraw(contributor, by=contributor.user)
    assert reminders.due() == []


def test_a_name_that_is_taken_back_is_gone_at_once_and_the_work_comes_back_without_it(client, work, monkeypatch):
    both = [conditions.decided_and_verified, decisions.everyone_asked_agrees]
    monkeypatch.setattr(publication, "_conditions", both)
    text = "Om tillit, av Ola Student."
    source = make_screened([text], content=pdf([[text]]))
    item = item_of(source)
    rendition = renditions.make(item, by=None)
    author = item.contributors.get().user
    decisions.grant(item.contributors.get(), rendition, WIDE, by=author)
    work()
    assert Release.objects.active().get().names == ["Ola Student"]
    client.force_login(author)
    client.post(reverse("consent:limit", args=[item.pk]), {"limit": "name"})
    assert not Release.objects.active().exists()
    work()
    release = Release.objects.active().get()
    assert release.names == []
    assert "Ola" not in "".join(release.rendition.passages.values_list("text", flat=True))
    assert "tillit" in release.rendition.passages.get().text
