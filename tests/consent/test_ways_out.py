"""The link at the foot of each mail: withdrawing without signing in, for as long as the yes stands, and nothing else."""

from __future__ import annotations

import datetime
import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from archive import publication
from archive.logs import WithoutMessages
from archive.models import Audience, Contributor, Purpose, Release
from consent import decisions, reminders, ways_out
from consent.decisions import Choices
from consent.models import Decision, Request, WayOut
from ingest import questions
from people.models import Role
from tests.factories import make_contributor, make_item, make_rendition, make_student, make_user
from tests.ingest.desks import flag, item_of, make_officer, make_screened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_but_consent_blocks(monkeypatch):
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


@pytest.fixture
def agreed(work):
    """The part of an author who has said yes; receipt and question are mailed."""
    author = make_student("Ada Berg")
    item = make_item(title="Kvitveis i fjellet", abstract="Om kvitveis.", authors=[author])
    rendition = make_rendition(item)
    decisions.ask(rendition)
    contributor = item.contributors.get()
    choices = Choices(Audience.PUBLIC, frozenset(Purpose), named=True)
    decisions.grant(contributor, rendition, choices, by=author)
    work()
    return contributor


def link_in(body) -> str:
    (found,) = re.findall(r"https?://[^/]+(/samtykke/svar/\S+)", body)
    return str(found)


def test_opening_it_changes_nothing_and_the_button_withdraws(agreed, client):
    link = link_in(mail.outbox[-1].body)
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert Release.objects.active().exists()
    assert client.post(link).status_code == 302
    assert not Release.objects.active().exists()
    assert (Decision.objects.latest("pk").answer, Decision.objects.latest("pk").by) == ("withdrawn", agreed.user)
    assert client.post(link).status_code == 302
    assert Decision.objects.count() == 2


def test_a_part_can_be_taken_back_with_it(agreed, client, work):
    client.post(link_in(mail.outbox[0].body), {"limit": "class"})
    work()
    assert Release.objects.active().get().audience == Audience.CLASS


def test_it_works_as_long_as_the_yes_stands(agreed, client):
    link = link_in(mail.outbox[0].body)
    WayOut.objects.update(made_at=timezone.now() - datetime.timedelta(days=3_000))
    client.post(link)
    assert not Release.objects.active().exists()


def test_it_shows_nothing_of_the_work_and_opens_nothing_else(agreed, client):
    link = link_in(mail.outbox[0].body)
    page = client.get(link)
    assert "vitveis" not in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    client.post(link)
    item = agreed.item_id
    for name, args in (("consent:answer", [item]), ("consent:choose", [item]), ("my_items", []), ("my_page", [])):
        assert client.get(reverse(name, args=args)).status_code == 302, name


def test_programs_that_post_from_elsewhere_do_not_withdraw(agreed):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link_in(mail.outbox[0].body)).status_code == 403
    assert Release.objects.active().exists()


def test_it_ends_with_the_account(agreed, client):
    link = link_in(mail.outbox[0].body)
    agreed.user.is_active = False
    agreed.user.save()
    assert client.get(link).status_code == client.post(link).status_code == 410
    assert Release.objects.active().exists()


def test_it_ends_when_the_part_is_somebody_elses(agreed, client):
    link = link_in(mail.outbox[0].body)
    Contributor.objects.update(user=make_user())
    assert client.post(link).status_code == 410


def test_neither_database_nor_log_holds_it(agreed):
    link = link_in(mail.outbox[0].body)
    assert link.split("/")[-2] not in str(list(WayOut.objects.values()))
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (link,), None)
    assert WithoutMessages().format(record) == "Gone: /samtykke/svar/…/"


def test_before_there_is_an_answer_and_after_a_no_there_is_nothing_to_take_back(client, work):
    author = make_student()
    item = make_item(authors=[author])
    rendition = make_rendition(item)
    decisions.ask(rendition)
    work()
    link = link_in(mail.outbox[0].body)
    assert '<form method="post" class="stack">' not in client.get(link).content.decode()
    client.post(link)
    assert not Decision.objects.exists()
    decisions.refuse(item.contributors.get(), rendition, by=author)
    client.post(link)
    assert Decision.objects.get().answer == "refused"


def test_a_yes_to_an_older_version_can_be_withdrawn_and_not_limited(agreed, client):
    make_rendition(agreed.item)
    link = link_in(mail.outbox[0].body)
    page = client.post(link, {"limit": "name"})
    assert (page.status_code, Decision.objects.count()) == (200, 1)
    client.post(link)
    assert Decision.objects.latest("pk").answer == "withdrawn"


def test_the_page_speaks_the_persons_language(agreed, client):
    agreed.user.language = "en"
    agreed.user.save()
    page = client.get(link_in(mail.outbox[0].body), headers={"accept-language": "nb"}).content.decode()
    assert "You said yes." in page
    assert '<html lang="en"' in page


# Every mail


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_mail_about_an_item_holds_it_in_the_persons_language(language, work):
    first, second = make_user(name="Ada Berg", language=language), make_user(name="Bo Dahl")
    source = make_screened(["Kari Nordmann arbeider her."])
    item = item_of(source)
    item.contributors.all().delete()
    contributor, other = make_contributor(item, first), make_contributor(item, second)
    finding = flag(source, "Kari")[0]
    questions.ask(finding, "Er dette ein ekte person?", by=make_officer())
    rendition = make_rendition(item)
    decisions.ask(rendition)
    work()
    Request.objects.update(mailed_at=timezone.now() - datetime.timedelta(days=8))
    reminders.remind()
    for each, user in ((contributor, first), (other, second)):
        decisions.grant(each, rendition, Choices(Audience.PUBLIC, frozenset(Purpose)), by=user)
    work()
    reader = Client()
    reader.force_login(make_user(roles=[Role.TEACHER]))
    reader.post(reverse("contact", args=[item.pk]), {"text": "Hei!"})
    decisions.withdraw(other, by=second)
    work()
    mails = [str(each.body) for each in mail.outbox if each.to == [first.email]]
    assert len(mails) == 6  # Question of the officer, request, reminder, receipt, a reader's message, withdrawn.
    with translation.override(language):
        greeting = translation.gettext("Hello %(name)s,") % {"name": "Ada"}
        sentence = translation.gettext("You can withdraw or limit a yes here at any time, without signing in:")
    for body in mails:
        assert link_in(body)
        assert sentence in body
        assert greeting in body or "Hei!" in body


def test_a_supervisor_has_nothing_to_take_back():
    supervisor = make_contributor(make_item(), make_user(), role=Contributor.Role.SUPERVISOR)
    assert ways_out.way_out(supervisor) == ""
