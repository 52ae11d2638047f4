"""The real system in small: people who are signed in, works, a clock, a worker, and parts that can fail.

Everything is real (database, requests, storages, Tantivy, tasks) but for what costs seconds and has tests of its own: files are
not drawn but written as plain text, no language model looks for names, and a receipt's PDF is empty.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.core import mail
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from archive.models import ItemPage, Rendition, RenditionFile
from ingest import making, recovery, review
from ingest.extraction.passages import Passage as Extracted
from ingest.models import Finding, FindingDecision, Source, StepRun
from ingest.pipeline import STEPS
from ingest.recipes import Recipe
from ingest.redaction.spans import Redaction, redact_passage
from ingest.renditions import Made
from people.models import Class, Role, User
from search.engines.base import EngineUnavailable
from search.engines.tantivy import TantivyEngine
from tests.consent.gate import model
from tests.factories import make_class, make_contributor, make_item, make_membership, make_user
from tests.ingest.factories import make_finding, make_passage, make_source

AUTHORS = ("ada", "bo", "cai")
FIRST_NAMES = {"ada": "Ada", "bo": "Bo", "cai": "Cai"}
ANYBODY = ""
"""The viewer who is not signed in."""

IN_TEXTS, IN_TITLES = "fellestekst", "fellestittel"
"""Words of every work, to search for."""


class Clock:
    """Moves the time that Django tells, `timezone.now` also where it was taken as a default."""

    def __init__(self) -> None:
        self.ahead = datetime.timedelta()
        clock = self

        class Moved(datetime.datetime):
            @classmethod
            def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
                return datetime.datetime.now(tz) + clock.ahead

        self.patch = mock.patch.object(timezone, "datetime", Moved)

    def today(self) -> datetime.date:
        return timezone.localdate()


class Faults:
    """Which parts don't answer now."""

    index = storage = False


class Engine(TantivyEngine):
    """The index; while `Faults.index` says so, it can't be reached."""

    def __getattribute__(self, name: str) -> Any:
        if Faults.index and name in ("search", "put", "remove", "rebuild", "contents"):
            raise EngineUnavailable("The search engine can't be reached.")
        return super().__getattribute__(name)


class Released(FileSystemStorage):
    """The storage of released files; while `Faults.storage` says so, nothing can be deleted from it or laid there."""

    def delete(self, name: str) -> None:
        self._ask()
        super().delete(name)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        self._ask()
        return super().save(name, content, max_length)

    def _ask(self) -> None:
        if Faults.storage:
            raise OSError("The storage can't be reached.")


class Killed(BaseException):
    """The process is gone."""


