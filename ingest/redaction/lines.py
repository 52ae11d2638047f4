"""Sets anew the lines of a page on which something was redacted, so that no gap tells how wide it was.

Who knows the font and sees the words on both sides of a box can reckon to a fraction of a point what is missing between them,
and that leaves few of the names of a workplace (Bland et al., "Story Beyond the Eye", PETS 2023, arXiv 2206.02285). So on such a
line every box is equally wide, the blanks are as wide as elsewhere on the page, and the words that stay are moved to where this
puts them. Where they stand then follows from what is visible alone. What remains to be reckoned with is which words fit on a line
and which began the next.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.extraction.passages import Word
from ingest.redaction.boxes import GRID, LINE_MARGIN, MARGIN, Box, beside, lines_of, padded_boxes, upright

BOX = 3 * GRID  # 26 mm on A4: an ordinary name in full
NARROWEST_BOX = GRID / 2
APART, FAR_APART = 0.025, 0.06  # of the page's width: words in different columns stand at least so far from each other
BLANK = 0.006  # where the page has no other blanks to go by
OVERHANG = 0.0015
LEAST_MARGIN = 0.04  # of a line's height, above and below, where lines stand close
SAME = 0.003  # beginnings of lines that count as one


@dataclass(frozen=True, slots=True)
class Slice:
    """What is seen between `left` and `right` goes to between `to_left` and `to_right`; fractions of the page's width."""

    left: float
    right: float
    to_left: float
    to_right: float


@dataclass(frozen=True, slots=True)
class Line:
    """`area` is cleared, then the slices of what was seen there are put back, without what was seen in `hidden`."""

    area: Box
    slices: tuple[Slice, ...]
    hidden: tuple[Box, ...]


