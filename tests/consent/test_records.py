"""The records of processing say what the settings and counts say, and nothing that is secret."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from archive.facts import Section
from archive.models import Audience
from consent import decisions, records, records_document
from consent.cases import Concern
from people.models import Role
from tests.factories import make_item, make_release, make_rendition, make_student, make_user
from tests.ingest.factories import make_finding, make_passage, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def facts():
    return {fact["key"]: fact["value"] for section in records.as_json()["sections"] for fact in section["facts"]}


def test_every_section_is_there():
    assert [part.section for part in records.parts()] == list(Section)


def test_settings_are_told_as_they_are(settings):
    settings.SAMLING = {
        **settings.SAMLING,
        "CONTROLLER": {"name": "HiX", "address": "Vegen 1", "contact": "x@hix.no", "storage": "NO"},
        "PROTECTION_OFFICER": "ombud@hix.no",
        "RETENTION": {**settings.SAMLING["RETENTION"], "originals": 9, "concerns": None},
    }
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 0
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "smtp.hix.no"
    settings.EMAIL_HOST_PASSWORD = "hemmeleg-passord"
    told = facts()
    assert (told["name"], told["address"], told["protection_officer"]) == ("HiX", "Vegen 1", "ombud@hix.no")
    assert told["retention.originals"].startswith("9 months")
    assert told["retention.concerns"] == "for as long as the archive"
    assert (told["https"], told["hsts"]) == (True, False)
    everything = json.dumps(records.as_json())
    assert "smtp.hix.no" in everything
    for secret in (settings.EMAIL_HOST_PASSWORD, settings.SECRET_KEY):
        assert secret not in everything


def test_counts_are_counted():
    author = make_student()
    item = make_item(authors=[author])
    finding = make_passage(make_source(item=item), "Kari Moen and Ola Lie")
    make_finding(finding, "Kari Moen")
    make_finding(finding, "Ola Lie")
    rendition = make_rendition(item)
    choices = decisions.Choices(Audience.PROGRAMME)
    decisions.grant(item.contributors.get(), rendition, choices, by=author)
    make_release(item)
    assert facts()["median_to_invisible"] == "not known yet"
    decisions.withdraw(item.contributors.get(), by=author)
    Concern.objects.create(which="x", text="x", made_at=timezone.now() - datetime.timedelta(days=40))
    told = facts()
    assert (told["findings.PERSON"], told["findings.AGE"]) == (2, 0)
    assert (told["answers.granted"], told["answers.withdrawn"]) == (1, 1)
    assert told["contributors.author"] == 1
    assert (told["concerns.open"], told["concerns.overdue"]) == (1, 1)
    assert (told["items.received"], told["items.released"]) == (1, 0)
    assert told["median_to_invisible"].endswith("seconds")
    assert float(told["median_to_invisible"].split()[0]) < 5


def test_sentences_of_policy_are_marked_for_the_controller():
    purposes = next(each for each in records.as_json()["sections"] if each["key"] == "purposes")
    assert purposes["facts"]
    assert all(fact["to_be_confirmed"] for fact in purposes["facts"])


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_document_reads_in_each_language(language):
    with translation.override(language):
        reader = PdfReader(io.BytesIO(records_document.pdf()))
        text = "".join(page.extract_text() for page in reader.pages)
        assert str(Section.SECURITY.label) in text
    assert reader.root_object["/Lang"] == language


def test_the_page_is_for_privacy_officers_and_administrators():
    address = "/admin/privacy/records/"
    for role, expected in ((Role.PRIVACY_OFFICER, 200), (Role.ADMINISTRATOR, 200), (Role.TEACHER, None)):
        client = Client()
        client.force_login(make_user(roles=[role], language="en"))
        response = client.get(address)
        if expected is None:
            assert response.status_code != 200
            continue
        assert response.status_code == 200
        assert "Who is responsible" in response.content.decode()
        assert client.get(address, {"format": "pdf"}).content.startswith(b"%PDF")
        assert client.get(address, {"format": "json"}).json()["sections"]


def test_the_command_prints_and_writes(tmp_path, capsys):
    call_command("records", "--json", "--language", "en")
    assert json.loads(capsys.readouterr().out)["language"] == "en"
    call_command("records", "--language", "en")
    assert "Who is responsible" in capsys.readouterr().out
    call_command("records", "--pdf", str(tmp_path / "records.pdf"))
    assert (tmp_path / "records.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError):
        call_command("records", "--pdf", str(tmp_path / "no" / "records.pdf"))