class Stage:
    """The people, who stay the same from sequence to sequence, and what can be done with the system."""

    authors = AUTHORS

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self._open = ExitStack()

    def __enter__(self) -> Stage:
        self._open.enter_context(override_settings(**_settings(self.folder)))
        self._open.enter_context(self.clock.patch)
        for target, instead in _INSTEAD.items():
            self._open.enter_context(mock.patch(target, instead))
        # Thousands of pages are not found, and whole systems fail, as they should.
        logging.disable(logging.CRITICAL)
        self._open.callback(logging.disable, logging.NOTSET)
        self._people()
        self.works = [self._begun(1, "thesis", AUTHORS[:1]), self._begun(2, "lecture", AUTHORS[:2])]
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    def clear(self) -> None:
        """As before anything happened; the database is the caller's."""
        cache.clear()
        (self.folder / "journal.jsonl").unlink(missing_ok=True)
        Faults.index = Faults.storage = False
        self.clock.ahead = datetime.timedelta()
        mail.outbox = []
        for name in ("released", "index"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    # People

    def _people(self) -> None:
        self.classes = [
            make_class("Oslo 1", year=2023),
            make_class("Bergen 1", year=2023),
            make_class("Oslo 1", year=2019),
        ]
        oslo, bergen, earlier = self.classes
        self.users: dict[str, User] = {}
        self._students = dict.fromkeys((*AUTHORS, "classmate", "shut out", "newcomer"), oslo)
        self._students |= {"cohort": bergen, "former": earlier}
        for name, programme_class in self._students.items():
            user = self.users[name] = make_user(f"{name.replace(' ', '')}@example.org", name=name.title())
            if name != "newcomer":
                make_membership(user, programme_class, end=datetime.date(2020, 6, 30) if name == "former" else None)
        self.users["outsider"] = make_user("outsider@example.org", name="Outsider")
        self.users["teacher"] = make_user("teacher@example.org", name="Teacher", roles=[Role.TEACHER])
        self.users["officer"] = make_user("officer@example.org", name="Officer", roles=[Role.PRIVACY_OFFICER])
        self.clients = {ANYBODY: Client()}
        for name, user in self.users.items():
            self.clients[name] = Client()
            self.clients[name].force_login(user)
        User.objects.filter(pk=self.users["shut out"].pk).update(is_active=False)

    @property
    def places(self) -> list[model.Place]:
        """Where an item can belong: to a class here or there, or to none."""
        oslo, bergen, _earlier = self.classes
        return [model.Place(oslo.pk, oslo.cohort_id), model.Place(bergen.pk, bergen.cohort_id), model.Place(None, None)]

    def people(self) -> dict[str, model.Person]:
        """The model of them."""
        found = {name: model.Person() for name in self.users}
        found["shut out"].active = False
        found["teacher"].works_here = found["officer"].works_here = found["officer"].sees_held = True
        for name, programme_class in self._students.items():
            if name != "newcomer":
                found[name].stays = [self.stay(programme_class)]
        return found

    @staticmethod
    def stay(programme_class: Class, start: datetime.date | None = None) -> model.Stay:
        start = start or datetime.date(programme_class.cohort.year, 8, 15)
        return model.Stay(programme_class.pk, programme_class.cohort_id, start)

    # Works

    def receive(self, number: int, kind: str, authors: tuple[str, ...], place: model.Place) -> model.Work:
        """A file that has come through the pipeline up to the review: nothing is decided, no version made."""
        title, abstract, body, flagged = (model.word(each, number) for each in "tabf")
        names = {author: model.word("n", 10 * number + at) for at, author in enumerate(authors)}
        programme_class = next((each for each in self.classes if each.pk == place.programme_class), None)
        cohort = next((each.cohort for each in self.classes if each.cohort_id == place.cohort), None)
        item = make_item(
            kind,
            title=f"{IN_TITLES} {title}",
            abstract=f"Samandrag {abstract} av {' og '.join(names.values())}.",
            owner=self.users[authors[0]],
            programme_class=programme_class,
            cohort=cohort,
        )
        parts = {}
        for at, author in enumerate(authors):
            row = make_contributor(
                item,
                self.users[author],
                name=f"{FIRST_NAMES[author]} {names[author].title()}",
                role="lecturer" if kind == "lecture" else "author",
                position=at,
            )
            parts[row.pk] = model.Part(author, names[author])
        said = model.word("s", number)
        pages = [
            f"Ei side med {IN_TEXTS} og {body}. Skrive av {' og '.join(names.values())}.",
            f"Her er {flagged} nemnd, og {said} sagt.",
        ]
        source = make_source(" ".join(pages).encode(), item=item, by=self.users[authors[0]], name="fil.pdf")
        Source.objects.filter(pk=source.pk).update(media_type="video/mp4" if kind == "lecture" else "application/pdf")
        make_passage(source, item.title, number=0, kind="title")
        make_passage(source, item.abstract, number=0, kind="abstract")
        for at, page in enumerate(pages):
            timed: dict[str, Any] = (
                {"kind": "speech", "start": 10.0 * at, "end": 10.0 * at + 8} if kind == "lecture" else {}
            )
            passage = make_passage(source, page, number=at + 1, **timed)
        make_finding(passage, flagged)
        now = timezone.now()
        StepRun.objects.bulk_create(
            StepRun(source=source, step=step.name, outcome="done", ended_at=now) for step in STEPS
        )
        texts = frozenset({title, abstract, body, flagged, said, *names.values()})
        lines = (frozenset({body}), frozenset({flagged, said})) if kind == "lecture" else ()
        return model.Work(item.pk, item.get_url(), authors[0], place, item.abstract, texts, flagged, parts, said=lines)

    @staticmethod
    def item(work: model.Work) -> ItemPage:
        found: ItemPage = ItemPage.objects.get(pk=work.key)
        return found

    @staticmethod
    def findings(work: model.Work) -> list[Finding]:
        return list(Finding.objects.filter(passage__source__item=work.key).select_related("passage__source"))

    def _begun(self, number: int, kind: str, authors: tuple[str, ...]) -> model.Work:
        """A work of which a version for readers was made, with the flagged word redacted."""
        work = self.receive(number, kind, authors, self.places[0])
        review.decide(self.findings(work), FindingDecision.Action.REDACT, "", by=self.users["officer"])
        making.order(self.item(work), by=self.users["officer"])
        work.redacted = True
        with committed():
            self.work()
        self.note_versions([work])
        return work

    def note_versions(self, works: list[model.Work]) -> None:
        """Tell the model which versions were made since it last heard."""
        known = {edition.key for work in works for edition in work.editions}
        by_item = {work.key: work for work in works}
        for rendition in Rendition.objects.filter(item__in=by_item).exclude(pk__in=known).order_by("pk"):
            passages = rendition.passages.values_list("text", flat=True)
            text = " ".join([rendition.title, rendition.abstract, *rendition.keywords, *passages])
            by_item[rendition.item_id].made(rendition.pk, model.words_in(text))

    # The worker

    def work(self, tasks: int | None = None) -> None:
        """A worker takes up what another has left, and does `tasks` of what is due (all)."""
        recovery.recover()
        _worker(tasks).run()

    def work_until_done(self) -> None:
        """All that waits for an hour yet, too: what failed is tried again by then."""
        for _round in range(6):
            self.clock.ahead += datetime.timedelta(hours=1, minutes=1)
            self.work()
            waiting = DBTaskResult.objects.filter(run_after__lte=timezone.now() + datetime.timedelta(hours=2))
            if not waiting.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).exists():
                return
        raise model.Violation("the worker does not come to an end")

    def killed_worker(self, after: int) -> None:
        """A worker that takes the next task and is gone at its query number `after`. What it had committed stays."""
        task = DBTaskResult.objects.ready().first()
        if task is None:
            return
        task.claim("killed")
        queries = 0

        def die(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            # What it had not committed the database itself takes back.
            if queries > after and not args[0].startswith(("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")):
                raise Killed
            return execute(*args)

        try:
            with connection.execute_wrapper(die):
                task.task.call(*task.task_result.args, **task.task_result.kwargs)
        except Killed:
            pass


@contextmanager
def committed(*, dies: bool = False) -> Iterator[None]:
    """Do what follows a commit, at the end of the block. A process that `dies` doesn't come to it."""
    before = len(connection.run_on_commit)
    with TestCase.captureOnCommitCallbacks(execute=not dies):
        yield
    del connection.run_on_commit[before:]


def _worker(tasks: int | None) -> db_worker.Worker:
    return db_worker.Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=tasks,
        worker_id="stage",
        excluded_queue_names=[],
    )


