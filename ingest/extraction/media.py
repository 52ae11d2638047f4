"""Reads audio and video: what they hold, and their sound as a stream of samples.

Everything here parses the file in this very process; `document.py` and `speech.py` call it in the sandbox. A file is opened
with the one format that its first bytes show, as a file object: FFmpeg then neither guesses (playlists and image
sequences can name other files and addresses) nor opens anything else.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import av
import av.container
import av.error
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from ingest.extraction.reasons import Unusable

Frame = TypeVar("Frame", av.AudioFrame, av.VideoFrame)

RATE = 16_000  # samples a second, what Whisper wants
TRUNCATED_BELOW = 0.9  # a recording with less sound than this part of what it declares is cut off

# FFmpeg's name of the format: (MIME type with sound alone, with pictures)
TYPES = {
    "mp4": ("audio/mp4", "video/mp4"),
    "matroska": ("audio/webm", "video/webm"),
    "wav": ("audio/wav", "audio/wav"),
    "mp3": ("audio/mpeg", "audio/mpeg"),
    "flac": ("audio/flac", "audio/flac"),
    "ogg": ("audio/ogg", "video/ogg"),
    "aac": ("audio/aac", "audio/aac"),
    "avi": ("video/x-msvideo", "video/x-msvideo"),
}
SUFFIXES = {
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "audio/webm": ".weba",
    "video/webm": ".webm",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/flac": ".flac",
    "audio/ogg": ".oga",
    "video/ogg": ".ogv",
    "audio/aac": ".aac",
    "video/x-msvideo": ".avi",
}
MAGIC = (
    (re.compile(rb"\0...(?:ftyp|moov|mdat|wide|free|skip)", re.DOTALL), "mp4"),
    (re.compile(rb"\x1a\x45\xdf\xa3"), "matroska"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "wav"),
    (re.compile(rb"RF64....WAVE", re.DOTALL), "wav"),
    (re.compile(rb"RIFF....AVI ", re.DOTALL), "avi"),
    (re.compile(rb"fLaC\0"), "flac"),
    (re.compile(rb"OggS\0"), "ogg"),
    (re.compile(rb"ID3[\2-\4]"), "mp3"),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "aac"),
    (re.compile(rb"\xff[\xfa\xfb\xf2\xf3\xe2\xe3]"), "mp3"),
)


def container(head: bytes) -> str:
    """FFmpeg's name of the format whose files begin like this, or ""."""
    return next((name for magic, name in MAGIC if magic.match(head)), "")


@contextmanager
def opened(path: Path) -> Iterator[av.container.InputContainer]:
    """The recording at `path`. Raises `Unusable` "unknown" or "damaged"."""
    with path.open("rb") as file:
        name = container(file.read(64))
        if not name:
            raise Unusable("unknown")
        file.seek(0)
        try:
            recording = av.open(file, mode="r", format=name, metadata_errors="replace")
        except (av.error.FFmpegError, ValueError) as error:
            raise Unusable("truncated" if _cut_off(path, name) else "damaged") from error
        with recording:
            yield recording


def examine(path: Path, name: str, most_seconds: int) -> dict[str, Any]:
    """The fields of the recording's `MediaType`. Raises `Unusable`."""
    if _cut_off(path, name):
        raise Unusable("truncated")
    with opened(path) as recording:
        pictures = picture_track(recording) is not None
        sound = bool(recording.streams.audio) and _has_samples(recording)
        seconds = _duration(recording)
    if seconds > most_seconds:
        raise Unusable("too_long", hours=round(seconds / 3600, 1), limit=round(most_seconds / 3600, 1))
    return {
        "mime": TYPES[name][pictures],
        "family": "video" if pictures else "audio",
        "seconds": round(seconds, 3),
        "sound": sound,
    }


def picture_track(recording: av.container.InputContainer) -> VideoStream | None:
    """The track that is shown: the first, cover pictures apart."""
    tracks = (stream for stream in recording.streams.video if not stream.disposition & Disposition.attached_pic)
    return next(tracks, None)


