"""The folder of an index: its versions, who may write, and what was written while a new version was made.

    current            the name of the version that answers
    1-3f9c…/           a version, a Tantivy index; the number is `fields.VERSION`
    write.lock         held by whoever writes; one at a time, of all processes
    rebuild.lock       held while a new version is made
    journal            what was written meanwhile, one JSON value a line

Locks are the operating system's (`flock`) and end with the process that holds them, however it ends.
"""

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO
from uuid import uuid4

import tantivy

from search.documents import Document, dump, load
from search.engines.base import EngineUnavailable, IndexUnusable
from search.engines.tantivy.fields import VERSION, schema, tantivy_document

WAIT = 30.0
"""Seconds to wait for another writer."""
_PAUSE = 0.02
_MEMORY = 64_000_000
_REBUILD_MEMORY = 256_000_000
_OUTDATED = "The search index was made by another version of Samling. Run `manage.py reindex`."
_VERSION_NAME = re.compile(r"\d+-[0-9a-f]{12}")


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn what Tantivy and the file system raise into `EngineUnavailable`.

    Tantivy's Python module has only `ValueError`, and a panic of its Rust where a file is damaged: PyO3 makes that a
    `BaseException` whose class can't be imported.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, (ValueError, OSError)) or type(error).__name__ == "PanicException":
            raise EngineUnavailable(f"{what}: {error}") from error
        raise


class Writing:
    """Changes to one version, seen by nobody until `commit`. To be closed, committed or not."""

    def __init__(self, version: Path, journal: IO[str] | None = None, memory: int = _MEMORY) -> None:
        with explained("The search index can't be written"):
            self._writer = tantivy.Index.open(str(version)).writer(memory, num_threads=1)
        self._journal = journal
        self._changed = False

    def put(self, document: Document) -> None:
        self._note({"put": dump(document)})
        made = tantivy_document(document)
        with explained("The search index can't be written"):
            self._writer.delete_documents_by_term("id", document.id)
            self._writer.add_document(made)

    def remove(self, id_: str) -> None:
        self._note({"remove": id_})
        with explained("The search index can't be written"):
            self._writer.delete_documents_by_term("id", id_)

    def commit(self) -> None:
        """Make the changes visible."""
        if not self._changed:
            return
        with explained("The search index can't be written"):
            if self._journal:
                self._journal.flush()
            self._writer.commit()

    def close(self) -> None:
        """Let Tantivy finish what it merges, give up what isn't committed, and free its lock."""
        with explained("The search index can't be written"):
            self._writer.wait_merging_threads()

    def _note(self, change: dict[str, str]) -> None:
        self._changed = True
        if self._journal:
            with explained("The journal of the search index can't be written"):
                self._journal.write(f"{json.dumps(change)}\n")


@dataclass(slots=True)
class _Opened:
    name: str
    index: tantivy.Index
    stamp: tuple[int, int]


