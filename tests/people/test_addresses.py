"""Giving somebody a new e-mail address: by an administrator, with notes, and so that the old address opens nothing more."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import decisions, ledger, reminders
from consent.models import LedgerEntry, Request
from people import addresses, erasure
from people.models import AddressChange, Role, User
from tests.factories import make_item, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db

HOW = "Ringt opp på nummeret i studentregisteret."


@pytest.fixture
def administrator() -> User:
    return make_user(name="Jon Vik", roles=[Role.ADMINISTRATOR], language="en")


def change(user: User, by: User, email: str = "ny@example.no", how: str = HOW) -> AddressChange:
    return addresses.change(user, email, how=how, checked_by="Studiekontoret", checked_on=timezone.localdate(), by=by)


def send(by: User, user: User, **fields: str):
    client = Client()
    client.force_login(by)
    data = {"email": "ny@example.no", "how": HOW, "checked_by": "Studiekontoret", "checked_on": "2026-01-15", **fields}
    return client.post(reverse("change_address", args=[user.pk]), data)


def test_an_administrator_changes_an_address_and_notes_how_identity_was_checked(administrator):
    user = make_user("kari@example.org")
    response = send(administrator, user, email=" NY@Example.no")
    assert response.url == reverse("wagtailusers_users:edit", args=[user.pk])
    user.refresh_from_db()
    assert user.email == "ny@example.no"
    made = AddressChange.objects.get()
    assert (made.how, made.checked_by, made.checked_on, made.by) == (
        HOW,
        "Studiekontoret",
        datetime.date(2026, 1, 15),
        administrator,
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("how", "Kjenner henne  " + " " * 20, "20 characters or more"),
        ("email", "kari@example.org", "This is the address already."),
        ("email", "ola@example.org", "Somebody has this address already."),
        ("checked_by", "", "required"),
        ("checked_on", "2999-01-01", "This day has not come yet."),
    ],
)
def test_what_is_missing_is_told_and_nothing_changes(administrator, field, value, sentence):
    user = make_user("kari@example.org")
    make_user("ola@example.org")
    assert sentence in send(administrator, user, **{field: value}).content.decode()
    user.refresh_from_db()
    assert (user.email, AddressChange.objects.count()) == ("kari@example.org", 0)


def test_nobody_but_an_administrator_and_nobody_for_themselves(administrator):
    user = make_user("kari@example.org")
    for by in (user, make_user(roles=[Role.PRIVACY_OFFICER])):
        with pytest.raises(PermissionDenied):
            change(user, by)
        assert send(by, user).status_code == 302
    for person in (administrator, make_user(is_superuser=True)):
        with pytest.raises(PermissionDenied):
            change(person, administrator)
        assert send(administrator, person).status_code == 302
    assert not AddressChange.objects.exists()


def test_who_was_erased_gets_no_address(administrator):
    student = make_student()
    erasure.erase(student, by=None)
    student.refresh_from_db()
    with pytest.raises(PermissionDenied):
        change(student, administrator)
    assert send(administrator, student).status_code in (302, 403, 404)
    assert not AddressChange.objects.exists()


def test_the_form_for_a_user_changes_no_address(administrator):
    user = make_user("kari@example.org")
    client = Client()
    client.force_login(administrator)
    data = {"name": "Kari", "email": "ny@example.no", "language": "nb", "is_active": "on", "roles": []}
    forms = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    page = client.get(reverse("wagtailusers_users:edit", args=[user.pk])).content.decode()
    assert reverse("change_address", args=[user.pk]) in page
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), {**data, **forms})
    user.refresh_from_db()
    assert (user.name, user.email) == ("Kari", "kari@example.org")


def test_whoever_was_signed_in_is_signed_out(administrator):
    user = make_user()
    client = Client()
    client.force_login(user)
    assert client.get(reverse("my_items")).status_code == 200
    change(user, administrator)
    assert client.get(reverse("my_items")).status_code == 302


def test_a_code_that_was_mailed_before_opens_nothing(administrator):
    user = make_user("kari@example.org", language="en")
    client = Client()
    client.post(reverse("account_login"), {"login": user.email})
    code = re.search(r"^ +(\S+)$", str(mail.outbox[0].body), re.MULTILINE)
    assert code
    change(user, administrator)
    client.post(reverse("account_confirm_login_code"), {"code": code.group(1)})
    assert client.get(reverse("my_items")).status_code == 302


def test_the_ledger_tells_that_it_happened_and_no_address(administrator):
    user = make_user("kari@example.org")
    change(user, administrator)
    entry = LedgerEntry.objects.get(event="address_changed")
    assert entry.details["person"] == str(ledger.reference_of(user).reference)
    assert "@" not in str(entry.details)
    assert ledger.opened(entry) == {"name": administrator.name, "email": administrator.email}


def test_the_old_address_is_told_once_and_then_forgotten(administrator, work):
    user = make_user("kari@example.org", language="nn")
    change(user, administrator)
    work()
    (message,) = mail.outbox
    assert message.to == ["kari@example.org"]
    assert "ny@example.no" not in message.body
    assert AddressChange.objects.get().old_email == ""


@pytest.fixture
def asked(work) -> User:
    author = make_student("Ada Berg")
    decisions.ask(make_rendition(make_item(authors=[author])))
    work()
    return author


def link_in(body: str, name: str) -> str:
    return str(re.findall(rf"https?://[^/]+(/samtykke/{name}/\S+)", body)[0])


def test_what_is_not_answered_is_asked_anew_and_earlier_links_are_dead(asked, administrator, work, client):
    old = str(mail.outbox[0].body)
    change(asked, administrator)
    work()
    new = [each for each in mail.outbox if each.to == ["ny@example.no"]]
    assert len(new) == 1
    for name in ("lenke", "svar"):
        assert client.get(link_in(old, name)).status_code == 410
        assert client.get(link_in(str(new[0].body), name)).status_code == 200


def test_a_visit_by_an_old_link_ends(asked, administrator, client):
    item = asked.contributions.get().item
    client.post(link_in(str(mail.outbox[0].body), "lenke"))
    assert client.get(reverse("consent:answer", args=[item.pk])).status_code == 200
    change(asked, administrator)
    assert client.get(reverse("consent:answer", args=[item.pk])).status_code == 302


def test_what_is_answered_is_not_asked_anew(asked, administrator, work):
    contributor = asked.contributions.get()
    decisions.refuse(contributor, contributor.item.current_rendition, by=asked)
    work()
    change(asked, administrator)
    work()
    assert [each for each in mail.outbox if each.to == ["ny@example.no"]] == []


def test_reminders_go_on_where_they_were_and_are_no_more_than_before(asked, administrator, work, settings):
    settings.SAMLING = {**settings.SAMLING, "REMIND_AFTER_DAYS": [7, 21]}

    def days_pass(days: int) -> None:
        mailed = timezone.now() - datetime.timedelta(days=days)
        Request.objects.update(mailed_at=mailed)
        reminders.remind()
        work()

    days_pass(8)
    change(asked, administrator)
    work()
    sent = len(mail.outbox)
    for day in (8, 22, 30, 60):
        days_pass(day)
    assert len(mail.outbox) - sent == 1
    assert Request.objects.get().reminders == 2


def test_a_subscriber_that_fails_undoes_the_change(administrator, monkeypatch):
    def fail(change: AddressChange) -> None:
        raise ValidationError("–")

    user = make_user("kari@example.org")
    monkeypatch.setattr(addresses, "_subscribers", [fail])
    with pytest.raises(ValidationError):
        change(user, administrator)
    user.refresh_from_db()
    assert user.email == "kari@example.org"
