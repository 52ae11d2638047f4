"""The worker's part of searching."""

from __future__ import annotations

from archive.tasks import retried


@retried
def catch_up() -> None:
    """Bring the index up to date; tried again while the engine can't answer."""
    from search import indexing

    indexing.catch_up()
