"""The database itself keeps the records of consent: triggers refuse to change, delete or put in out of order.

The ledger, the decisions and the silences that people wished for are only added to, and a notice stays as it is from the day it is in use. The triggers are set after
every migration and not in one: SQLite drops a table's triggers whenever a migration rebuilds the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.models import Silence
from consent.models import Decision, LedgerEntry, Notice

LEDGER, DECISIONS, NOTICES, SILENCES = (model._meta.db_table for model in (LedgerEntry, Decision, Notice, Silence))
_REFUSED = "This is append-only."
_ONLY_NEXT = f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM {LEDGER})"  # noqa: S608 - a constant.


@dataclass(frozen=True, slots=True)
class Rule:
    """That `table` refuses `what` ("UPDATE" …), where `when` holds of the row (always, if empty)."""

    name: str
    table: str
    what: str
    when: str = ""


_RULES = [
    Rule("ledger_unchanged", LEDGER, "UPDATE"),
    Rule("ledger_undeleted", LEDGER, "DELETE"),
    Rule("ledger_in_order", LEDGER, "INSERT", _ONLY_NEXT),
    Rule("decision_unchanged", DECISIONS, "UPDATE"),
    Rule("decision_undeleted", DECISIONS, "DELETE"),
    Rule("silence_unchanged", SILENCES, "UPDATE"),
    Rule("silence_undeleted", SILENCES, "DELETE"),
    Rule("notice_unchanged", NOTICES, "UPDATE", "OLD.used_from IS NOT NULL"),
    Rule("notice_undeleted", NOTICES, "DELETE", "OLD.used_from IS NOT NULL"),
]
_EXISTS = "NEW.id IN (SELECT id FROM {table})"
_SQLITE_ALONE = [
    # SQLite's `INSERT OR REPLACE` deletes without telling the triggers above.
    Rule("decision_unreplaced", DECISIONS, "INSERT", _EXISTS.format(table=DECISIONS)),
    Rule("silence_unreplaced", SILENCES, "INSERT", _EXISTS.format(table=SILENCES)),
    Rule("notice_unreplaced", NOTICES, "INSERT", _EXISTS.format(table=NOTICES)),
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers, whether they are there or not."""
    create = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for rule in _rules(connection):
            for statement in create(rule):
                cursor.execute(statement)


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database refuses changes now."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {rule.name for rule in _rules(connection)} <= {name for (name,) in cursor.fetchall()}


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers, for what needs it: emptying the database between tests, and tests that tamper."""
    with connection.cursor() as cursor:
        for rule in _rules(connection):
            on = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}{on}")
            if on and rule.what == "DELETE":
                cursor.execute(f"DROP TRIGGER IF EXISTS {rule.name}_at_once{on}")
    try:
        yield
    finally:
        install(connection)


def after_migrations(using: str, **kwargs: Any) -> None:
    """`post_migrate`: the tables are there, or the app was migrated back to nothing."""
    connection = connections[using]
    if {LEDGER, DECISIONS, NOTICES, SILENCES} <= set(connection.introspection.table_names()):
        install(connection)


def _rules(connection: BaseDatabaseWrapper) -> list[Rule]:
    return _RULES if connection.vendor == "postgresql" else _RULES + _SQLITE_ALONE


def _sqlite(rule: Rule) -> list[str]:
    when = f"WHEN {rule.when} " if rule.when else ""
    return [
        f"CREATE TRIGGER IF NOT EXISTS {rule.name} BEFORE {rule.what} ON {rule.table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    ]


def _postgresql(rule: Rule) -> list[str]:
    """A condition that asks the table itself can't stand in PostgreSQL's WHEN, so it stands in the function."""
    if_so = f"IF {rule.when} THEN" if rule.when else "IF true THEN"
    function = (
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {if_so} RAISE EXCEPTION '{_REFUSED}'; END IF; "
        f"RETURN {'OLD' if rule.what == 'DELETE' else 'NEW'}; END $$"
    )
    create = f"CREATE OR REPLACE TRIGGER {rule.name}"
    found = [
        function,
        f"{create} BEFORE {rule.what} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {rule.name}()",
    ]
    if rule.what == "DELETE":
        found += [
            "CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
            f"{create}_at_once BEFORE TRUNCATE ON {rule.table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()",
        ]
    return found
