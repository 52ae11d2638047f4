"""What waits for a person, told by the apps that know: an answer, a review, a correction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from people.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """`label` in words with the number in them ("2 theses wait for your answer"), `url` where it is done."""

    label: str | Promise
    count: int
    url: str


Source = Callable[[User], Iterable[Waiting]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register `function`: it gets a user and tells what waits for them, in a fixed number of queries."""
    if function not in _sources:
        _sources.append(function)
    return function


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for `user`; what has a count of 0 is left out."""
    return [each for tell in _sources for each in tell(user) if each.count]
