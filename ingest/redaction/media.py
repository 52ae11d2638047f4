"""Makes the recording that readers get: silent where redacted words are spoken, black where they are seen.

The sound is always encoded anew, as AAC; pictures are copied where nothing is covered and every browser plays them (H.264,
4:2:0, nothing cut away by a list of edits, which would come along), and encoded anew otherwise. Only the first picture
track and the first sound track come along, the ones that extraction has heard: metadata, chapters, subtitles, data, other
tracks and cover pictures don't, nor do H.264's SEI messages, which can carry captions.
"""

import math
import os
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
import av.container
import av.error
import numpy as np
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.video.stream import VideoStream
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from ingest.exceptions import Refused
from ingest.extraction.media import opened, picture_track
from ingest.extraction.slides import upright
from ingest.redaction.covers import Cover, fill
from ingest.redaction.stretches import Stretch, joined

FADE = 0.02  # seconds in which the sound fades out before a stretch and in after it
WINDOW = 2048  # samples that AAC codes together; beside a stretch as many are silenced, or noise would seep in
LARGEST_HOLE = 0.2  # seconds that the sound may lag behind the clock before extraction counts them
HEARD = 1e-3  # of full scale, -60 dB
RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
TALLEST = 720  # pixels, of pictures encoded anew

Packet: TypeAlias = "av.Packet[Any]"
Samples = NDArray[Any]  # 32-bit floats, channels × samples