def _settings(folder: Path) -> dict[str, Any]:
    from django.conf import settings

    storages: dict[str, Any] = {alias: {**options} for alias, options in dict[str, Any](settings.STORAGES).items()}
    for alias in ("held", "released", "default"):
        storages[alias]["OPTIONS"] = {**storages[alias]["OPTIONS"], "location": folder / alias}
    storages["released"]["BACKEND"] = f"{__name__}.Released"
    return {
        "STORAGES": storages,
        "SEARCH": {"default": {"BACKEND": f"{__name__}.Engine", "OPTIONS": {"path": folder / "index"}}},
        "SAMLING": {**settings.SAMLING, "JOURNAL": str(folder / "journal.jsonl")},
        "ALLOWED_HOSTS": ["testserver"],
        # Not in the database, which would be asked with every request.
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    }


def _files(
    made_of: Recipe, parts: list[tuple[Extracted, list[Redaction]]], folder: Path, progress: object
) -> Iterator[Made]:
    """In place of `ingest.renditions._files`: files of each kind that hold the redacted text as it is."""
    texts = [redact_passage(text, spans).text for text, spans in parts]
    if made_of.source.media_type.startswith("video/"):
        kinds = [("media", 0, "video/mp4"), ("captions", 0, "text/vtt")]
    else:
        kinds = [("document", 0, "application/pdf"), ("page", 1, "image/webp")]
    for kind, number, content_type in kinds:
        content = f"{kind} {number} {' '.join(texts)}".encode()
        path = folder / f"{kind}-{number}"
        path.write_bytes(content)
        yield Made(RenditionFile.Kind(kind), number, path, content_type, hashlib.sha256(content).hexdigest())


_INSTEAD: dict[str, Any] = {
    "ingest.renditions._files": _files,
    "ingest.pipeline.screening.Screen.run": lambda self, source, progress: None,
    "ingest.pipeline.screening.Screen.needed": lambda self, source: True,
    "consent.journal.os.fsync": lambda file: None,
    "consent.receipts.document.pdf_of": lambda record: b"%PDF",
    "django_tasks_db.management.commands.db_worker.close_old_connections": lambda: None,
}
