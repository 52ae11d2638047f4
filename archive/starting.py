"""What must hold before a process serves or works: `archive.wsgi` and `manage.py work` ask first."""

from __future__ import annotations

from collections.abc import Callable

Requirement = Callable[[], None]
_requirements: list[Requirement] = []


class NotReady(Exception):
    """Samling must not run like this. `str()` tells the administrator what to do."""


def require(function: Requirement) -> Requirement:
    """Register `function`: it raises `NotReady` where nothing may be shown and no work be done."""
    if function not in _requirements:
        _requirements.append(function)
    return function


def check() -> None:
    """Raises `NotReady` if any requirement does not hold."""
    for requirement in _requirements:
        requirement()
