"""Signing in by e-mail code: for those on the roster, telling nobody who they are, and without passwords."""

from __future__ import annotations

import re
import smtplib
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import authenticate
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from people.models import Role, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LOGIN = "/logg-inn/"
CODE = "/logg-inn/kode/"


class BrokenMail(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPServerDisconnected("lost kari@example.org")


def ask_for_code(client: Client, email: str, **extra: str):
    return client.post(LOGIN, {"login": email, **extra})


def code_in_mail():
    (code,) = re.findall(r"^    (\d{4}-\d{4})$", str(mail.outbox[-1].body), re.MULTILINE)
    return code


def wrong_code() -> str:
    return f"{(int(code_in_mail().replace('-', '')) + 1) % 10**8:08}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text(response) -> str:
    """The page without what differs from one request to the next anyway."""
    return re.sub(r'value="[\w-]{64}"|"X-CSRFToken": "\w+"', "", response.content.decode())


def test_the_code_from_the_mail_signs_in(client):
    user = make_user("kari@example.org")
    response = ask_for_code(client, "kari@example.org")
    assert response.url == CODE
    assert not signed_in(client)
    assert mail.outbox[0].to == ["kari@example.org"]
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not EmailAddress.objects.exists()


def test_the_code_may_be_typed_without_its_dash_and_the_address_in_capitals(client):
    make_user("kari@example.org")
    ask_for_code(client, " KARI@Example.ORG ")
    client.post(CODE, {"code": f" {code_in_mail().replace('-', '')} "})
    assert signed_in(client)


def test_one_comes_to_the_page_one_was_going_to_and_to_no_other_site(client):
    make_user("kari@example.org")
    for to, url in [("/min-side/", "/min-side/"), ("https://evil.example/", "/"), ("//evil.example", "/")]:
        client.logout()
        response = ask_for_code(client, "kari@example.org", next=to)
        response = client.post(response.url, {"code": code_in_mail(), "next": to})
        assert response.url == url


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_mail_is_in_the_persons_language_whatever_the_browser_speaks(client, language):
    make_user("kari@example.org", name="Kari Moen", language=language)
    client.post(LOGIN, {"login": "kari@example.org"}, headers={"accept-language": "en" if language == "nb" else "nb"})
    (message,) = mail.outbox
    assert message.extra_headers["Content-Language"] == language
    with translation.override(language):
        assert message.subject == translation.gettext("Your code for Samling")
    assert "Kari Moen" in message.body
    assert "15" in message.body


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_after_signing_in_the_pages_speak_the_persons_language(client, language):
    make_user("kari@example.org", language=language)
    ask_for_code(client, "kari@example.org")
    client.post(CODE, {"code": code_in_mail()})
    assert client.get("/min-side/", headers={"accept-language": "de"}).headers["Content-Language"] == language
    client.logout()
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    assert client.get(LOGIN).headers["Content-Language"] == language


def test_the_language_is_remembered_in_the_browser(client):
    make_user("kari@example.org", language="nn")
    ask_for_code(client, "kari@example.org")
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "nn"


# Nobody who isn't on the roster


@pytest.mark.parametrize("who", ["unknown", "inactive"])
def test_someone_who_cant_sign_in_sees_the_same_as_someone_who_can(who):
    make_user("kari@example.org")
    if who == "inactive":
        make_user("ola@example.org", is_active=False)
    pages = []
    for email in ("kari@example.org", "ola@example.org"):
        client = Client()
        answer = ask_for_code(client, email)
        page = client.get(answer.url)
        wrong = client.post(CODE, {"code": "00000000"})
        again = client.post(CODE, {"action": "resend"}, follow=True)
        pages.append(
            [
                (answer.status_code, answer.url, sorted(answer.cookies)),
                *[(each.status_code, text(each).replace(email, "…")) for each in (page, wrong, again)],
            ]
        )
    assert pages[0] == pages[1]


def test_an_unknown_address_gets_a_mail_without_a_code_or_a_way_to_sign_up(client):
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    ask_for_code(client, "stranger@example.org")
    body = str(mail.outbox[0].body)
    assert "there is no code" in body
    assert not re.search(r"\d{4}", body.replace(settings.BASE_URL, ""))
    assert "/ny/" not in body
    for code in ("", "0", "00000000", "None"):
        client.post(CODE, {"code": code})
    assert not signed_in(client)
    assert not User.objects.filter(email="stranger@example.org").exists()


def test_someone_closed_out_while_waiting_for_the_code_isnt_let_in(client):
    user = make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post(CODE, {"code": code_in_mail()})
    assert response.url == LOGIN
    assert not signed_in(client)


def test_someone_closed_out_is_signed_out_at_their_next_request(client):
    user = make_user()
    client.force_login(user)
    assert client.get("/min-side/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/min-side/").status_code == 302


def test_a_former_address_signs_nobody_in(client):
    user = make_user("old@example.org")
    ask_for_code(client, "old@example.org")
    client.post(CODE, {"code": code_in_mail()})
    client.logout()
    User.objects.filter(pk=user.pk).update(email="new@example.org")
    ask_for_code(client, "old@example.org")
    assert not re.search(r"\d{4}-\d{4}", str(mail.outbox[-1].body))


# Guessing


def test_after_three_wrong_codes_the_right_one_is_worth_nothing(client):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    right, wrong = code_in_mail(), wrong_code()
    assert [client.post(CODE, {"code": wrong}).status_code for _ in range(3)] == [200, 200, 302]
    client.post(CODE, {"code": right})
    assert not signed_in(client)


def test_a_new_code_doesnt_bring_new_tries_and_ends_the_old_one(client):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    first = code_in_mail()
    client.post(CODE, {"code": wrong_code()})
    client.post(CODE, {"action": "resend"})
    assert code_in_mail() != first
    assert client.post(CODE, {"code": first}).status_code == 200
    assert client.post(CODE, {"code": wrong_code()}).status_code == 302
    client.post(CODE, {"code": code_in_mail()})
    assert not signed_in(client)


def test_a_code_works_once_and_in_its_own_browser(client):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    code = code_in_mail()
    other = Client()
    ask_for_code(other, "kari@example.org")
    other.post(CODE, {"code": code})
    assert not signed_in(other)
    client.post(CODE, {"code": code})
    assert signed_in(client)
    client.logout()
    client.post(CODE, {"code": code})
    assert not signed_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (16, False)])
