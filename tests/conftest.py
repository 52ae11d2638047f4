"""What all tests share: state in a folder of their own, and a worker that can be asked to do what is waiting."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from consent import guard
from tests.factories import make_notice


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With `SAMLING_NO_SKIP=1`, as in continuous integration, a test that would skip has failed."""
    report = yield
    if report.skipped and os.environ.get("SAMLING_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"Skipped where nothing may be skipped: {call.excinfo.value if call.excinfo else ''}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _the_ledger_is_emptied_between_tests() -> Iterator[None]:
    """The database refuses to delete from the ledger; the test runner may, after a test that committed.

    A notice that is in use is put there again: no installation is without one.
    """
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: TransactionTestCase) -> None:
        with guard.lifted(connection):
            original(self)
        make_notice()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path: Path) -> None:
    """Each test has storages and an index of its own; mail stays in memory."""
    storages = {alias: {**options} for alias, options in settings.STORAGES.items()}
    for alias in ("held", "released", "default"):
        storages[alias]["OPTIONS"] = {**storages[alias].get("OPTIONS", {}), "location": tmp_path / alias}
    settings.STORAGES = storages
    own = {"JOURNAL": str(tmp_path / "journal.jsonl"), "WORD_FORMS": str(tmp_path / "word_forms.tsv")}
    settings.SAMLING = {**settings.SAMLING, **own}
    engine = {"BACKEND": "search.engines.tantivy.TantivyEngine", "OPTIONS": {"path": tmp_path / "index"}}
    settings.SEARCH = {"default": engine}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do what a worker would do now, until nothing is left. It shares the test's connection, and must not close it."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)

    def run() -> None:
        call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)

    return run
