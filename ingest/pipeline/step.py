"""What a pipeline step is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from django.utils.functional import Promise

from archive.models import State
from ingest.models import Source

Progress = Callable[[int, int], None]
"""Called with how many are done of how many (pages, seconds, passages)."""


class Step(ABC):
    """One thing done to a source. Running it again gives the same result and loses no decision."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    """What it does, for people: "reading the text"."""
    state: ClassVar[State]
    """How far a source has come that is at this step."""

    def needed(self, source: Source) -> bool:
        """Whether there is anything to do for `source`."""
        return True

    @abstractmethod
    def run(self, source: Source, progress: Progress) -> None:
        """Do it. Raises `Refused` with a sentence when the file can't be used."""
