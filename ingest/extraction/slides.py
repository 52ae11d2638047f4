"""Reads what is seen in a video: slides, shared screens, signs, and faces. With Tesseract, in the sandbox.

A picture is looked at every second. Where it differs from the one read last, it is read too, at once for the first changes
in a row; where it goes on moving (somebody speaks before the camera), every few seconds. What passes in less than that
time, and what Tesseract can't read (handwriting, small or slanted letters), is not found; nor is a face that
`faces.faces` doesn't find.
"""

import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.extraction import faces, images, media, ocr, sandbox
from ingest.extraction.passages import FACE, Passage, Word

EVERY = 1.0  # seconds between two looks
MOVING = 5.0  # seconds between two readings of a picture that doesn't come to rest
AT_ONCE = 3  # changes in a row that are each read
READ_HEIGHT = 1080  # pixels; small letters are read better when drawn larger, larger pictures cost time
SHOWN_WIDTH = 900  # pixels of the picture that the review shows
CELLS = (64, 36)  # the picture is compared by the brightness of so many parts
DIFFERS = 14  # of 255, by which a part is another one
FEW_CELLS = 4  # so many parts may differ in the same picture; a word of small letters takes about ten
REMEMBERED = 100  # pictures read before that are known again
NEAR = 0.02  # of the picture's sides: a word that has moved less stands where it stood
FAST = 10  # pictures a second from which on those may be left out that no other needs
SECONDS_A_SECOND = 4  # processor time allowed for a second of video

Brightness = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture as read: its text with the places of the words, and the picture itself as WebP."""

    brightness: Brightness
    text: str
    words: tuple[Word, ...]
    picture: bytes


Shown = tuple[Reading, float, float]  # from when and until when, in seconds


@dataclass(slots=True)
class _Watch:
    """What was seen so far. `shown` is the reading that holds since `since` seconds; it was seen last at `seen`."""

    readings: list[Reading] = field(default_factory=list)
    shown: Reading | None = None
    since: float = 0.0
    seen: float = 0.0
    read_at: float = 0.0
    before: Brightness | None = None
    changes: int = 0


def read(path: Path, seconds: float) -> Iterator[tuple[Passage, bytes]]:
    """What can be read in the video at `path`, in order: passages of the kind "picture", each with its picture as WebP.

    `start` and `end` are the seconds of the last look before it was there and the first look at which it wasn't; a word's
    place is on the upright picture, as on a page. `seconds` is how long the video lasts. Raises `OcrMissing`,
    `FaceModelMissing`, `Unusable`.
    """
    ocr.require_tesseract()
    faces.require_model()
    stream = sandbox.stream(read_slides, path, seconds=300 + SECONDS_A_SECOND * seconds)
    for passage in stream:
        yield passage, next(stream)


def read_slides(name: str) -> Iterator[Passage | bytes]:
    """`read`, in the sandbox: each passage, then its picture."""
    number = 0
    for reading, start, end in _merged(_readings(Path(name))):
        if FACE in reading.text or images.letters(reading.text) > 1:
            number += 1
            yield Passage(number, "picture", reading.text, start, end, words=reading.words)
            yield reading.picture


def _merged(readings: Iterable[Shown]) -> Iterator[Shown]:
    """The readings, those that say the same of what went on moving made one."""
    held: Shown | None = None
    for reading, start, end in readings:
        if held and _says_the_same(held[0], reading):
            held = (held[0], held[1], end)
            continue
        if held:
            yield held
        held = (reading, start, end)
    if held:
        yield held


def _readings(path: Path) -> Iterator[Shown]:
    """Each picture that was read, with when it was shown."""
    watch = _Watch()
    time = 0.0
    for time, frame in looks(path):
        brightness = _brightness(frame)
        if watch.shown and alike(brightness, watch.shown.brightness):
            watch.seen, watch.changes = time, 0
        else:
            watch.changes += 1
            rests = watch.before is None or alike(brightness, watch.before)
            if rests or watch.changes <= AT_ONCE or time - watch.read_at >= MOVING:
                if watch.shown:
                    yield watch.shown, watch.since, time
                watch.since = watch.seen if watch.shown else 0.0
                watch.shown = _known(watch.readings, brightness) or _read(frame, brightness)
                watch.readings = [*watch.readings[-REMEMBERED:], watch.shown]
                watch.seen = watch.read_at = time
        watch.before = brightness
    if watch.shown:
        yield watch.shown, watch.since, time + EVERY


def looks(path: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    """(seconds, picture) at every second or so. A picture that can't be decoded is left out, as players do. Raises `Unusable`."""
    with media.opened(path) as recording:
        stream = media.picture_track(recording)
        if stream is None:
            return
        if stream.average_rate and stream.average_rate >= FAST:
            stream.codec_context.skip_frame = "NONREF"
        due = -1.0
        for frame in media.frames(recording, stream, av.VideoFrame):
            if frame.time is not None and frame.time >= due:
                due = frame.time + EVERY
                yield frame.time, frame


def upright(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """The picture as it is shown, height × width × 3."""
    turned = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90 % 4)
    return np.ascontiguousarray(turned, dtype=np.uint8)


def _brightness(frame: av.VideoFrame) -> Brightness:
    small = frame.reformat(*CELLS, "gray", interpolation="AREA")
    return small.to_ndarray().astype(np.int16)


def alike(one: Brightness, other: Brightness) -> bool:
    """Whether two pictures are the same but for noise."""
    return int(np.count_nonzero(np.abs(one - other) > DIFFERS)) <= FEW_CELLS


def _known(readings: list[Reading], brightness: Brightness) -> Reading | None:
    return next((reading for reading in reversed(readings) if alike(brightness, reading.brightness)), None)


def _read(frame: av.VideoFrame, brightness: Brightness) -> Reading:
    picture = Image.fromarray(upright(frame))
    scale = READ_HEIGHT / picture.height
    large = picture.resize((max(1, round(picture.width * scale)), READ_HEIGHT)).convert("L")
    found = [tuple(round(side, 4) for side in face[:4]) for face in sorted(faces.faces(picture))]
    text, words = ocr.with_faces(*ocr.recognise(large), found)
    picture.thumbnail((SHOWN_WIDTH, 2 * SHOWN_WIDTH))
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=70)
    return Reading(brightness, text, words, written.getvalue())


def _says_the_same(held: Reading, reading: Reading) -> bool:
    """Whether every word of `reading` stands in `held` too, at the same place, and what else stands there was only not read."""
    return not _lacking(reading, held) and all(
        _is_still(word.place, held.brightness, reading.brightness) for word in _lacking(held, reading)
    )


def _lacking(one: Reading, other: Reading) -> list[Word]:
    """The words of `one` that `other` doesn't have at the same place."""
    known = [(other.text[word.start : word.end], word.place) for word in other.words]
    return [
        word
        for word in one.words
        if not any(text == one.text[word.start : word.end] and _near(place, word.place) for text, place in known)
    ]


def _is_still(place: tuple[float, ...], one: Brightness, other: Brightness) -> bool:
    """Whether nothing has changed at this place of the picture."""
    left, top, right, bottom = (side * cells for side, cells in zip(place, (*CELLS, *CELLS), strict=True))
    part = np.s_[int(top) : math.ceil(bottom), int(left) : math.ceil(right)]
    return bool((np.abs(one[part] - other[part]) <= DIFFERS).all())


def _near(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) < NEAR for a, b in zip(one, other, strict=True))
