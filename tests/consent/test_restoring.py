"""A restored older backup shows nothing that was taken back since it was made. Real files: the database is copied and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from archive import mine, publication, starting
from archive.models import Audience, ItemPage, Release
from consent import decisions, journal, ledger, restoring
from consent.decisions import Choices
from consent.models import LedgerEntry, Replay
from tests.factories import make_item, make_rendition, make_student
from tests.processes import run


@pytest.fixture(autouse=True)
def _only_consent_blocks(monkeypatch):
    conditions = [decisions.everyone_asked_agrees, restoring.answered_since_the_replay]
    monkeypatch.setattr(publication, "_conditions", conditions)


def make_released(name="Ada Berg"):
    author = make_student(name)
    item = make_item(authors=[author])
    make_rendition(item)
    agree(item)
    publication.release(item, by=None)
    return item


def agree(item):
    contributor = item.contributors.get()
    choices = Choices(Audience.PROGRAMME)
    return decisions.grant(contributor, item.current_rendition, choices, by=contributor.user)


def withdraw(item):
    contributor = item.contributors.get()
    return decisions.withdraw(contributor, by=contributor.user)


def forget(number: int) -> None:
    """As a backup of when the ledger ended with entry `number` would have it. Only for what doesn't look at files."""
    from django.db import connection

    from consent import guard

    with guard.lifted(connection):
        LedgerEntry.objects.filter(number__gt=number)._raw_delete("default")


def lose(event: str, item: ItemPage) -> None:
    """Restore a backup from before `event` happened to `item`."""
    backup = ledger.head().number
    ledger.append(event, by=None, item=item.pk)
    journal.keep()
    forget(backup)


@pytest.mark.django_db
def test_the_journal_has_a_line_for_every_entry_and_names_nobody():
    item = make_released("Ada Berg")
    journal.keep()
    lines = list(journal.lines())
    assert [(line.number, line.hash) for line in lines] == list(LedgerEntry.objects.values_list("number", "hash"))
    assert {line.item for line in lines} == {item.pk}
    text = journal.path().read_text()
    assert "Ada" not in text
    assert item.contributors.get().user.email not in text
    assert os.stat(journal.path()).st_mode & 0o077 == 0


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_is_in_the_journal_when_its_request_ends():
    item = make_released()
    withdraw(item)
    assert [line.event for line in journal.lines()][-2:] == ["withdrawn", "withdrawn"]
    assert journal.newest() == list(journal.lines())[-1]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_does_not_wait_for_the_journal(settings, tmp_path):
    item = make_released()
    settings.SAMLING = {**settings.SAMLING, "JOURNAL": str(tmp_path)}  # A folder can't be written as a file.
    withdraw(item)
    assert not item.active_release
    with pytest.raises(starting.NotReady, match="SAMLING_JOURNAL"):
        starting.check()
    settings.SAMLING = {**settings.SAMLING, "JOURNAL": str(tmp_path / "other")}
    starting.check()
    assert len(list(journal.lines())) == LedgerEntry.objects.count()


@pytest.mark.django_db
def test_half_a_line_that_a_crash_left_is_written_again():
    make_released()
    journal.keep()
    whole = journal.path().read_bytes()
    journal.path().write_bytes(whole[:-40])
    journal.keep()
    assert journal.path().read_bytes() == whole


@pytest.mark.django_db
def test_with_an_older_database_nothing_is_served_and_no_work_is_done():
    item = make_released()
    backup = ledger.head().number
    withdraw(item)
    journal.keep()
    starting.check()
    forget(backup)
    with pytest.raises(journal.DatabaseIsOlder, match="replay_journal"):
        starting.check()
    with pytest.raises(CommandError, match="replay_journal"):
        call_command("work", "--until-done")
    ledger.append("notice_used", by=None)  # It goes on otherwise, to the same length.
    ledger.append("notice_used", by=None)
    with pytest.raises(journal.DatabaseIsOlder):
        starting.check()


@pytest.mark.django_db
def test_what_happened_since_is_held_until_it_is_answered_anew(work, capsys):
    taken_back, untouched = make_released("Ada Berg"), make_released("Bo Dahl")
    backup = ledger.head().number
    ledger.append("withdrawn", by=None, item=taken_back.pk)
    ledger.append("viewed", by=None, item=untouched.pk)
    journal.keep()
    forget(backup)

    call_command("replay_journal")
    assert f"{taken_back.pk}: withdrawn" in capsys.readouterr().out
    starting.check()
    assert list(Release.objects.active().values_list("item", flat=True)) == [untouched.pk]
    with pytest.raises(publication.NotReleasable):
        publication.release(taken_back, by=None)
    author = taken_back.contributors.get().user
    assert [action.main for action in mine.actions_for(author, [taken_back])[taken_back.pk]].count(True) == 1

    agree(taken_back)
    work()
    assert taken_back.active_release
    assert ledger.verify() is None
    journal.keep()
    assert [line.number for line in journal.lines()][-1] == ledger.head().number


@pytest.mark.django_db
def test_an_old_yes_is_asked_about_by_mail_with_a_link(work):
    from django.core import mail

    item = make_released()
    lose("refused", item)
    restoring.replay()
    work()
    (message,) = [each for each in mail.outbox if "/samtykke/lenke/" in each.body]
    assert message.to == [item.contributors.get().user.email]


