"""The worker's part of searching."""

from __future__ import annotations

from archive.tasks import retried


@retried
def catch_up() -> None:
    """Bring the index up to date; tried again while the engine can't answer."""
    from search import indexing

    indexing.catch_up()


@retried
def mail_news(saved_id: int) -> None:
    """Mail a person what is new in a search they keep; tried again while search or mail can't answer."""
    from search.saved import mails

    mails.mail(saved_id)
