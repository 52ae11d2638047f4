"""What the archive asks of a search engine.

`SEARCH = {"default": {"BACKEND": "search.engines.tantivy.TantivyEngine", "OPTIONS": {...}}}` chooses one. Every engine
passes `tests/contracts/engine.py`; what only some can do is a `supports_…` flag with a sentence.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage
from django.core.signals import setting_changed
from django.utils.connection import BaseConnectionHandler
from django.utils.module_loading import import_string

from search.documents import Document
from search.query import Completion, Hit, Query, Results


class EngineUnavailable(Exception):
    """The engine can't answer now. Searching says so; writing is tried again by its task."""


class IndexUnusable(EngineUnavailable):
    """What lies there was made by another version of Samling, or isn't its index at all. `rebuild` puts that right."""


class SearchEngine(ABC):
    """An index of released text. Holds nothing that isn't released, decides nothing about who may see it.

    One instance serves all threads of a process. Every method may raise `EngineUnavailable`.
    """

    supports_concurrent_writers = True
    """Several processes may write at once."""

    @abstractmethod
    def put(self, documents: Iterable[Document]) -> int:
        """Add or replace `documents` by id; return how many. Visible to `search` when this returns.

        None of them if `documents` end in an error. Where the engine fails midway, any of them may be there: put them again.
        """

    @abstractmethod
    def remove(self, ids: Sequence[str]) -> None:
        """Forget these items and all their passages. Unknown ids are ignored."""

    @abstractmethod
    def rebuild(self, documents: Iterable[Document]) -> int:
        """Make the index anew from `documents` and return how many. Until it is ready the old one answers.

        What `put` and `remove` do meanwhile is in the new one too, and wins over `documents`.
        """

    @abstractmethod
    def search(self, query: Query) -> Results:
        """Hits with their best passages, counts by facet, and the total, for the audiences named in `query`."""

    @abstractmethod
    def similar(self, id: str, query: Query) -> Sequence[Hit]:  # noqa: A002 - the name everybody expects
        """Items most like `id`, most alike first, under the audiences, filters and exclusions of `query`; its text is ignored.

        Each says in `shared` why. Empty if `id` is unknown or not for these audiences.
        """

    @abstractmethod
    def complete(self, start: str, query: Query) -> Sequence[Completion]:
        """What begins like `start` (at a word) among the completions of items under the audiences and exclusions of `query`.

        At most `query.size`, the best first. What the items offer is `search.completions`; a phrase is one that two of them have.
        """

    @abstractmethod
    def near(self, word: str, query: Query) -> Sequence[str]:
        """Folded words written much like `word`, likeliest first, of items under the audiences and exclusions of `query`.

        Each is in more of those items than `word` finds, in any form. How much alike they are, and what is known well enough to have
        none, `search.spelling` says.
        """

    @abstractmethod
    def contents(self) -> Mapping[str, str]:
        """The ids of all items in the index with the `fingerprint` of the document each was made from."""

    def ids(self) -> set[str]:
        """The ids of all items in the index."""
        return set(self.contents())

    def clear(self) -> None:
        """Forget everything."""
        self.rebuild(())

    def check(self) -> list[CheckMessage]:
        """What `manage.py check` should say about this engine's settings."""
        return []


class InvalidSearchEngineError(Exception):
    """`settings.SEARCH` has no engine of that name, or one that can't be made."""


if TYPE_CHECKING:
    _Handler = BaseConnectionHandler[SearchEngine]
else:
    _Handler = BaseConnectionHandler


class _Engines(_Handler):
    settings_name = "SEARCH"
    exception_class = InvalidSearchEngineError

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self, *, setting: str = "SEARCH", **_signal: Any) -> None:
        """Start anew when a test changes the setting. Engines are shared by threads, hence no `Local`."""
        if setting == "SEARCH":
            self._settings: Any = None
            self._connections: Any = SimpleNamespace()
            self.__dict__.pop("settings", None)

    def create_connection(self, alias: str) -> SearchEngine:
        configuration = self.settings[alias]
        engine: type[SearchEngine] = import_string(configuration["BACKEND"])
        return engine(**configuration.get("OPTIONS", {}))


engines = _Engines()
setting_changed.connect(engines.forget)


def get_engine(alias: str = "default") -> SearchEngine:
    """The engine that `settings.SEARCH` names `alias`, the same object for every caller in this process."""
    return engines[alias]
