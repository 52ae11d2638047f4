"""Where data about people is kept: each app declares every column of its tables, as personal or not.

From it come the page "My data", the file that a person may take along (GDPR Art. 15 and 20), and what people are told before
they erase themselves (Art. 17). A test goes through all models and fails for a column that nobody declared.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Field, JSONField, Model, Q, QuerySet, TextChoices, TextField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User

Words = str | Promise


class Group(TextChoices):
    """The headings under which a person sees what is held."""

    WHO = "who", gettext_lazy("Who you are")
    ROLES = "roles", gettext_lazy("Your classes and roles")
    PARTS = "parts", gettext_lazy("Your part in works, and what you answered")
    RECEIPTS = "receipts", gettext_lazy("Receipts")
    ASKED = "asked", gettext_lazy("What you were asked, and what you asked of us")
    SENT = "sent", gettext_lazy("Works that you sent or have a part in")
    FINDINGS = "findings", gettext_lazy("What was found about you in works")
    LEDGER = "ledger", gettext_lazy("What the ledger says")
    SIGN_IN = "sign_in", gettext_lazy("Signing in")
    OFFICE = "office", gettext_lazy("What you did for the archive")


class Fate(TextChoices):
    """What becomes of a column when its person is erased."""

    DELETED = "deleted", gettext_lazy("is deleted")
    REPLACED = "replaced", gettext_lazy("is emptied, or replaced by words that say nothing")
    WITH_WORK = (
        "with_work",
        gettext_lazy("is deleted with works that are yours alone, and stays where others have a part"),
    )
    UNREADABLE = "unreadable", gettext_lazy("stays, and can't be read any more: its key is deleted")
    SHELL = "shell", gettext_lazy("stays, and leads to an account without name and address")
    STAYS = "stays", gettext_lazy("stays")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with personal data. `why` it stays, if it does; `show` gives words for a value that says little by itself."""

    fate: Fate
    label: Words = ""
    why: Words = ""
    show: Callable[[Any], Words] | None = None


