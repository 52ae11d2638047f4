"""Making the rendition as a step: recorded, shown and tried again like the others, but begun by a privacy officer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage, State
from ingest import review
from ingest.models import Source
from ingest.pipeline import runner
from ingest.pipeline.step import Progress, Step
from people.models import User


class MakeRendition(Step):
    name = "rendition"
    label = _("making the version for readers")
    state = State.IN_REVIEW

    def __init__(self, by: User | None) -> None:
        self.by = by

    def run(self, source: Source, progress: Progress) -> None:
        from ingest import renditions  # Brings PDF and media libraries: for the worker, not for web processes.

        assert source.item is not None  # noqa: S101 - there is something to review.
        renditions.make(source.item, by=self.by, progress=progress)


def make(item: ItemPage, *, by: User | None) -> bool:
    """Make the rendition of `item`; say whether there is one. The reason why not stands in the source's last run."""
    source = review.source_of(item)
    return source is not None and runner.run_step(source, MakeRendition(by))
