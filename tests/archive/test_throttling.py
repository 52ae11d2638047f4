"""Limits that hold as long as they say, on the cache of an installation and on the one that Django has by default."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from archive.throttling import A_DAY, A_MINUTE, wait

pytestmark = pytest.mark.django_db

MIDNIGHT = 20_000 * A_DAY


@pytest.fixture(params=["db.DatabaseCache", "locmem.LocMemCache"])
def at(request, settings, monkeypatch) -> Callable[[int], None]:
    """Let it be so many seconds after a midnight for the counter and for the cache that it counts in."""
    backend = f"django.core.cache.backends.{request.param}"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": settings.CACHES["default"]["LOCATION"]}}

    def move(seconds: int) -> None:
        moment = datetime.datetime.fromtimestamp(MIDNIGHT + seconds, datetime.UTC)
        monkeypatch.setattr("time.time", moment.timestamp)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: moment)

    move(0)
    return move


def test_a_limit_of_a_day_holds_all_day(at):
    waits = []
    for hour in (8, 9, 15, 23):
        at(hour * 3600)
        waits.append(wait("letters", 2, A_DAY))
    assert waits == [0, 0, 9 * 3600, 3600]
    at(A_DAY)
    assert wait("letters", 2, A_DAY) == 0


def test_who_keeps_on_is_let_in_again_when_the_minute_is_over(at):
    at(50)
    assert [wait("key", 1, A_MINUTE) for _ in range(3)] == [0, 10, 10]
    at(60)
    assert wait("key", 1, A_MINUTE) == 0


def test_each_is_counted_alone(at):
    assert [wait("one", 1, A_MINUTE), wait("other", 1, A_MINUTE)] == [0, 0]
