"""What "My items" shows: the apps tell what a person can do with each item, and which files are on their way."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from archive.models import ItemPage
from people.models import User


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with an item: a link, or a button that posts. `main` is the one thing to do, `note` a sentence about it.

    Without a label it is the note alone.
    """

    label: str | Promise = ""
    url: str = ""
    main: bool = False
    post: bool = False
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has no item yet: on its way, or refused for `error`."""

    name: str
    received_at: datetime.datetime
    url: str
    doing: str | Promise = ""
    error: str = ""


Actions = Callable[[User, Sequence[ItemPage]], Iterable[tuple[int, Action]]]
Uploads = Callable[[User], Iterable[Upload]]
_actions: list[Actions] = []
_uploads: list[Uploads] = []


def actions(function: Actions) -> Actions:
    """Register `function`: for all items at once, it tells pairs of an item's key and an action, in a fixed number of queries."""
    if function not in _actions:
        _actions.append(function)
    return function


def uploads(function: Uploads) -> Uploads:
    """Register `function`: it tells which of a person's files have no item yet."""
    if function not in _uploads:
        _uploads.append(function)
    return function


def actions_for(user: User, items: Sequence[ItemPage]) -> dict[int, list[Action]]:
    """The actions of each item, by its key."""
    found: dict[int, list[Action]] = defaultdict(list)
    for tell in _actions:
        for key, action in tell(user, items):
            found[key].append(action)
    return found


def uploads_of(user: User) -> list[Upload]:
    """Newest first."""
    return sorted((each for tell in _uploads for each in tell(user)), key=lambda each: each.received_at, reverse=True)
