"""Where the boxes over redacted words lie on a page: padded, so that their size says little about the letters.

A box covers every word that is touched, the whole height of its line, and is widened to a multiple of `GRID`. Letters of
the next word may disappear beneath it; they stay in the text. What padding can't hide is the gap that the line's other words
leave between them; `lines.py` sets the lines of a page anew for that. In pictures of a video, and where text runs up the page,
there is padding alone: where it matters (a few candidates, a small place), redact the neighbouring words too.
"""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from ingest.extraction.passages import Word

GRID = 1 / 24  # of the page's width: 9 mm on A4, four or five letters
MARGIN = 0.004  # of the page, all round: the overhang of italics, half of antialiased pixels
LINE_MARGIN = 0.12  # of a word's height, above and below


class Box(NamedTuple):
    """A rectangle in fractions 0..1 of the upright page, origin top left."""

    left: float
    top: float
    right: float
    bottom: float


WHOLE_PAGE = Box(0.0, 0.0, 1.0, 1.0)


def padded_place(touched: Sequence[Word], words: Sequence[Word]) -> tuple[float, ...]:
    """Where the label for `touched` (not empty) stands: their first padded box, or in speech the time they take, if any."""
    if len(touched[0].place) != 4:
        times = [time for word in touched for time in word.place]
        return (min(times), max(times)) if times else ()
    return padded_boxes(touched, words)[0]


def padded_boxes(touched: Sequence[Word], words: Sequence[Word]) -> list[Box]:
    """One padded box per line that `touched` stands on; `words` are all words of the page, for the height of the line."""
    height = median(_height(word) for word in words)
    return [_padded(run, words, height) for run in lines_of(touched)]


def _height(word: Word) -> float:
    return word.place[3] - word.place[1]


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """`words` in reading order, cut where the next one stands on another line."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and beside(lines[-1][-1], word) and word.place[0] >= lines[-1][-1].place[0]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def beside(word: Word, other: Word) -> bool:
    """Whether the two stand on one line: they share half the height of the lower one."""
    shared = min(word.place[3], other.place[3]) - max(word.place[1], other.place[1])
    return shared > 0.5 * min(_height(word), _height(other))


def _padded(run: Sequence[Word], words: Sequence[Word], height: float) -> Box:
    left, right = min(word.place[0] for word in run), max(word.place[2] for word in run)
    if upright(run):
        line = [word for word in words if beside(run[0], word) and _height(word) < 2 * max(height, _height(run[0]))]
        top = min(word.place[1] for word in [*run, *line])
        bottom = max(word.place[3] for word in [*run, *line])
        # A word box of no or little height (fonts that state none) still covers an ordinary line.
        spare = max(0.0, height - (bottom - top)) / 2 + LINE_MARGIN * max(height, bottom - top)
        left, right = _widened(left, right)
        top, bottom = _clipped(top - spare, bottom + spare)
        return Box(left, top, right, bottom)
    top, bottom = _widened(min(word.place[1] for word in run), max(word.place[3] for word in run))
    left, right = _clipped(left - MARGIN, right + MARGIN)
    return Box(left, top, right, bottom)


def upright(run: Sequence[Word]) -> bool:
    """Whether the text runs along the line, not up the page: a tall narrow box of several letters does the latter."""
    return all(word.end - word.start < 3 or _height(word) < 2 * (word.place[2] - word.place[0]) for word in run)


def _widened(start: float, end: float) -> tuple[float, float]:
    """The stretch widened to a multiple of `GRID`, from its start on; moved back where the page ends."""
    start, end = start - MARGIN, end + MARGIN
    width = math.ceil((end - start) / GRID) * GRID
    start = max(0.0, min(start, 1.0 - width))
    return start, min(1.0, start + width)


def _clipped(start: float, end: float) -> tuple[float, float]:
    return max(0.0, start), min(1.0, end)