@pytest.mark.django_db
def test_a_limit_is_no_answer_while_one_may_be_lost(work):
    """The database knows a yes that may have been taken back since."""
    item = make_released()
    lose("refused", item)
    restoring.replay()
    contributor = item.contributors.get()
    with pytest.raises(decisions.AnswerMayBeLost):
        decisions.limit(contributor, Choices(Audience.CLASS), by=contributor.user)
    work()
    assert not item.active_release


@pytest.mark.django_db
def test_what_answers_do_not_settle_waits_for_the_privacy_officer(work):
    item = make_released()
    lose("finding_decided", item)
    restoring.replay()
    agree(item)
    work()
    assert not item.active_release
    call_command("replay_journal", "--seen", str(item.pk))
    work()
    assert item.active_release


@pytest.mark.django_db
def test_the_same_backup_restored_twice_holds_the_same(work):
    """The second time the journal begins with the first replay: what was lost before that stands in the one put aside."""
    refused, decided = [make_item(authors=[make_student(name)]) for name in ("Ada Berg", "Bo Dahl")]
    for item in (refused, decided):
        make_rendition(item)
        agree(item)
    journal.keep()
    with transaction.atomic():
        backup = transaction.savepoint()
        withdraw(refused)
        ledger.append("finding_decided", by=None, item=decided.pk)
        journal.keep()
        for _restored in range(3):
            transaction.savepoint_rollback(backup)
            replayed = restoring.replay()
            assert replayed
            assert set(replayed.items) == {refused.pk, decided.pk}
            assert decided.pk in Replay.objects.filter(for_officer=True).values_list("item", flat=True)
            with pytest.raises(publication.NotReleasable):
                publication.release(refused, by=None)


@pytest.mark.django_db
def test_an_anchor_that_nobody_knows_holds_everything(tmp_path):
    items = [make_released("Ada Berg"), make_released("Bo Dahl")]
    journal.keep()
    file = tmp_path / "anchor.txt"
    file.write_text(str(ledger.head()))
    call_command("replay_journal", "--anchors", str(file))
    assert Release.objects.active().count() == 2
    file.write_text(f"{ledger.head().number + 7} {'a' * 64}")
    call_command("replay_journal", "--anchors", str(file))
    assert not Release.objects.active().exists()
    assert Replay.objects.filter(for_officer=True).count() == len(items)


@pytest.mark.django_db
def test_a_replay_is_done_once_also_with_the_journal_of_another_machine(tmp_path):
    item = make_released()
    backup = ledger.head().number
    ledger.append("withdrawn", by=None, item=item.pk)
    journal.keep()
    other = tmp_path / "other"
    shutil.copy(journal.path(), other)
    forget(backup)
    assert restoring.replay()
    assert restoring.replay() is None
    shutil.copy(other, journal.path())
    assert restoring.replay() == restoring.Replayed({}, [])
    assert Replay.objects.count() == 1
    starting.check()


BEFORE = """
from tests.consent.test_restoring import make_released
from django.core.management import call_command
call_command("migrate", verbosity=0)
from archive import publication
from consent import decisions, restoring
publication._conditions[:] = [decisions.everyone_asked_agrees, restoring.answered_since_the_replay]
item = make_released()
"""
SINCE = """
from archive.models import ItemPage
from tests.consent.test_restoring import withdraw
withdraw(ItemPage.objects.get())
"""
READ = """
from archive.models import ItemPage, Release
from django.test import Client
item = ItemPage.objects.get()
client = Client(SERVER_NAME="localhost")
client.force_login(item.contributors.get().user)
print("status", client.get(item.specific.url).status_code)
"""
SERVE = "import archive.wsgi"
REPLAY = "from django.core.management import call_command; call_command('replay_journal')"


ERASE = """
from people import erasure
from people.models import User
erasure.erase(User.objects.get(name="Ada Berg"), by=None)
"""
NAMES = """
from people.models import User
print("names", list(User.objects.values_list("name", flat=True)))
"""


@pytest.fixture
def var(tmp_path):
    """A place of its own for a site that has released an item."""
    var = tmp_path / "var"
    var.mkdir()
    run(BEFORE, var)
    return var


def put_back_after(since: str, var) -> None:
    """Back the database up, do `since`, and put the older database in its place."""
    live, backup = var / "samling.sqlite3", var.parent / "backup.sqlite3"
    with sqlite3.connect(live) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    run(since, var)
    for name in ("samling.sqlite3-wal", "samling.sqlite3-shm"):
        (var / name).unlink(missing_ok=True)
    shutil.copy(backup, live)


@pytest.mark.slow
def test_an_older_database_file_put_back_shows_nothing_that_was_withdrawn_since(var):
    assert "status 200" in run(READ, var).stdout
    run(SERVE, var)
    put_back_after(f"{SINCE}\n{READ}", var)
    served = run(SERVE, var, check=False)
    assert served.returncode != 0
    assert "replay_journal" in served.stderr

    run(REPLAY, var)
    run(SERVE, var)
    assert "status 410" in run(READ, var).stdout


@pytest.mark.slow
def test_who_was_erased_since_the_backup_is_erased_again(var):
    put_back_after(ERASE, var)
    assert "Ada Berg" in run(NAMES, var).stdout
    assert "1 " in run(REPLAY, var).stdout.splitlines()[-2]
    assert "Ada Berg" not in run(NAMES, var).stdout
    run(SERVE, var)