class Folder:
    """The versions in `path`. One object may be used by several threads, one path by several processes."""

    def __init__(self, path: Path, wait: float = WAIT) -> None:
        self.path = path
        self._wait = wait
        self._opened: _Opened | None = None
        self._opening = Lock()

    def current(self) -> str | None:
        """The name of the version that answers; None before anything was written."""
        try:
            return (self.path / "current").read_text() or None
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"The search index can't be read: {error}") from error

    def searcher(self) -> tantivy.Searcher | None:
        """The current version as it was last committed, by whatever process; None before anything was written."""
        while name := self.current():
            try:
                return self._open(name)
            except EngineUnavailable:
                # A rebuild may have put another version in its place and removed this one since the name was read.
                if self.current() == name:
                    raise
        return None

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Change the current version, or a first one. Commits at the end; nothing is changed if the block raises."""
        with self._locked(), self._journal_if_rebuilding() as journal:
            name = self.current() or self._begin()
            if not outdated(name):
                with closing(Writing(self.path / name, journal)) as writing:
                    yield writing
                    writing.commit()
                return
        raise IndexUnusable(_OUTDATED)

    @contextmanager
    def rebuilding(self) -> Iterator[Writing]:
        """Fill a new version, which takes the current one's place at the end unless the block raises."""
        with self._locked():
            lock = self._take("rebuild.lock")
            if lock is None:
                raise EngineUnavailable("The search index is being rebuilt already. Wait until that is done.")
            self._remove_versions(but=self.current())
            with explained("The search index can't be written"):
                self._journal.write_text("")
        try:
            name = self._new_name()
            with closing(Writing(self.path / name, memory=_REBUILD_MEMORY)) as writing:
                yield writing
                writing.commit()
            with self._locked():
                self._replay(name)
                self._make_current(name)
        finally:
            self._tidy_up(lock)

    def _tidy_up(self, lock: int) -> None:
        """End a rebuild, however it went: what isn't current goes, and nothing is noted any more."""
        try:
            # Under the lock, as a first version that somebody is just making isn't current yet either.
            with self._locked(), explained("The search index can't be written"):
                self._remove_versions(but=self.current())
                self._journal.unlink(missing_ok=True)
        finally:
            os.close(lock)

    @property
    def _journal(self) -> Path:
        return self.path / "journal"

    def _open(self, name: str) -> tantivy.Searcher:
        if outdated(name):
            raise IndexUnusable(_OUTDATED)
        with self._opening, explained("The search index can't be read"):
            # Tantivy replaces meta.json with each commit.
            status = os.stat(self.path / name / "meta.json")
            stamp = (status.st_ino, status.st_mtime_ns)
            if self._opened is None or self._opened.name != name:
                index = tantivy.Index.open(str(self.path / name))
                index.config_reader("manual")
                self._opened = _Opened(name, index, stamp)
            elif self._opened.stamp != stamp:
                self._opened.index.reload()
                self._opened.stamp = stamp
            return self._opened.index.searcher()

    def _begin(self) -> str:
        name = self._new_name()
        self._make_current(name)
        return name

    def _new_name(self) -> str:
        name = f"{VERSION}-{uuid4().hex[:12]}"
        with explained("The search index can't be written"):
            (self.path / name).mkdir()
            tantivy.Index(schema(), path=str(self.path / name))
        return name

    def _make_current(self, name: str) -> None:
        with explained("The search index can't be written"):
            fresh = self.path / "current.new"
            with fresh.open("w") as file:
                file.write(name)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path / "current")

    def _replay(self, name: str) -> None:
        """Do to the new version what was written since its making began."""
        with closing(Writing(self.path / name)) as writing:
            with explained("The journal of the search index can't be read"), self._journal.open() as journal:
                for line in journal:
                    change = json.loads(line)
                    if "put" in change:
                        writing.put(load(change["put"]))
                    else:
                        writing.remove(change["remove"])
            writing.commit()

    def _remove_versions(self, but: str | None) -> None:
        with explained("An old search index can't be removed"):
            for entry in self.path.iterdir():
                if _VERSION_NAME.fullmatch(entry.name) and entry.name != but:
                    shutil.rmtree(entry)

    @contextmanager
    def _journal_if_rebuilding(self) -> Iterator[IO[str] | None]:
        lock = self._take("rebuild.lock")
        if lock is not None:
            # Nobody rebuilds: a journal that is there was left by a rebuild that died.
            self._journal.unlink(missing_ok=True)
            os.close(lock)
            yield None
        else:
            with self._journal.open("a") as journal:
                yield journal

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only writer of all processes."""
        deadline = time.monotonic() + self._wait
        while (lock := self._take("write.lock")) is None:
            if time.monotonic() > deadline:
                raise EngineUnavailable("Another process is writing to the search index. Try again later.")
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            os.close(lock)

    def _take(self, name: str) -> int | None:
        """The open file that holds the lock `name` until it is closed, or None if somebody else holds it."""
        with explained("The search index can't be written"):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / name, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock


def outdated(name: str) -> bool:
    """Whether the version `name` was made with other fields or another analysis than this code's."""
    return name.partition("-")[0] != VERSION
