"""A reader writes to those who agreed to it, and learns nobody's address."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from archive.models import Audience
from archive.views import contact
from tests.factories import make_item, make_release, make_student, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    first, second = make_student(name="Ada Berg"), make_student(name="Bo Dahl")
    item = make_item(authors=[first, second])
    return make_release(item, contacts=[item.contributors.get(user=first).pk])


def address(release) -> str:
    return reverse("contact", args=[release.item_id])


def test_the_message_goes_to_those_who_agreed_alone(client, release):
    reader = make_student(name="Kari Leser")
    client.force_login(reader)
    page = client.get(address(release)).content.decode()
    assert release.item.contributors.get(name="Ada Berg").user.email not in page
    client.post(address(release), {"text": "Takk for oppgaven."})
    (message,) = mail.outbox
    assert message.to == [release.item.contributors.get(name="Ada Berg").user.email]
    assert message.reply_to == [reader.email]
    assert "Takk for oppgaven." in message.body


def test_the_page_of_the_item_leads_there_only_if_somebody_agreed(client, release):
    client.force_login(make_student())
    assert address(release) in client.get(release.item.url).content.decode()
    other = make_release(make_item(authors=[make_student()]))
    assert address(other) not in client.get(other.item.url).content.decode()
    assert client.get(address(other)).status_code == 404


def test_nobody_writes_about_what_they_may_not_read(client, release):
    client.force_login(make_user())
    assert client.get(address(release)).status_code == 404
    held = make_item(authors=[make_student()])
    client.force_login(make_student())
    assert client.get(reverse("contact", args=[held.pk])).status_code == 404


def test_who_is_not_signed_in_signs_in_first(client):
    author = make_student()
    item = make_item(authors=[author])
    release = make_release(item, audience=Audience.PUBLIC, contacts=[item.contributors.get().pk])
    assert client.get(address(release)).status_code == 302


def test_there_is_an_end_to_messages(client, release, monkeypatch):
    monkeypatch.setattr(contact, "MOST_A_DAY", 2)
    client.force_login(make_student())
    codes = [client.post(address(release), {"text": "Hei."}).status_code for _ in range(3)]
    assert codes == [302, 302, 422]
    assert len(mail.outbox) == 2
