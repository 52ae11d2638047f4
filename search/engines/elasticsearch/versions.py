"""The indices behind the aliases: which answers, which is being filled, and how writes reach them.

    samling-2                     alias: the index that answers (2 is `layout.VERSION`)
    samling-2-building            alias: the index that a rebuild fills; writes go there too
    samling-2-3f9c0a7be214        an index
    samling-2-3f9c0a7be214-own    alias of that index alone, by which the rebuild fills it

Everything is written by alias with `require_alias`: where the index behind it has gone, the write is refused, and no cluster
makes an index of its own accord. A rebuild only creates documents, so that what was written meanwhile wins; what was removed
meanwhile is noted by a document that says `gone` and that nobody may see, until the new index has taken over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineUnavailable, IndexUnusable
from search.engines.elasticsearch.connection import Refused, explained
from search.engines.elasticsearch.layout import LAYOUT, VERSION, mapping, settings
from search.engines.elasticsearch.options import Options

Action = dict[str, Any]
_UNWRITABLE = "The search index can't be written"
_FIRST = "0" * 12
_TRIES = 10


class _Moved(Exception):
    """The index behind an alias has gone since it was looked up."""


@dataclass(frozen=True, slots=True)
class _There:
    """The indices of this installation: their aliases, and the layout each was made with."""

    aliases: Mapping[str, frozenset[str]]
    layouts: Mapping[str, str]

    def behind(self, alias: str) -> str | None:
        return next((name for name, aliases in self.aliases.items() if alias in aliases), None)


class Versions:
    """All indices whose names begin like `options.index`."""

    def __init__(self, client: Elasticsearch, options: Options) -> None:
        self._client = client
        self._options = options
        self.alias = f"{options.index}-{VERSION}"
        self._building = f"{self.alias}-building"
        self._ours = re.compile(rf"{re.escape(options.index)}-\d+(-[0-9a-f]{{12}})?")
        self._answering = re.compile(rf"{re.escape(options.index)}-\d+")

    def usable(self) -> bool:
        """Whether there is an index to ask; False before anything was written. Raises `IndexUnusable` for one of another make."""
        there = self._there()
        current = there.behind(self.alias)
        if self.alias in there.aliases or (current and there.layouts.get(current) != LAYOUT):
            raise IndexUnusable(
                f"What lies in Elasticsearch as {self.alias} isn't Samling's index. Run `manage.py reindex`."
            )
        if current is None and any(
            self._answering.fullmatch(alias) for each in there.aliases.values() for alias in each
        ):
            raise IndexUnusable("The search index was made by another version of Samling. Run `manage.py reindex`.")
        return current is not None

    def put(self, documents: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        """Write all of `documents()`, which may be asked for them several times; visible when this returns."""
        if not self.usable():
            self._begin()
        self._written({alias: lambda: _put(documents()) for alias in (self.alias, self._building)})

    def remove(self, ids: Iterable[str]) -> None:
        """Delete `ids`; gone when this returns."""
        gone = list(ids)
        if self.usable():
            self._written({self.alias: lambda: _delete(gone), self._building: lambda: _bury(gone)})

    @contextmanager
    def rebuilding(self) -> Iterator[Callable[[Iterable[Mapping[str, Any]]], None]]:
        """Fill a new index with what is given to the function, and put it in the place of the one that answers.

        A rebuild that was begun earlier ends by it: it is refused when it next writes. If the block raises, nothing changes.
        """
        name = f"{self.alias}-{uuid4().hex[:12]}"
        own = f"{name}-own"
        with explained(_UNWRITABLE):
            self._create(name, own)
            self._client.indices.update_aliases(
                actions=[
                    {"remove": {"index": f"{self._options.index}-*", "alias": self._building, "must_exist": False}},
                    {"add": {"index": name, "alias": self._building}},
                ]
            )
            self._drop(self._abandoned(but=name))
        try:
            yield lambda documents: self._bulk(own, _create(documents), but=409)
            with explained(_UNWRITABLE):
                self._client.indices.put_settings(index=own, settings={"refresh_interval": "1s"})
                self._client.indices.refresh(index=own)
                self._take_over(name, own)
        except BaseException as error:
            # Whatever ended it, a kill of this process included; what stays behind, the next rebuild removes.
            with suppress(EngineUnavailable), explained(_UNWRITABLE):
                self._drop([name])
            if isinstance(error, _Moved) or (isinstance(error, Refused) and error.status == 404):
                raise EngineUnavailable(
                    "Another rebuild of the search index has begun; this one is given up."
                ) from error
            raise
        with explained(_UNWRITABLE):
            self._remove_graves()

    def documents(self, search: Search) -> Iterator[Any]:
        """All hits of `search`, as they stood when it was begun."""
        with explained("The search index can't be read"):
            yield from search.using(self._client).index(self.alias).iterate(keep_alive="2m")

    def _there(self) -> _There:
        with explained("The search index can't be read"):
            found = self._client.indices.get(
                index=f"{self._options.index}-*",
                expand_wildcards="all",
                filter_path="*.aliases,*.mappings._meta",
            ).body
        ours = {name: about for name, about in found.items() if self._ours.fullmatch(name)}
        return _There(
            {name: frozenset(about.get("aliases", ())) for name, about in ours.items()},
            {name: about.get("mappings", {}).get("_meta", {}).get("layout", "") for name, about in ours.items()},
        )

    def _abandoned(self, but: str) -> list[str]:
        """Indices that answer nobody: those of rebuilds that died, and of one that is overtaken."""
        there = self._there()
        return [
            name
            for name, aliases in there.aliases.items()
            if name not in (but, self.alias) and not any(self._answering.fullmatch(alias) for alias in aliases)
        ]

    def _begin(self) -> None:
        """Make the first index. Whoever else does so at the same time makes the same."""
        try:
            with explained(_UNWRITABLE):
                self._create(f"{self.alias}-{_FIRST}", self.alias)
        except Refused as error:
            if error.reason != "resource_already_exists_exception":
                raise

    def _create(self, name: str, alias: str) -> None:
        self._client.indices.create(
            index=name, mappings=mapping(), settings=settings(self._options), aliases={alias: {}}
        )

    def _drop(self, names: list[str]) -> None:
        if names:
            self._client.indices.delete(index=names, ignore_unavailable=True)

    def _take_over(self, name: str, own: str) -> None:
        """In one step: `name` answers, and all others are gone."""
        others = [{"remove_index": {"index": other}} for other in self._there().aliases if other != name]
        self._client.indices.update_aliases(
            actions=[
                {"remove": {"index": name, "alias": self._building, "must_exist": True}},
                {"remove": {"index": name, "alias": own}},
                *others,
                {"add": {"index": name, "alias": self.alias}},
            ]
        )

    def _remove_graves(self) -> None:
        graves = Search(using=self._client, index=self.alias).query("term", gone=True)
        graves = graves.source(False).extra(seq_no_primary_term=True)
        found = [
            {
                "_op_type": "delete",
                "_id": hit.meta.id,
                "if_seq_no": hit.meta.seq_no,
                "if_primary_term": hit.meta.primary_term,
            }
            for hit in self.documents(graves)
        ]
        # One that was put again since then is no grave any more: a conflict, and right so.
        self._bulk(self.alias, found, but=409)
        self._client.indices.refresh(index=self.alias)

    def _written(self, actions: Mapping[str, Callable[[], Iterable[Action]]]) -> None:
        """Write to all of the aliases that are there, and again if one of them moved meanwhile."""
        for _try in range(_TRIES):
            there = self._there()
            targets = [alias for alias in actions if there.behind(alias)]
            if self.alias not in targets:
                raise IndexUnusable("The search index has gone. Run `manage.py reindex`.")
            try:
                for alias in targets:
                    self._bulk(alias, actions[alias]())
                with explained(_UNWRITABLE):
                    self._client.indices.refresh(index=targets)
                return
            except _Moved:
                continue
            except Refused as error:
                if error.status != 404:
                    raise
        raise EngineUnavailable("The search index is rebuilt again and again; this is tried later.")

    def _bulk(self, alias: str, actions: Iterable[Action], but: int | None = None) -> None:
        """Send `actions` in pieces, each when the one before is done. Busy nodes (429) are waited for. Raises on the first refusal."""
        with explained(_UNWRITABLE):
            results = streaming_bulk(
                self._client,
                actions,
                chunk_size=self._options.bulk_items,
                max_chunk_bytes=self._options.bulk_bytes,
                max_retries=self._options.write_retries,
                initial_backoff=0.5,
                max_backoff=30,
                raise_on_error=False,
                index=alias,
                require_alias=True,
            )
            for fine, result in results:
                (outcome,) = result.values()
                if not fine and "error" in outcome and outcome["status"] != but:
                    if outcome["status"] == 404:
                        raise _Moved
                    raise Refused(_UNWRITABLE, outcome["status"], outcome["error"].get("type", ""))


def _put(documents: Iterable[Mapping[str, Any]]) -> Iterator[Action]:
    return ({"_op_type": "index", "_id": document["id"], **document} for document in documents)


def _create(documents: Iterable[Mapping[str, Any]]) -> Iterator[Action]:
    return ({"_op_type": "create", "_id": document["id"], **document} for document in documents)


def _delete(ids: Iterable[str]) -> Iterator[Action]:
    return ({"_op_type": "delete", "_id": id_} for id_ in ids)


def _bury(ids: Iterable[str]) -> Iterator[Action]:
    return ({"_op_type": "index", "_id": id_, "id": id_, "gone": True} for id_ in ids)
