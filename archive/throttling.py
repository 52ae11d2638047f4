"""How often somebody may do something: so many times in a window of a minute, or of a day."""

from __future__ import annotations

import time

from django.core.cache import cache

A_MINUTE = 60
A_DAY = 24 * 3600


def wait(what: str, most: int, seconds: int) -> int:
    """Count `what` once more; the seconds to wait if that is more than `most` in this window of `seconds`, else 0.

    Windows begin with the clock in UTC. Of two at the same instant one may go uncounted.
    """
    now = time.time()
    key = f"{what}:{int(now // seconds)}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, timeout=seconds)  # Not `incr`: in the database it keeps the number for five minutes only.
    return 0 if count <= most else seconds - int(now % seconds)