def test_a_code_works_for_fifteen_minutes(client, monkeypatch, minutes, works):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + minutes * 60)
    client.post(CODE, {"code": code_in_mail()})
    assert signed_in(client) is works


def test_codes_for_an_address_are_limited_whoever_asks_and_whether_it_is_known_or_not():
    make_user("kari@example.org")
    for email in ("kari@example.org", "stranger@example.org"):
        mail.outbox.clear()
        answers = [
            Client(REMOTE_ADDR=f"192.0.2.{n}").post(LOGIN, {"login": email.upper() if n % 2 else email})
            for n in range(6)
        ]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200, 200]
        assert len(mail.outbox) == 3


def test_a_class_can_sign_in_from_one_network_at_once():
    for n in range(40):
        make_user(f"student{n}@example.org")
    answers = [ask_for_code(Client(), f"student{n}@example.org").status_code for n in range(40)]
    assert answers == [302] * 40


def test_guesses_from_one_address_on_the_network_are_limited(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "confirm_login_code": "4/m/ip"}
    make_user("kari@example.org")
    statuses = []
    for _ in range(3):
        client = Client()
        ask_for_code(client, "kari@example.org")
        statuses += [client.post(CODE, {"code": wrong_code()}).status_code for _ in range(2)]
    assert statuses == [200, 200, 200, 200, 429, 429]


# Without passwords


def test_a_password_is_never_accepted(client):
    user = make_user("kari@example.org", is_superuser=True)
    user.set_password("correct horse")
    user.save()
    assert authenticate(username="kari@example.org", password="correct horse") is None
    assert authenticate(email="kari@example.org", password="correct horse") is None
    assert not client.login(username="kari@example.org", password="correct horse")
    client.post(LOGIN, {"login": "kari@example.org", "password": "correct horse"})
    client.post("/admin/login/", {"username": "kari@example.org", "password": "correct horse"})
    assert not signed_in(client)


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_inactive",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reauthenticate",
        "wagtailadmin_password_reset",
    ],
)
def test_pages_for_passwords_addresses_and_signing_up_dont_exist(client, name):
    try:
        url = reverse(name)
    except NoReverseMatch:
        return
    client.force_login(make_user(is_superuser=True))
    assert client.get(url).status_code == 404
    assert client.post(url, {"email": "x@example.org"}).status_code == 404


def test_the_sign_in_page_asks_for_no_password(client):
    page = client.get(LOGIN).content.decode()
    assert 'type="email"' in page
    assert "password" not in page.replace("there is no password", "")


def test_wagtails_own_sign_in_page_leads_to_ours(client):
    assert client.get("/admin/login/?next=/admin/").url == LOGIN + "?next=/admin/"
    assert client.get("/admin/").url == LOGIN + "?next=/admin/"


# Staying and leaving


def test_a_session_lasts_two_weeks(client):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    client.post(CODE, {"code": code_in_mail()})
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_signing_in_begins_a_new_session(client):
    make_user("kari@example.org")
    ask_for_code(client, "kari@example.org")
    before = client.session.session_key
    client.post(CODE, {"code": code_in_mail()})
    assert client.session.session_key != before


def test_signing_out_takes_a_button(client):
    client.force_login(make_user())
    assert client.get("/logg-ut/").status_code == 200
    assert signed_in(client)
    assert client.post("/logg-ut/").url == "/"
    assert not signed_in(client)


def test_someone_who_waits_for_a_code_can_correct_their_address(client):
    make_user("kari@example.org")
    ask_for_code(client, "karri@example.org")
    assert client.get(LOGIN).status_code == 200
    ask_for_code(client, "kari@example.org")
    client.post(CODE, {"code": code_in_mail()})
    assert signed_in(client)


def test_someone_signed_in_without_access_to_the_admin_isnt_sent_in_circles(client):
    client.force_login(make_user(roles=[Role.TEACHER]))
    to_sign_in = client.get("/admin/").url
    assert to_sign_in == LOGIN + "?next=/admin/"
    assert client.get(to_sign_in).url == "/"


def test_when_mail_cant_be_sent_the_person_is_told_and_the_log_names_nobody(client, settings, caplog):
    settings.EMAIL_BACKEND = f"{BrokenMail.__module__}.BrokenMail"
    make_user("kari@example.org")
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    response = client.post(LOGIN, {"login": "kari@example.org"}, follow=True)
    assert response.redirect_chain[-1][0] == LOGIN
    assert "mail just now" in response.content.decode()
    assert "SMTPServerDisconnected" in caplog.text
    assert "kari" not in caplog.text