@dataclass(slots=True)
class Setting:
    """Where things stand on the page after redaction. `places` by the `start` of words that stay and were moved, `labels` by
    the `start` of words that are gone."""

    boxes: list[tuple[Box, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    places: dict[int, tuple[float, ...]] = field(default_factory=dict)
    labels: dict[int, tuple[float, ...]] = field(default_factory=dict)


def set_anew(words: Sequence[Word], hidden: Sequence[tuple[Sequence[Word], str]]) -> Setting:
    """The page without the hidden words, which come in groups with what is written instead; `words` are all of the page.

    Text that doesn't run along the line gets padded boxes where it stands, and nothing beside it is moved.
    """
    setting = Setting()
    runs: list[tuple[list[Word], str]] = []
    for group, label in hidden:
        pieces = lines_of(group)
        if not all(upright(piece) for piece in pieces):
            first, *others = padded_boxes(group, words)
            setting.boxes += [(first, label), *((box, "") for box in others)]
            setting.labels[group[0].start] = first
            continue
        runs += [(piece, label if piece is pieces[0] else "") for piece in pieces]
    gone = {word.start: index for index, (piece, _label) in enumerate(runs) for word in piece}
    segments = _segments(words, [piece for piece, _label in runs])
    page = _Page.of(words, {word.start for segment in segments for word in segment})
    for segment in segments:
        _set_segment(segment, gone, [label for _piece, label in runs], page, setting)
    return setting


@dataclass(frozen=True, slots=True)
class _Page:
    """What the untouched lines say: all that a new line may go by, beside its own visible words."""

    words: Sequence[Word]
    blank: float
    right: float
    beginnings: Sequence[float]

    @classmethod
    def of(cls, words: Sequence[Word], touched: set[int]) -> "_Page":
        rest = [word for word in words if word.start not in touched]
        pairs = [(one, other) for one, other in pairwise(rest) if beside(one, other)]
        gaps = [gap for one, other in pairs if 0 < (gap := other.place[0] - one.place[2]) < APART]
        beginnings = [line[0].place[0] for line in lines_of(rest)]
        right = max((word.place[2] for word in rest), default=1 - 2 * GRID)
        return cls(words, median(gaps) if gaps else BLANK, right, beginnings)

    def beginning(self, left: float) -> float:
        """Where a line that began at `left` begins: there if others do too, or else on the grid: a line that is set to the
        right begins where it does because of how long it is."""
        return left if self._is_shared(left) else math.floor(left / GRID) * GRID

    def is_centred(self, line: Sequence[Word]) -> bool:
        left, right = line[0].place[0], max(word.place[2] for word in line)
        return abs(left + right - 1) < 2 * SAME and not self._is_shared(left)

    def _is_shared(self, left: float) -> bool:
        return sum(abs(left - other) < SAME for other in self.beginnings) > 1


def _segments(words: Sequence[Word], runs: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """For the hidden runs the words that stand on a line with them in the same column, from left to right."""
    segments: list[list[Word]] = []
    taken: set[int] = set()
    for hidden in (word for run in runs for word in run):
        if hidden.start not in taken:
            segment = _segment_around(hidden, [word for word in words if word.start not in taken])
            taken.update(word.start for word in segment)
            segments.append(segment)
    return segments


def _segment_around(hidden: Word, words: Sequence[Word]) -> list[Word]:
    """What of `words` stands on a line with `hidden`, itself included, in the same column."""
    line = sorted(
        (word for word in words if word.start == hidden.start or (beside(hidden, word) and upright([word]))),
        key=lambda word: word.place[0],
    )
    apart = _apart(line)
    segment: list[Word] = []
    for word in line:
        if segment and word.place[0] - max(each.place[2] for each in segment) > apart:
            if hidden in segment:
                break
            segment = []
        segment.append(word)
    return segment


def _apart(line: Sequence[Word]) -> float:
    """From how far on words of `line` stand in different columns: further than blanks are, also where they are spread."""
    gaps = [gap for one, other in pairwise(line) if (gap := other.place[0] - one.place[2]) > 0]
    return min(max(APART, 1.8 * median(gaps)), FAR_APART) if gaps else APART


def _set_segment(
    segment: Sequence[Word], gone: dict[int, int], labels: Sequence[str], page: _Page, setting: Setting
) -> None:
    """Put the segment's words that stay, and the boxes, one after another; adds all that to `setting`."""
    tokens = _tokens(segment, gone)
    visible = sum(_width(token[0]) for token in tokens if token[0].start not in gone)
    boxes = sum(token[0].start in gone for token in tokens)
    begin, end = _bounds(segment, page)
    is_centred = page.is_centred(segment)
    begin = min(begin, 1 - end) if is_centred else begin
    blanks = page.blank * (len(tokens) - 1)
    width_of_box = min(BOX, max(NARROWEST_BOX, (end - begin - visible - blanks) / boxes))
    scale = min(1.0, (end - begin) / (visible + blanks + boxes * width_of_box))
    top, bottom = _height_of(segment, page.words)
    slices: list[Slice] = []
    labelled: set[int] = set()
    position = begin = (1 - scale * (visible + blanks + boxes * width_of_box)) / 2 if is_centred else begin
    for token in tokens:
        word, run = token[0], gone.get(token[0].start)
        width = scale * (_width(word) if run is None else width_of_box)
        if run is None:
            setting.places[word.start] = (position, word.place[1], position + width, word.place[3])
            slices.append(_slice(word, position, width))
        else:
            box = Box(position, top, position + width, bottom)
            setting.boxes.append((box, "" if run in labelled else labels[run]))
            setting.labels |= {each.start: box for each in token}
            labelled.add(run)
        position += width + scale * page.blank
    left = min(begin, segment[0].place[0]) - MARGIN
    right = max(position, *(word.place[2] for word in segment)) + MARGIN
    hidden = tuple(_around(word, top, bottom) for word in segment if word.start in gone)
    setting.lines.append(Line(Box(max(left, 0.0), top, min(right, 1.0), bottom), tuple(slices), hidden))


def _tokens(segment: Sequence[Word], gone: dict[int, int]) -> list[list[Word]]:
    """Each word that stays alone, hidden words of one run that stand beside each other together."""
    tokens: list[list[Word]] = []
    for word in segment:
        if tokens and word.start in gone and gone.get(tokens[-1][0].start) == gone[word.start]:
            tokens[-1].append(word)
        else:
            tokens.append([word])
    return tokens


def _bounds(segment: Sequence[Word], page: _Page) -> tuple[float, float]:
    """Between where and where the segment may stand: it has what is between its neighbours in other columns, or the page's."""
    own = {word.start for word in segment}
    others = [word for word in page.words if word.start not in own and beside(segment[0], word)]
    left, right = segment[0].place[0], max(word.place[2] for word in segment)
    before = max((word.place[2] + page.blank for word in others if word.place[2] <= left), default=0.0)
    after = min((word.place[0] - page.blank for word in others if word.place[0] >= right), default=1.0)
    begin = max(page.beginning(left), before)
    end = page.right if page.right > begin + 2 * BOX else 1 - GRID
    return begin, max(min(end, after), begin + GRID)


def _height_of(segment: Sequence[Word], words: Sequence[Word]) -> tuple[float, float]:
    """The top and bottom of what is set anew: the line, with a margin that doesn't reach into the lines above and below."""
    top, bottom = min(word.place[1] for word in segment), max(word.place[3] for word in segment)
    # A word box of no or little height (fonts that state none) still covers an ordinary line.
    lacking = max(0.0, median(word.place[3] - word.place[1] for word in words) - (bottom - top)) / 2
    top, bottom = top - lacking, bottom + lacking
    height, middle = max(bottom - top, 0.001), (top + bottom) / 2
    left, right = segment[0].place[0], max(word.place[2] for word in segment)
    near = [word.place for word in words if word.place[0] < right and word.place[2] > left]
    above = min((top - each[3] for each in near if each[3] < middle), default=height)
    below = min((each[1] - bottom for each in near if each[1] > middle), default=height)
    spare = [min(LINE_MARGIN, max(LEAST_MARGIN, gap / 2 / height)) * height for gap in (above, below)]
    return max(top - spare[0], 0.0), min(bottom + spare[1], 1.0)


def _slice(word: Word, position: float, width: float) -> Slice:
    """The word with a little beside it, for what italics and accents overhang."""
    return Slice(word.place[0] - OVERHANG, word.place[2] + OVERHANG, position - OVERHANG, position + width + OVERHANG)


def _around(word: Word, top: float, bottom: float) -> Box:
    return Box(word.place[0] - OVERHANG, top, word.place[2] + OVERHANG, bottom)


def _width(word: Word) -> float:
    """Rounded, since the last digits of a width depend on where the word stood."""
    return round(word.place[2] - word.place[0], 3)
