"""Taking time."""

import time
from collections.abc import Callable, Sequence


def seconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def best(function: Callable[[], object], times: int) -> float:
    """The shortest of that many calls, in seconds: whatever else the machine does can only add to it."""
    return min(seconds(function) for _ in range(times))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them don't exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * round(share * 100) // 100) - 1, 0)]
