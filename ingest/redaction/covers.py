"""What is covered in the pictures of a video: redacted words and faces, filled for as long as they may be seen there.

Filled, not blurred: what is blurred can be told apart again (Hill et al., PoPETs 2016). A face is covered where it was seen,
where it was seen next, and straight between.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.extraction.media import opened, picture_track
from ingest.extraction.passages import Passage
from ingest.extraction.slides import upright
from ingest.redaction.boxes import Box
from ingest.redaction.spans import Redaction, boxes_over, is_face

if TYPE_CHECKING:
    from av import VideoFrame

EARLIER = LATER = 1.0  # seconds beyond those between which it was seen: a slide that fades in is read once it stands
MARGIN = 0.01  # of the picture's sides, all round
MOVES = 0.6  # of a face's width and height that it is covered beyond, all round
EDGE = 8  # pixels inside a cover's edge that coding may blur
DARK = 40  # of 255, the brightest that a covered point may be in the result: black is 16 as coded


@dataclass(frozen=True, slots=True)
class Cover:
    """A box of the upright picture that is black from `start` to `end` seconds."""

    start: float
    end: float
    box: Box

    def holds_at(self, time: float | None) -> bool:
        """Whether it covers a picture shown at `time`. One whose time nobody knows (None or NaN) is covered."""
        return time is None or math.isnan(time) or self.start <= time <= self.end


def covers_of(passage: Passage, redactions: Sequence[Redaction]) -> list[Cover]:
    """What covers the redacted words of a passage of the kind "picture", for the time it is seen, padded.

    Raises `ValueError` for a passage without start and end.
    """
    if passage.start is None or passage.end is None:
        raise ValueError(f"Passage {passage.number} has no time.")
    words = [span for span in redactions if not is_face(passage, span)]
    boxes = [_grown(box, MARGIN, MARGIN) for box, _label in boxes_over(passage, words)]
    boxes += _faces(passage, redactions)
    return [Cover(max(0.0, passage.start - EARLIER), passage.end + LATER, box) for box in boxes]


def covers_in(parts: Sequence[tuple[Passage, Sequence[Redaction]]]) -> list[Cover]:
    """`covers_of` all passages of the kind "picture", and the way of each face from one look to the next."""
    found = [cover for passage, redactions in parts for cover in covers_of(passage, redactions)]
    for (before, gone), (after, also) in pairwise(sorted(parts, key=lambda part: part[0].start or 0.0)):
        start, end = (after.start or 0.0) - EARLIER, (before.end or 0.0) + LATER
        known = _faces(before, gone)
        if known and start < end:
            found += [Cover(max(0.0, start), end, _way(known, face)) for face in _faces(after, also)]
    return found


def _faces(passage: Passage, redactions: Sequence[Redaction]) -> list[Box]:
    """The redacted faces with what their owners may move them until the picture is looked at again."""
    spans = [span for span in redactions if is_face(passage, span)]
    places = [word.place for word in passage.words for span in spans if span.start <= word.start < span.end]
    return [
        _grown(Box(left, top, right, bottom), MOVES * (right - left), MOVES * (bottom - top))
        for left, top, right, bottom in places
    ]


def _way(known: Sequence[Box], face: Box) -> Box:
    """From the nearest of the `known` to `face`: a box around both."""
    near = min(known, key=lambda box: math.dist(box[:2], face[:2]) + math.dist(box[2:], face[2:]))
    return Box(*map(min, near[:2], face[:2]), *map(max, near[2:], face[2:]))


def fill(pixels: NDArray[np.uint8], covers: Sequence[Cover], time: float | None) -> None:
    """Blacken what is covered at `time` in the upright picture, height × width × 3; everything where there is no time."""
    height, width = pixels.shape[:2]
    for cover in covers:
        if cover.holds_at(time):
            left, top, right, bottom = _points(cover.box, width, height)
            pixels[top:bottom, left:right] = 0


def covered(target: Path, covers: Sequence[Cover]) -> bool:
    """Whether the pictures of `target` are black where and when they are to be: they are decoded and looked at."""
    if not covers:
        return True
    with opened(target) as recording:
        stream = picture_track(recording)
        return stream is None or all(_is_dark(frame, covers) for frame in recording.decode(stream))


def _is_dark(frame: VideoFrame, covers: Sequence[Cover]) -> bool:
    now = [cover for cover in covers if cover.holds_at(frame.time)]
    if not now:
        return True
    pixels = upright(frame)
    for cover in now:
        left, top, right, bottom = _points(cover.box, pixels.shape[1], pixels.shape[0])
        inside = pixels[top + EDGE : bottom - EDGE, left + EDGE : right - EDGE]
        if inside.size and inside.max() > DARK:
            return False
    return True


def _points(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    return (
        math.floor(box.left * width),
        math.floor(box.top * height),
        math.ceil(box.right * width),
        math.ceil(box.bottom * height),
    )


def _grown(box: Box, across: float, down: float) -> Box:
    return Box(
        max(0.0, box.left - across),
        max(0.0, box.top - down),
        min(1.0, box.right + across),
        min(1.0, box.bottom + down),
    )
