"""What stands at the foot of every mail to a contributor about an item: the apps tell it, whoever writes the mail adds it."""

from __future__ import annotations

from collections.abc import Callable

from archive.models import Contributor

Foot = Callable[[Contributor], str]
_feet: list[Foot] = []


def foot(function: Foot) -> Foot:
    """Register `function`: it gets the contributor who is written to, and tells lines in the active language, or none."""
    if function not in _feet:
        _feet.append(function)
    return function


def foot_for(contributor: Contributor) -> str:
    return "\n\n".join(filter(None, (tell(contributor) for tell in _feet)))
