"""A personal link opens one question, once; reminders come on their days and never more."""

from __future__ import annotations

import datetime
import logging
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from archive import daily
from archive.logs import WithoutMessages
from archive.models import Audience
from consent import decisions, reminders
from consent.models import Decision, Link, Request
from tests.factories import make_item, make_rendition, make_student

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(work):
    """A question that was mailed."""
    item = make_item(authors=[make_student(name="Ada Berg")])
    decisions.ask(make_rendition(item, files=[("page", 1, "image/webp", b"RIFF")]))
    work()
    return item


def link_in(message) -> str:
    return str(re.findall(r"https?://[^/]+(/samtykke/lenke/\S+)", message.body)[0])


def answer_yes(client, item):
    return client.post(
        reverse("consent:choose", args=[item.pk]),
        {
            "digest": item.current_rendition.digest,
            "answer": "yes",
            "purposes": ["reading"],
            "audience": Audience.PROGRAMME,
        },
    )


def test_the_link_lets_the_person_see_and_answer_without_signing_in(client, asked):
    client.post(link_in(mail.outbox[0]))
    page = asked.current_rendition.files.get()
    assert client.get(reverse("consent:answer", args=[asked.pk])).status_code == 200
    assert client.get(reverse("file", args=[page.pk, f"samling-{page.rendition_id}-1.webp"])).status_code == 200
    answer_yes(client, asked)
    decision = Decision.objects.get()
    assert (decision.answer, decision.by) == ("granted", asked.contributors.get().user)


def test_opening_the_link_does_not_use_it_up_but_the_button_does(client, asked):
    link = link_in(mail.outbox[0])
    assert client.get(link).status_code == client.get(link).status_code == 200
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == client.get(link).status_code == 410


def test_the_link_opens_nothing_else(client, asked):
    user = asked.contributors.get().user
    other = make_item(authors=[user])
    make_rendition(other)
    client.post(link_in(mail.outbox[0]))
    for address in (reverse("consent:answer", args=[other.pk]), reverse("my_items"), reverse("my_page")):
        assert client.get(address).status_code == 302, address


def test_another_signed_in_person_does_not_use_it_up(client, asked):
    client.force_login(make_student())
    link = link_in(mail.outbox[0])
    assert client.post(link).status_code == 403
    client.logout()
    assert client.post(link).status_code == 302


def test_the_log_does_not_hold_the_link(asked, settings):
    link = link_in(mail.outbox[0])
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (link,), None)
    assert WithoutMessages().format(record) == "Gone: /samtykke/lenke/…/"


def test_the_link_ends_with_its_days_and_the_visit_with_its_hours(client, asked):
    link = link_in(mail.outbox[0])
    Link.objects.update(expires_at=timezone.now())
    assert client.post(link).status_code == 410
    Link.objects.update(expires_at=timezone.now() + datetime.timedelta(days=1))
    client.post(link)
    session = client.session
    user, item, _until, hash_ = session["guest"]
    session["guest"] = [user, item, timezone.now().isoformat(), hash_]
    session.save()
    assert client.get(reverse("consent:answer", args=[asked.pk])).status_code == 302


def test_the_database_does_not_hold_the_link(asked):
    token = link_in(mail.outbox[0]).split("/")[-2]
    assert token not in str(list(Link.objects.values()))


def days_ago(days: int) -> None:
    Request.objects.update(mailed_at=timezone.now() - datetime.timedelta(days=days))


def test_reminders_come_on_their_days_and_never_more(asked, work, settings):
    settings.SAMLING = {**settings.SAMLING, "REMIND_AFTER_DAYS": [7, 21]}
    sent = []
    for day in (6, 7, 8, 20, 21, 22, 60):
        days_ago(day)
        reminders.remind()
        work()
        sent.append(len(mail.outbox) - 1)
    assert sent == [0, 1, 1, 1, 2, 2, 2]


def test_who_has_answered_is_not_reminded(asked):
    contributor = asked.contributors.get()
    days_ago(30)
    assert len(reminders.due()) == 1
    decisions.refuse(contributor, asked.current_rendition, by=contributor.user)
    assert reminders.due() == []


def test_who_was_asked_about_an_older_version_is_reminded_of_the_newer_alone(asked):
    days_ago(30)
    make_rendition(asked)
    assert reminders.due() == []


def test_a_daily_job_is_done_once_a_day_and_again_if_it_failed(monkeypatch):
    done: list[int] = []

    def fail_first() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise ConnectionError

    monkeypatch.setattr(daily, "_jobs", [fail_first])
    assert [daily.run(), daily.run(), daily.run()] == [[], [f"{__name__}.fail_first"], []]
    assert daily.run(timezone.localdate() + datetime.timedelta(days=1))


def test_a_daily_job_that_breaks_a_rule_of_the_database_is_logged_and_tried_again(monkeypatch, caplog):
    def twice() -> None:
        Link.objects.create(request_id=1, digest="x", expires_at=timezone.now())
        Link.objects.create(request_id=1, digest="x", expires_at=timezone.now())

    monkeypatch.setattr(daily, "_jobs", [twice])
    assert [daily.run(), daily.run()] == [[], []]
    assert caplog.text.count("it is tried again") == 2
