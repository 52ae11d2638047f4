"""A receipt proves what was answered, for as long as the person keeps it."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive.models import Audience, Purpose
from consent import decisions
from consent.canonical import canonical
from consent.decisions import Choices
from consent.models import LedgerEntry
from consent.receipts import keys, record
from consent.receipts.document import pdf_of
from tests.factories import make_item, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_key(settings, tmp_path):
    settings.SAMLING = {**settings.SAMLING, "RECEIPT_KEY_FILE": str(tmp_path / "key")}


@pytest.fixture
def decision():
    author = make_student(name="Máret Ŋuvvá")
    item = make_item(authors=[author], title="Tillit")
    rendition = make_rendition(item)
    choices = Choices(Audience.COHORT, frozenset({Purpose.READING, Purpose.SEARCH}), named=True)
    return decisions.grant(item.contributors.get(), rendition, choices, by=author)


@pytest.fixture
def receipt(decision) -> bytes:
    return bytes(record.of(decision).content)


def test_it_has_the_fields_of_the_standard_and_what_was_chosen(decision, receipt):
    found = record.verify(receipt)
    assert {"schema_version", "record_id", "pii_principal_id", "privacy_notice", "purposes", "event", "party"} <= set(
        found
    )
    assert found["event"]["state"] == "consent given"
    assert [each["purpose"] for each in found["purposes"] if each["agreed"]] == ["reading", "search"]
    assert found["archive"]["version"] == decision.rendition.digest
    assert found["archive"]["ledger"]["entry"] == LedgerEntry.objects.get(event="granted").number


def test_it_is_made_once(decision, receipt):
    assert bytes(record.of(decision).content) == receipt


def test_a_receipt_with_any_one_byte_changed_does_not_verify(receipt):
    for place in range(len(receipt)):
        changed = receipt[:place] + bytes([receipt[place] ^ 1]) + receipt[place + 1 :]
        with pytest.raises(record.NotValid):
            record.verify(changed)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"receipt": {}, "signature": 3}', b" " * 300_000],
)
def test_what_is_no_receipt_does_not_verify(content):
    with pytest.raises(record.NotValid):
        record.verify(content)


def test_a_receipt_that_another_signed_does_not_verify(receipt, settings, tmp_path):
    envelope = json.loads(receipt)
    settings.SAMLING = {**settings.SAMLING, "RECEIPT_KEY_FILE": str(tmp_path / "another")}
    another = keys._read("", tmp_path / "another")
    value = another.sign(canonical(envelope["receipt"]))
    with pytest.raises(record.NotValid):
        record.verify(record._written(envelope["receipt"], keys.name_of_key(another), value))


def test_old_receipts_verify_after_a_change_of_key(receipt, settings, tmp_path):
    settings.SAMLING = {**settings.SAMLING, "RECEIPT_KEY_FILE": str(tmp_path / "new")}
    keys.signing_key()
    assert record.verify(receipt)["archive"]["title"] == "Tillit"


def test_the_page_to_read_says_it_in_the_persons_language_with_all_letters(receipt):
    found = record.verify(receipt)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_of(found))).pages)
    assert "Máret Ŋuvvá" in text
    assert found["record_id"] in text


def test_it_is_mailed_once_with_page_and_file(decision, work):
    work()
    receipts = [message for message in mail.outbox if message.attachments]
    assert [message.to for message in receipts] == [[decision.by.email]]
    assert [kind for _name, _content, kind in receipts[0].attachments] == ["application/pdf", "application/json"]


def test_only_the_person_takes_a_receipt(client, decision):
    for name in ("consent:receipt", "consent:receipt_file"):
        client.force_login(make_user())
        assert client.get(reverse(name, args=[decision.pk])).status_code == 404
        client.force_login(decision.by)
        assert client.get(reverse(name, args=[decision.pk])).status_code == 200


def test_everyone_can_verify_a_receipt_on_a_page(client, receipt):
    def send(content: bytes):
        return client.post(reverse("consent:verify"), {"file": SimpleUploadedFile("r.json", content)})

    assert "Tillit" in send(receipt).content.decode()
    changed = send(receipt.replace(b"cohort", b"public"))
    assert changed.status_code == 422
    assert "Tillit" not in changed.content.decode()


def test_the_command_verifies(receipt, tmp_path, capsys):
    file = tmp_path / "receipt.json"
    file.write_bytes(receipt)
    call_command("verify_receipt", file)
    assert "Tillit" in capsys.readouterr().out
    file.write_bytes(receipt.replace(b"cohort", b"public"))
    with pytest.raises(CommandError):
        call_command("verify_receipt", file)
