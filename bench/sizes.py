"""How much is measured: in seconds while writing code, in minutes for a figure to be told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`items` are the archive's sizes for the search, from the smallest on; `queries` how many are asked at each.

    `copies` of the sample thesis make the long document of the extraction; `repeats` is how often a short thing is timed.
    `seconds` of the sample recording are heard (None: all of it). `pages` has the worker's PDF; `upload` is in bytes.
    `sequences` of operations try the gate of consent.
    """

    items: tuple[int, ...]
    queries: int
    copies: int
    repeats: int
    seconds: float | None
    pages: int
    upload: int
    sequences: int


SIZES = {
    "tiny": Size((40,), 18, 2, 1, 5.0, 3, 4 * 2**20, 2),
    "small": Size((1_000,), 180, 5, 3, 30.0, 200, 2**28, 100),
    "full": Size((1_000, 10_000), 450, 10, 5, None, 2_000, 2**31, 2_000),
    "large": Size((1_000, 10_000, 100_000), 450, 10, 5, None, 2_000, 2**31, 2_000),
}
