"""Nobody changes what happened without its being refused, or found and named."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from archive import daily
from consent import guard, ledger
from consent.ledger import Anchor, Broken, Fault
from consent.models import LedgerEntry, LedgerPerson
from tests.factories import make_item, make_user

pytestmark = pytest.mark.django_db

TABLE = guard.LEDGER


@pytest.fixture
def chain():
    """Five entries by one person about one item."""
    by, item = make_user(name="Ada Berg"), make_item()
    return [ledger.append("looked_at", by=by, item=item.pk, details={"part": n}) for n in range(1, 6)]


def execute(statement: str, *values: str | bytes | int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_whole_ledger_verifies(chain):
    assert ledger.verify() is None
    assert ledger.head() == Anchor(chain[-1].number, chain[-1].hash)


def test_an_empty_ledger_verifies():
    assert ledger.verify() is None
    assert ledger.head() == Anchor(0, ledger.BEGINNING)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET event = 'refused'",
        f"UPDATE {TABLE} SET details = '{{}}' WHERE number = 2",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE number = 5",
    ],
)
def test_the_database_refuses_to_change_or_delete(chain, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement)
    assert ledger.verify() is None


@pytest.mark.parametrize("number", [3, 7])
def test_the_database_refuses_to_replace_and_to_insert_out_of_order(chain, number):
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = "number, at, event, details, sealed, previous, hash"
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"{verb} INTO {TABLE} ({columns}) VALUES (%s, '2026-01-01', 'x', '{{}}', %s, '', 'x')", number, b"")


def tampered(statement: str, *values: str | bytes | int) -> Broken | None:
    with guard.lifted(connection):
        execute(statement, *values)
    return ledger.verify()


@pytest.mark.parametrize(
    "change",
    [
        "event = 'refused'",
        "details = '{}'",
        "item_id = NULL",
        '"by" = NULL',
        "at = '2020-01-01 00:00:00+00:00'",
        "hash = 'x'",
    ],
)
def test_one_changed_value_is_found_and_named(chain, change):
    assert tampered(f"UPDATE {TABLE} SET {change} WHERE number = 3") == Broken(3, Fault.CHANGED)


def test_a_changed_seal_is_found(chain):
    assert tampered(f"UPDATE {TABLE} SET sealed = %s WHERE number = 2", b"") == Broken(2, Fault.CHANGED)


def test_a_removed_entry_is_found(chain):
    assert tampered(f"DELETE FROM {TABLE} WHERE number = 3") == Broken(3, Fault.MISSING)


def test_an_entry_changed_together_with_its_own_hash_is_found_at_the_next(chain):
    forged = LedgerEntry.objects.get(number=3)
    forged.event = "refused"
    assert tampered(
        f"UPDATE {TABLE} SET event = 'refused', hash = %s WHERE number = 3", ledger.hash_of(forged)
    ) == Broken(4, Fault.MOVED)


def test_a_ledger_cut_at_its_end_is_found_by_an_anchor(chain):
    anchor = ledger.head()
    assert tampered(f"DELETE FROM {TABLE} WHERE number = 5") is None
    assert ledger.verify([anchor]) == Broken(5, Fault.CUT_OFF)


def test_a_ledger_rewritten_as_a_whole_is_found_by_an_anchor(chain):
    anchor = Anchor(4, "f" * 64)
    assert ledger.verify([anchor]) == Broken(4, Fault.REPLACED)


def test_the_ledger_names_nobody_and_stays_valid_when_a_person_is_erased(chain):
    assert "Ada" not in str([vars(entry) for entry in LedgerEntry.objects.all()])
    assert (ledger.opened(chain[0]) or {})["name"] == "Ada Berg"
    LedgerPerson.objects.all().delete()
    assert ledger.opened(chain[0]) is None
    assert ledger.verify() is None


def test_an_entry_needs_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        ledger.append("looked_at", by=None)


def test_the_command_prints_the_head_which_then_serves_as_an_anchor(chain, capsys, tmp_path):
    call_command("verify_ledger")
    printed = capsys.readouterr().out
    assert printed == f"{ledger.head()}\n"
    kept = tmp_path / "mail.txt"
    kept.write_text(f"Subject: Samling\n\n22.11.2026: {printed}")
    call_command("verify_ledger", anchors=kept)


def test_the_head_is_mailed_daily_and_the_mail_serves_as_an_anchor(chain, settings, tmp_path):
    settings.SAMLING = {**settings.SAMLING, "ANCHOR_MAIL": ["styret@example.no"]}
    daily.run()
    (message,) = mail.outbox
    kept = tmp_path / "mail.eml"
    kept.write_text(message.message().as_string())
    call_command("verify_ledger", anchors=kept)
    with guard.lifted(connection):
        execute(f"DELETE FROM {TABLE} WHERE number = 5")
    with pytest.raises(CommandError, match="5"):
        call_command("verify_ledger", anchors=kept)


def test_the_command_names_the_first_broken_link(chain):
    with guard.lifted(connection):
        execute(f"UPDATE {TABLE} SET event = 'refused' WHERE number = 2")
    with pytest.raises(CommandError, match=r"\b2: "):
        call_command("verify_ledger")


def test_the_command_tells_when_the_database_lets_the_ledger_be_changed(chain):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_unchanged{' ON ' + TABLE if connection.vendor == 'postgresql' else ''}")
    with pytest.raises(CommandError, match="migrate"):
        call_command("verify_ledger")
    guard.install(connection)