def redact_media(
    source: Path,
    target: Path,
    stretches: Sequence[Stretch],
    covers: Sequence[Cover] = (),
    *,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write `source` as MP4 with the `stretches` silenced and the `covers` filled (both padded); as long as it was, index first.

    Works through the file packet by packet; `progress` gets the part done, 0 to 1. The same input gives the same bytes.
    Raises `Refused` or `Unusable` for a file without sound and pictures or one that can't be decoded. `target` is written
    as a whole or not at all.
    """
    part = target.with_name(target.name + ".part")
    try:
        with opened(source) as recording, av.open(part, "w", format="mp4", options=MUXER) as result:
            run = _Copying(recording, result, joined(stretches), covers, anew=bool(covers) or is_trimmed(source))
            run.run(progress or (lambda _done: None))
        os.replace(part, target)
    except av.error.FFmpegError as error:
        raise Refused(_("The recording can't be converted. Send it again, saved as MP4.")) from error
    finally:
        part.unlink(missing_ok=True)


MUXER = {"movflags": "+faststart", "fflags": "+bitexact"}


def is_trimmed(source: Path) -> bool:
    """Whether the file holds pictures that aren't shown, because a list of edits (ISO/IEC 14496-12, 8.6.6) leaves them out."""
    with opened(source) as recording:
        stream = picture_track(recording)
        return stream is not None and any(packet.is_discard for packet in recording.demux(stream))


class _Copying:
    """One run of `redact_media`."""

    def __init__(
        self,
        recording: av.container.InputContainer,
        result: av.container.OutputContainer,
        stretches: list[Stretch],
        covers: Sequence[Cover],
        *,
        anew: bool,
    ) -> None:
        self.recording = recording
        self.result = result
        self.covers = covers
        self.anew = anew
        self.pictures = picture_track(recording)
        self.sound = next(iter(recording.streams.audio), None)
        if self.pictures is None and self.sound is None:
            raise Refused(_("The recording has neither sound nor pictures. Send another file."))
        self.show = self._picture_track(self.pictures) if self.pictures else None
        self.track = _SoundTrack(self.sound, result, stretches) if self.sound else None

    def _picture_track(self, stream: VideoStream) -> "_CopiedPictures | _EncodedPictures":
        plain = stream.codec_context.name == "h264" and stream.codec_context.pix_fmt == "yuv420p"
        boxed = any(name in self.recording.format.name for name in ("mp4", "matroska"))
        if plain and boxed and not self.anew:
            return _CopiedPictures(stream, self.result)
        return _EncodedPictures(stream, self.result, self.covers)

    def run(self, progress: Callable[[float], None]) -> None:
        length = (self.recording.duration or 0) / av.time_base
        for packet in self.recording.demux([stream for stream in (self.pictures, self.sound) if stream]):
            track = self.show if packet.stream is self.pictures else self.track
            if track is not None and packet.size:
                track.take(packet)
            if length and packet.pts is not None and packet.time_base:
                progress(min(1.0, float(packet.pts * packet.time_base) / length))
        for track in (self.show, self.track):
            if track is not None:
                track.finish()
        progress(1.0)


class _CopiedPictures:
    """Pictures that browsers play as they are: only what draws them, no messages beside (ITU-T H.264, 7.4.1)."""

    def __init__(self, stream: VideoStream, result: av.container.OutputContainer) -> None:
        self.result = result
        self.stream = result.add_stream_from_template(stream)
        self.stream.metadata.clear()
        self.filter = BitStreamFilterContext("filter_units=pass_types=1-5|7|8", stream, self.stream)

    def take(self, packet: Packet) -> None:
        if packet.dts is not None:
            self._put(self.filter.filter(packet))

    def finish(self) -> None:
        self._put(self.filter.filter(None))

    def _put(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            packet.stream = self.stream
            self.result.mux(packet)


class _EncodedPictures:
    """Pictures encoded anew as H.264, upright, covered, and at most `TALLEST` pixels high."""

    def __init__(self, stream: VideoStream, result: av.container.OutputContainer, covers: Sequence[Cover]) -> None:
        self.result = result
        self.covers = covers
        self.source = stream
        self.stream: VideoStream | None = None

    def take(self, packet: Packet) -> None:
        for frame in _decoded(packet):
            if isinstance(frame, av.VideoFrame):
                self._encode(frame)

    def finish(self) -> None:
        self.take(_end(self.source))
        if self.stream is not None:
            self.result.mux(self.stream.encode(None))

    def _encode(self, frame: av.VideoFrame) -> None:
        pixels = upright(frame)
        fill(pixels, self.covers, frame.time)
        turned = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        if self.stream is None:
            self.stream = self._opened(turned, frame.time_base)
        shown = turned.reformat(self.stream.width, self.stream.height, "yuv420p")
        shown.pts, shown.time_base = frame.pts, frame.time_base
        self.result.mux(self.stream.encode(shown))

    def _opened(self, frame: av.VideoFrame, time_base: Fraction | None) -> VideoStream:
        scale = min(1.0, TALLEST / frame.height)
        options = {"preset": "veryfast", "crf": "23"}
        stream: VideoStream = self.result.add_stream("libx264", rate=self.source.average_rate or 25, options=options)
        stream.width, stream.height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 2  # The number of threads shows in the result.
        if time_base is not None:
            stream.codec_context.time_base = time_base
        return stream


class _SoundTrack:
    """The sound, silenced and encoded; it keeps the recording's clock, holes filled with silence."""

    def __init__(self, stream: AudioStream, result: av.container.OutputContainer, stretches: Sequence[Stretch]) -> None:
        context = stream.codec_context
        self.result = result
        self.source = stream
        self.rate = min(RATES, key=lambda rate: (abs(rate - context.sample_rate), rate))
        self.layout = "mono" if context.channels == 1 else "stereo"
        self.resampler = av.AudioResampler(format="fltp", layout=self.layout, rate=self.rate)
        bits = 64_000 if self.layout == "mono" else 128_000
        self.stream: Any = result.add_stream("aac", rate=self.rate, layout=self.layout, bit_rate=bits)
        self.stream.codec_context.flags |= av.codec.context.Flags.bitexact
        self.stretches = [(start - WINDOW / self.rate, end + WINDOW / self.rate) for start, end in stretches]
        self.written = 0  # samples
        self.heard = 0.0  # seconds, as extraction counts them

    def take(self, packet: Packet) -> None:
        for frame in _decoded(packet):
            if isinstance(frame, av.AudioFrame):
                self._place(frame)

    def finish(self) -> None:
        self.take(_end(self.source))
        for frame in self.resampler.resample(None):
            self._write(self._silenced(frame.to_ndarray(), (self.written / self.rate, self.heard)))
        self.result.mux(self.stream.encode(None))

    def _place(self, frame: av.AudioFrame) -> None:
        """Put the frame where the recording's clock says; silence what either clock says is redacted."""
        time = frame.time if frame.time is not None else self.written / self.rate
        if time - self.heard > LARGEST_HOLE:
            self.heard = time
        for resampled in self.resampler.resample(frame):
            samples = self._silenced(resampled.to_ndarray(), (time, self.heard))
            length = samples.shape[1]
            missing = round(time * self.rate) - self.written
            if abs(missing) > self.rate // 20:
                self._fill(missing)
                samples = samples[:, max(0, -missing) :]
            self._write(samples)
            time += length / self.rate
            self.heard += length / self.rate

    def _silenced(self, samples: Samples, clocks: tuple[float, float]) -> Samples:
        length = samples.shape[1] / self.rate
        for clock in clocks:
            for start, end in self.stretches:
                if start - FADE < clock + length and clock < end + FADE:
                    times = clock + np.arange(samples.shape[1]) / self.rate
                    outside = np.maximum(start - times, times - end)  # seconds from the stretch, negative within
                    samples *= np.clip(outside / FADE, 0, 1).astype(samples.dtype)
        return samples

    def _fill(self, missing: int) -> None:
        while missing > 0:  # A hole may be long: fill it bit by bit.
            piece = min(missing, self.rate)
            self._write(np.zeros((len(self.stream.layout.channels), piece), np.float32))
            missing -= piece

    def _write(self, samples: Samples) -> None:
        if not samples.shape[1]:
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=self.layout)
        frame.sample_rate, frame.time_base = self.rate, Fraction(1, self.rate)
        frame.pts = self.written
        self.written += samples.shape[1]
        self.result.mux(self.stream.encode(frame))


def _decoded(packet: Packet) -> Sequence[Any]:
    """The packet's frames. One that can't be decoded is a hole, as players treat it."""
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        return []


def _end(stream: AudioStream | VideoStream) -> Packet:
    """The empty packet for which a decoder gives what it still holds, with the stream's clock (`decode(None)` leaves it out)."""
    packet = av.Packet()
    packet.stream = stream
    if stream.time_base is not None:
        packet.time_base = stream.time_base
    return packet


def silent(target: Path, stretches: Sequence[Stretch]) -> bool:
    """Whether nothing is heard in `target` during the stretches: its sound is decoded and measured. No sound is silent."""
    wanted = joined(stretches)
    with opened(target) as recording:
        if not recording.streams.audio:
            return True
        return all(peak < HEARD for peak in _peaks(recording, wanted))


def _peaks(recording: av.container.InputContainer, stretches: Sequence[Stretch]) -> Iterator[float]:
    """The loudest sample of every frame's part that lies in one of the stretches."""
    resampler = av.AudioResampler(format="fltp")
    for frame in recording.decode(audio=0):
        for resampled in resampler.resample(frame):
            samples = resampled.to_ndarray()
            begin = frame.time or 0.0
            for start, end in stretches:
                first = max(0, math.floor((start - begin) * frame.sample_rate))
                last = min(samples.shape[1], math.ceil((end - begin) * frame.sample_rate))
                if first < last:
                    yield float(np.abs(samples[:, first:last]).max())