Rows = Callable[[User], Iterable[Model]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with personal data: the `rows` about a person, its personal columns by name, and the others."""

    model: type[Model]
    group: Group
    rows: Rows
    columns: dict[str, Column]
    impersonal: frozenset[str]
    title: Words
    related: tuple[str, ...] = ()
    """What else is read with each row, so that a column that leads elsewhere can be named."""

    def field(self, name: str) -> Field[Any, Any]:
        found: Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found

    def label(self, name: str) -> str:
        """What a column is called, in the active language."""
        found = str(self.columns[name].label or self.field(name).verbose_name)
        return found[:1].upper() + found[1:]

    def about(self, user: User) -> Iterable[Model]:
        """The rows about `user`, with what they are shown with."""
        found = self.rows(user)
        if not isinstance(found, QuerySet):
            return found
        others = [*filter(self._leads_elsewhere, self.columns), *self.related]
        unseen = [name for name in self.impersonal if isinstance(self.field(name), (JSONField, TextField, BinaryField))]
        found = found.defer(*unseen) if unseen else found
        return found.select_related(*others) if others else found

    def _leads_elsewhere(self, name: str) -> bool:
        related = self.field(name).related_model
        return related is not None and related is not User

    def told(self, row: Model, user: User) -> dict[str, str]:
        """What `row` says, in words, by label; without what it leaves empty. Of other people it names nobody."""
        found = {self.label(name): self._words(row, name, user) for name in self.columns}
        return {label: words for label, words in found.items() if words}

    def _words(self, row: Model, name: str, user: User) -> str:
        column = self.columns[name]
        if self.field(name).related_model is User:
            key = getattr(row, self.field(name).attname)
            return "" if key is None else _("you") if key == user.pk else _("somebody else")
        value = getattr(row, name)
        if value in (None, "", b"", [], {}):
            return ""
        if column.show is not None:
            return str(column.show(value))
        if self.field(name).choices:
            return str(getattr(row, f"get_{name}_display")())
        return words_of(value)


def words_of(value: Any) -> str:
    """A value as a person reads it, in the active language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode(errors="replace")
    if isinstance(value, dict):
        return ", ".join(f"{key}: {words_of(each)}" for key, each in value.items() if each not in (None, "", [], {}))
    if isinstance(value, (list, tuple)):
        return ", ".join(words_of(each) for each in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a person: its `name` for them, and where it lies (`storage`, `stored`), or its `content`, made when asked for."""

    name: str
    storage: str = ""
    stored: str = ""
    content: Callable[[], bytes] = field(default=bytes)


@dataclass(frozen=True, slots=True)
class Place:
    """A storage with personal data: what lies there, and what becomes of it."""

    storage: str
    what: Words
    fate: Words


Files = Callable[[User], Iterable[File]]
_tables: dict[str, Table] = {}
_impersonal: dict[str, frozenset[str]] = {}
_files: list[Files] = []
_places: list[Place] = []


def of(*paths: str) -> Rows:
    """The rows of which one of `paths` leads to the person. Of the model that is declared."""
    return _Paths(paths)


@dataclass(frozen=True, slots=True)
class _Paths:
    paths: tuple[str, ...]
    model: type[Model] | None = None

    def __call__(self, user: User) -> Iterable[Model]:
        assert self.model is not None  # noqa: S101 - `declare` sets it.
        wanted = Q()
        for path in self.paths:
            wanted |= Q(**{path: user.pk})
        # A subquery: a row that several paths lead to comes once, and JSON columns can't be compared for DISTINCT.
        keys = self.model._default_manager.filter(wanted).order_by().values("pk")
        return self.model._default_manager.filter(pk__in=keys).order_by("pk")


def declare(
    model: str,
    group: Group,
    rows: Rows,
    title: Words = "",
    /,
    *,
    impersonal: str,
    related: tuple[str, ...] = (),
    **columns: Column,
) -> None:
    """Declare the columns of `model` ("people.User") that say something of a person; `impersonal` names the others."""
    found = apps.get_model(model)
    if isinstance(rows, _Paths):
        rows = _Paths(rows.paths, found)
    title = title or found._meta.verbose_name_plural or model
    _tables[model] = Table(found, group, rows, columns, frozenset(impersonal.split()), title, related)


def declare_impersonal(model: str, columns: str) -> None:
    """Declare that `model` says nothing of any person."""
    _impersonal[model] = frozenset(columns.split())


def declare_place(storage: str, what: Words, fate: Words) -> None:
    """Declare what of people lies in a storage, and what becomes of it."""
    _places.append(Place(storage, what, fate))


def files(function: Files) -> Files:
    """Register `function`: it tells which files a person may take along."""
    if function not in _files:
        _files.append(function)
    return function


def tables() -> list[Table]:
    """In the order of the groups."""
    order = list(Group)
    return sorted(_tables.values(), key=lambda table: order.index(table.group))


def places() -> list[Place]:
    return list(_places)


def files_of(user: User) -> Iterator[File]:
    for tell in _files:
        yield from tell(user)


def undeclared() -> list[str]:
    """Columns that nobody declared, and declared ones that don't exist: "people.User.email"."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        table = _tables.get(label)
        declared = (frozenset(table.columns) | table.impersonal) if table else _impersonal.get(label, frozenset())
        existing = {each.name for each in model._meta.local_concrete_fields}
        found += [f"{label}.{name}" for name in sorted(existing ^ declared)]
    return found


# Short for declarations


def deleted(label: Words = "", show: Callable[[Any], Words] | None = None) -> Column:
    return Column(Fate.DELETED, label, show=show)


def replaced(label: Words = "", show: Callable[[Any], Words] | None = None) -> Column:
    return Column(Fate.REPLACED, label, show=show)


def with_work(label: Words = "", show: Callable[[Any], Words] | None = None) -> Column:
    return Column(Fate.WITH_WORK, label, show=show)


def shell(label: Words) -> Column:
    return Column(Fate.SHELL, label)


def stays(label: Words, why: Words, show: Callable[[Any], Words] | None = None) -> Column:
    return Column(Fate.STAYS, label, why, show)
