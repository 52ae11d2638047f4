"""Withdrawing works at once, whatever else is broken; and when that is mended, everything agrees again."""

from __future__ import annotations

import datetime
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.files.storage import FileSystemStorage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from archive import publication
from archive.models import Audience, ItemPage, Purpose, RenditionFile
from archive.reading import url_of
from archive.views.files import LOOK_AGAIN
from consent import decisions
from consent.decisions import Choices
from ingest import recovery
from people.models import User
from search import indexing, reconcile
from search.engines.base import get_engine
from search.service import search
from tests.factories import make_item, make_rendition, make_student
from tests.processes import run

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "gullfiskbollesymfoni"
CHOICES = Choices(Audience.PROGRAMME, frozenset(Purpose))
LARGE = b"%PDF-1.7" + bytes(2**20)


class BrokenStorage(FileSystemStorage):
    """A storage that can't be reached while `down`."""

    down = False

    def delete(self, name: str) -> None:
        if self.down:
            raise OSError("The storage does not answer")
        super().delete(name)


class NoMail(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("No mail server")


@pytest.fixture(autouse=True)
def _only_consent_blocks(monkeypatch):
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


@pytest.fixture
def reader() -> User:
    return make_student("Lars Leser")


@pytest.fixture
def item(work, settings) -> ItemPage:
    """Released to the programme and in the index, with a large file and a page picture."""
    author = make_student("Ada Berg")
    item = make_item(authors=[author])
    files = [("document", 0, "application/pdf", LARGE), ("page", 1, "image/webp", b"RIFF")]
    rendition = make_rendition(item, [f"Om {WORD} i kommunen."], files)
    decisions.grant(item.contributors.get(), rendition, CHOICES, by=author)
    work()
    return item


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def withdraw(item: ItemPage) -> None:
    """As its author does, with the button."""
    client = signed_in(item.contributors.get().user)
    assert client.post(reverse("consent:withdraw", args=[item.pk])).status_code == 302


def surfaces(item: ItemPage, reader: User) -> list[object]:
    """What a reader gets of page, one page of it, file and picture, and how many hits."""
    client = signed_in(reader)
    addresses = [item.specific.url, f"{item.specific.url}?side=1"]
    addresses += [str(url_of(file)) for file in RenditionFile.objects.filter(rendition__item=item).order_by("kind")]
    answers = [client.get(address) for address in addresses]
    found = [answer.status_code for answer in answers]
    for answer in answers:
        answer.close()
    page = client.get("/sok/", {"q": WORD}).content.decode()
    return [*found, search(WORD, reader).total, page.count('class="hit"')]


def download(file: RenditionFile, reader: User) -> Iterator[bytes]:
    response = signed_in(reader).get(str(url_of(file)))
    assert isinstance(response, StreamingHttpResponse)
    return iter(response.streaming_content)


THERE = [200, 200, 200, 200, 1, 1]
GONE = [410, 410, 404, 404, 0, 0]


def everything_agrees(work: Callable[[], None]) -> bool:
    """After the tasks have run, as soon as they may, `reconcile` finds no difference."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())
    work()
    call_command("reconcile")  # Exits with 1 otherwise.
    return list(reconcile.differences()) == []


def test_without_a_fault(item, reader, work):
    assert surfaces(item, reader) == THERE
    withdraw(item)
    assert surfaces(item, reader) == GONE
    assert everything_agrees(work)


def test_the_search_engine_is_down(item, reader, work, settings, tmp_path):
    index = tmp_path / "index"
    shutil.move(index, tmp_path / "elsewhere")
    index.write_text("no folder any more")
    withdraw(item)
    assert surfaces(item, reader) == GONE
    work()
    assert surfaces(item, reader) == GONE
    index.unlink()
    shutil.move(tmp_path / "elsewhere", index)
    assert surfaces(item, reader) == GONE
    assert everything_agrees(work)


def test_the_storage_is_down(item, reader, work, settings, monkeypatch):
    released = {**settings.STORAGES["released"], "BACKEND": f"{__name__}.BrokenStorage"}
    settings.STORAGES = {**settings.STORAGES, "released": released}
    monkeypatch.setattr(BrokenStorage, "down", True)
    withdraw(item)
    assert surfaces(item, reader) == GONE
    work()
    assert len(list(reconcile.differences())) == 2
    monkeypatch.setattr(BrokenStorage, "down", False)
    assert everything_agrees(work)


def test_the_worker_is_killed(item, reader, work, monkeypatch):
    monkeypatch.setattr("archive.files.remove_unreleased", lambda rendition: None)
    withdraw(item)
    monkeypatch.undo()
    assert surfaces(item, reader) == GONE
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(
        status=TaskResultStatus.RUNNING, started_at=hour_ago
    )
    work()
    assert list(reconcile.differences()) != []
    recovery.recover()
    assert everything_agrees(work)


def test_the_mail_is_down(item, reader, work, settings):
    settings.EMAIL_BACKEND = f"{__name__}.NoMail"
    withdraw(item)
    assert surfaces(item, reader) == GONE
    work()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    assert everything_agrees(work)
    receipts = [message for message in mail.outbox if message.attachments]
    assert len(receipts) >= 1


def test_the_journal_cant_be_written(item, reader, work, settings, tmp_path):
    settings.SAMLING = {**settings.SAMLING, "JOURNAL": str(tmp_path)}
    withdraw(item)
    assert surfaces(item, reader) == GONE
    assert everything_agrees(work)


def test_during_a_reindex(item, reader, work):
    other = make_item(authors=[make_student("Bo Dahl")])
    rendition = make_rendition(other, [f"Mer om {WORD}."])
    author = other.contributors.get()
    decisions.grant(author, rendition, CHOICES, by=author.user)
    work()

    def documents():
        for count, document in enumerate(list(indexing.documents(indexing.searchable()))):
            yield document
            if count == 0:
                withdraw(item)
                assert surfaces(item, reader)[:4] == GONE[:4]
                assert search(WORD, reader).total == 1
                work()  # The worker takes it out of the index that answers now.

    get_engine().rebuild(documents())
    assert surfaces(item, reader)[:4] == GONE[:4]
    assert search(WORD, reader).total == 1
    assert everything_agrees(work)


def test_during_a_download(item, reader, work):
    """The file is deleted, but it is open: what is open can be read on. So the download asks again."""
    file = RenditionFile.objects.get(rendition__item=item, kind="document")
    chunks = download(file, reader)
    got = len(next(chunks))
    withdraw(item)
    time.sleep(LOOK_AGAIN)
    with pytest.raises(ConnectionResetError):
        next(chunks)
    assert 0 < got < len(LARGE)
    assert next(chunks, None) is None
    assert everything_agrees(work)


def test_a_download_that_goes_on_is_asked_about_once_a_second_at_most(item, reader, django_assert_num_queries):
    file = RenditionFile.objects.get(rendition__item=item, kind="document")
    chunks = download(file, reader)
    with django_assert_num_queries(0):
        got = len(next(chunks)) + len(next(chunks))
    time.sleep(LOOK_AGAIN)
    with django_assert_num_queries(2):
        got += sum(len(chunk) for chunk in chunks)
    assert got == len(LARGE)


AT_ONCE = """
import threading
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from django.http import StreamingHttpResponse
from django.test import Client
from archive import publication
from archive.models import Audience, Contributor
from consent import decisions
from consent.decisions import Choices
from tests.factories import make_item, make_rendition, make_student
publication._conditions[:] = [decisions.everyone_asked_agrees]
item = make_item(authors=[make_student("Ada Berg"), make_student("Bo Dahl")])
rendition = make_rendition(item, ["Tekst"], [("document", 0, "application/pdf", b"%PDF")])
for each in item.contributors.all():
    decisions.grant(each, rendition, Choices(Audience.PROGRAMME), by=each.user)
publication.release(item, by=None)
clients = []
for each in [*item.contributors.all()] * 3:
    client = Client(SERVER_NAME="localhost")
    client.force_login(each.user)
    clients.append(client)
together, answers = threading.Barrier(len(clients)), []
def click(client):
    together.wait()
    answers.append(client.post(f"/samtykke/{item.pk}/trekk/").status_code)
    answers.append(client.get(item.specific.url).status_code)
    connection.close()
threads = [threading.Thread(target=click, args=[client]) for client in clients]
for thread in threads: thread.start()
for thread in threads: thread.join()
from consent import ledger
from consent.models import Decision
assert sorted(answers) == [302] * 6 + [410] * 6, answers
assert not item.active_release
assert Decision.objects.filter(answer="withdrawn").count() == 2, Decision.objects.values_list("answer", flat=True)
assert ledger.verify() is None
call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
call_command("reconcile")
print("done")
"""


@pytest.mark.slow
def test_several_withdraw_at_once(tmp_path):
    """Two authors, three times each, in threads with connections of their own, on a real database file."""
    assert "done" in run(AT_ONCE, tmp_path).stdout
