"""The page "My data" and what is done from it."""

from __future__ import annotations

import datetime
import io
import re
import time
import zipfile

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive import daily
from archive.waiting import waiting_for
from consent.models import LedgerEntry
from consent.rights import requests
from consent.rights.models import Export, RightsRequest
from people.models import Role, User
from tests.consent.rights.everything import make_everything
from tests.factories import make_item, make_membership, make_rendition, make_user
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client) -> User:
    user = make_user("kari@example.org", name="Kari Nordmann")
    client.force_login(user)
    return user


def freshly(client) -> None:
    """Let the session be one in which a code was entered just now."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session.save()


def test_the_page_asks_to_sign_in(client):
    for name in ("my_data", "my_data_copy", "my_data_download", "my_data_erase"):
        assert client.get(reverse(name)).status_code == 302


def test_my_page_leads_to_it(client, person):
    assert reverse("my_data") in client.get(reverse("my_page")).content.decode()


def test_it_shows_what_is_held(client):
    client.force_login(make_everything())
    page = client.get(reverse("my_data")).content.decode()
    for words in ("gullfiskbollesymfoni", "Kvitveis Fiolinharpe", "kvitveis@fiolin.example", "regnbogeaurekantate"):
        assert words in page


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_there_in_each_language(client, person, language):
    User.objects.update(language=language)
    assert client.get(reverse("my_data")).status_code == 200


def test_queries_are_constant(client, person):
    def held(count: int) -> int:
        for _ in range(count):
            make_rendition(make_item(authors=[person], owner=person))
            make_source(f"{time.time()}".encode(), by=person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("my_data"))
        return len(queries)

    make_membership(person)
    held(1)
    assert held(1) == held(6)


def test_a_copy_is_made_mailed_about_fetched_and_deleted_after_a_week(client, person, work, mailoutbox):
    make_source(b"Ein tekst.", by=person)
    client.post(reverse("my_data_copy"))
    assert "hx-get" in client.get(reverse("my_data_copy")).content.decode()
    assert client.get(reverse("my_data_download")).status_code == 404
    work()
    assert [mail.to for mail in mailoutbox] == [["kari@example.org"]]
    response = client.get(reverse("my_data_download"))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "data.json" in archive.namelist()
        sent = [name for name in archive.namelist() if name.startswith("sent/")]
        assert [archive.read(name) for name in sent] == [b"Ein tekst."]
    assert LedgerEntry.objects.filter(event="exported").count() == 1

    export = Export.objects.get()
    Export.objects.update(made_at=timezone.now() - datetime.timedelta(days=8))
    daily.run()
    assert not Export.objects.exists()
    assert client.get(reverse("my_data_download")).status_code == 404
    assert storages["held"].exists(export.name)  # Deleted on commit, which a test has not.


def test_nobody_else_gets_the_copy(client, person, work):
    client.post(reverse("my_data_copy"))
    work()
    client.force_login(make_user(roles=[Role.ADMINISTRATOR]))
    assert client.get(reverse("my_data_download")).status_code == 404


def test_the_name_is_corrected_at_once(client, person):
    client.post(reverse("my_data_name"), {"name": "Kari Li"})
    person.refresh_from_db()
    assert person.name == "Kari Li"
    assert client.post(reverse("my_data_name"), {"name": ""}).status_code == 422


def test_an_objection_is_answered_within_a_month_by_the_privacy_officer(client, person, work, mailoutbox):
    officer, administrator = make_user(roles=[Role.PRIVACY_OFFICER]), make_user(roles=[Role.ADMINISTRATOR])
    client.post(reverse("my_data_ask"), {"kind": "object", "text": "Eg vil ikkje."})
    asked = RightsRequest.objects.get()
    assert 28 <= (asked.due_at - asked.made_at).days <= 31
    assert any(each.url == reverse("rights_queue") for each in waiting_for(officer))
    assert not any(each.url == reverse("rights_queue") for each in waiting_for(administrator))

    client.force_login(administrator)
    assert client.get(reverse("rights_answer", args=[asked.pk])).status_code in (302, 403)
    client.force_login(officer)
    assert "Eg vil ikkje." in client.get(reverse("rights_answer", args=[asked.pk])).content.decode()
    assert client.get(reverse("rights_queue")).status_code == 200
    assert client.post(reverse("rights_answer", args=[asked.pk]), {"answer": " "}).status_code == 422
    client.post(reverse("rights_answer", args=[asked.pk]), {"answer": "Det er greitt."})
    work()
    assert mailoutbox[-1].to == ["kari@example.org"]
    assert "Det er greitt." in mailoutbox[-1].body
    assert waiting_for(officer) == []
    assert client.post(reverse("rights_answer", args=[asked.pk]), {"answer": "Igjen."}).status_code == 422


def test_an_empty_request_is_not_sent(client, person):
    assert client.post(reverse("my_data_ask"), {"kind": "correct", "text": ""}).status_code == 422
    assert not RightsRequest.objects.exists()


def test_a_month_is_a_month():
    def day(year: int, month: int, day: int) -> datetime.datetime:
        return datetime.datetime(year, month, day, tzinfo=datetime.UTC)

    assert requests.a_month_after(day(2026, 1, 31)) == day(2026, 2, 28)
    assert requests.a_month_after(day(2026, 12, 15)) == day(2027, 1, 15)


def test_erasing_shows_first_what_goes_and_what_stays(client, person):
    make_item(title="Mi eiga oppgåve", authors=[person], owner=person)
    make_item(title="Vår oppgåve", authors=[person, make_user()], owner=person)
    freshly(client)
    page = client.get(reverse("my_data_erase")).content.decode()
    assert page.index("Mi eiga oppgåve") < page.index('id="stays"') < page.index("Vår oppgåve")


def test_erasing_asks_for_a_fresh_sign_in_and_the_address(client, person):
    client.post(reverse("my_data_erase"), {"email": "kari@example.org"})
    assert User.objects.filter(email="kari@example.org").exists()
    freshly(client)
    assert client.post(reverse("my_data_erase"), {"email": "ola@example.org"}).status_code == 422
    assert User.objects.filter(email="kari@example.org").exists()

    response = client.post(reverse("my_data_erase"), {"email": "Kari@Example.org"})
    assert response.status_code == 200
    assert not User.objects.filter(email="kari@example.org").exists()
    assert client.get(reverse("my_data")).status_code == 302


def test_a_code_from_the_mail_makes_it_fresh(client, mailoutbox):
    make_user("kari@example.org")
    client.post(reverse("account_login"), {"login": "kari@example.org"})
    code = re.search(r"\d{4}-\d{4}", mailoutbox[-1].body)
    assert code is not None
    client.post(reverse("account_confirm_login_code"), {"code": code[0]})
    assert 'name="email"' in client.get(reverse("my_data_erase")).content.decode()
    response = client.post(reverse("my_data_sign_in"))
    assert response["Location"].endswith(f"?next={reverse('my_data_erase').replace('/', '%2F')}")
    assert client.get(reverse("my_data_erase")).status_code == 302


def test_the_last_of_a_role_is_told_what_to_do_first(client):
    only = make_user(roles=[Role.PRIVACY_OFFICER])
    client.force_login(only)
    freshly(client)
    page = client.get(reverse("my_data_erase")).content.decode()
    assert 'name="email"' not in page
    client.post(reverse("my_data_erase"), {"email": only.email})
    only.refresh_from_db()
    assert only.erased_at is None