def _duration(recording: av.container.InputContainer) -> float:
    """Seconds, as declared by the file or else by the last packet of sound."""
    declared = [
        float(stream.duration * stream.time_base)
        for stream in recording.streams
        if stream.duration and stream.time_base
    ]
    if recording.duration:
        declared.append(recording.duration / av.time_base)
    return max(declared, default=0.0)


def _has_samples(recording: av.container.InputContainer) -> bool:
    try:
        return any(frame.samples for frame in recording.decode(audio=0))
    except av.error.FFmpegError as error:
        raise Unusable("damaged") from error


def _cut_off(path: Path, name: str) -> bool:
    """Whether the file is shorter than its own headers say, where they say so."""
    if name == "mp4":
        return _mp4_cut_off(path)
    if name in ("wav", "avi"):
        with path.open("rb") as file:
            head = file.read(8)
        declared = int.from_bytes(head[4:8], "little")
        return declared != 0xFFFFFFFF and declared + 8 > path.stat().st_size  # The former: not known when written.
    return False


def _mp4_cut_off(path: Path) -> bool:
    """Whether an MP4 file ends before one of its outer boxes does (ISO/IEC 14496-12, 4.2), or lacks its index."""
    size, at, names = path.stat().st_size, 0, set()
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            header = file.read(16)
            length = int.from_bytes(header[:4])
            names.add(header[4:8])
            if length == 1:
                length = int.from_bytes(header[8:16])
            elif length == 0:
                return b"moov" not in names
            if length < 8:
                return True
            at += length
    return at > size or b"moov" not in names


def read_sound(name: str, most_seconds: int) -> Iterator[bytes]:
    """The first sound track as 32-bit floats, mono, `RATE` samples a second, some ten seconds at a time.

    The samples keep the recording's own time: where the track starts late or has a hole there is silence, so sample n is
    heard at n / RATE seconds. Raises `Unusable` "no_sound", "too_long", "truncated" or "damaged".
    """
    with opened(Path(name)) as recording:
        if not recording.streams.audio:
            raise Unusable("no_sound")
        declared = _duration(recording)
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        samples = 0
        piece = bytearray()
        for frame in frames(recording, recording.streams.audio[0], av.AudioFrame):
            late = int((frame.time or 0.0) * RATE) - samples
            if late > RATE // 5:
                _check_length(samples + late, most_seconds)
                samples += late
                while late > 0:  # A hole may be long: fill it bit by bit as well.
                    yield bytes(piece) + bytes(4 * min(late, 10 * RATE))
                    piece.clear()
                    late -= 10 * RATE
            for resampled in resampler.resample(frame):
                piece += bytes(resampled.planes[0])[: 4 * resampled.samples]
                samples += resampled.samples
            if len(piece) >= 4 * 10 * RATE:
                _check_length(samples, most_seconds)
                yield bytes(piece)
                piece.clear()
        for resampled in resampler.resample(None):
            piece += bytes(resampled.planes[0])[: 4 * resampled.samples]
            samples += resampled.samples
        if not samples:
            raise Unusable("no_sound")
        if samples / RATE < declared * TRUNCATED_BELOW - 5:
            raise Unusable("truncated")
        yield bytes(piece)


def frames(recording: av.container.InputContainer, track: Stream, kind: type[Frame]) -> Iterator[Frame]:
    """The frames of a sound or picture track. A packet that can't be decoded is a hole, as players treat it.

    Raises `Unusable` "damaged" where the file gives no more packets before its end: the rest would be missed unseen.
    """
    packets = recording.demux(track)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            raise Unusable("damaged") from error
        if packet is None:
            return
        try:
            decoded = packet.decode()
        except av.error.InvalidDataError:
            continue
        except av.error.FFmpegError as error:
            raise Unusable("damaged") from error
        yield from (frame for frame in decoded if isinstance(frame, kind))


def _check_length(samples: int, most_seconds: int) -> None:
    if samples > most_seconds * RATE:
        hours = round(samples / RATE / 3600, 1)
        raise Unusable("too_long", hours=hours, limit=round(most_seconds / 3600, 1))
