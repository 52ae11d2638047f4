"""The recordings: the lecture as video with the teacher's captions, the guest lecture as sound only."""

import shutil
from pathlib import Path

import av
import numpy as np
import reportlab
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageDraw, ImageFont

from tools.samples.blocks import read
from tools.samples.script import Slide, Spoken, by_voice, slides, sound, spoken

LECTURE = "forelesning-endring"
GUEST_LECTURE = "guest-lecture"
SIZE = (1280, 720)
FRAMES_A_SECOND = 1
BACKGROUND, INK, ACCENT, FAINT = (250, 248, 243), (28, 40, 51), (0, 98, 112), (120, 128, 134)
FONTS = Path(reportlab.__file__).parent / "fonts"


def build_lecture(target: Path) -> None:
    """The lecture: slides that change when the lecturer goes on, and the two voices."""
    text = read(f"{LECTURE}.md")
    shown = slides(text)
    footer = f"{by_voice(text, 'names')['BAKKE']} · {text.head['date']}"
    pictures = [slide_picture(slide, number, len(shown), footer) for number, slide in enumerate(shown, start=1)]
    with (
        av.open(sound(LECTURE)) as source,
        av.open(target, "w", format="mp4", options=BITEXACT_MP4 | {"movflags": "+faststart"}) as container,
    ):
        voice = source.streams.audio[0]
        video = film(container)
        audio = container.add_stream_from_template(voice)
        show(container, video, [pictures[slide] for slide in _slide_each_second(spoken(LECTURE), len(pictures))])
        for packet in source.demux(voice):
            if packet.dts is not None:
                packet.stream = audio
                container.mux(packet)


def film(container: OutputContainer) -> VideoStream:
    """A new H.264 track for slides."""
    video = container.add_stream("libx264", rate=FRAMES_A_SECOND, options=X264)
    video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
    return video


def show(container: OutputContainer, video: VideoStream, pictures: list[Image.Image]) -> None:
    """Write the pictures to the track, one a frame."""
    frames = {id(picture): _frame(picture) for picture in pictures}
    for number, picture in enumerate(pictures):
        frame = frames[id(picture)]
        frame.pts = number
        container.mux(video.encode(frame))
    container.mux(video.encode(None))


def _frame(picture: Image.Image) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24").reformat(format="yuv420p")


BITEXACT_MP4 = {"fflags": "+bitexact"}
X264 = {"preset": "veryfast", "tune": "stillimage", "crf": "26", "threads": "1", "flags": "+bitexact", "g": "30"}


def build_captions(target: Path) -> None:
    """The teacher's own captions, a cue a sentence, as WebVTT with the speakers named."""
    names = by_voice(read(f"{LECTURE}.md"), "names")
    cues = [
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n<v {names[cue.sentence.voice]}>{_lines(cue.sentence.text)}"
        for number, cue in enumerate(spoken(LECTURE), start=1)
    ]
    target.write_text("WEBVTT\nLanguage: nb\n\n" + "\n\n".join(cues) + "\n", encoding="utf-8")


def build_guest_lecture(target: Path) -> None:
    """The guest lecture, as it was spoken."""
    shutil.copyfile(sound(GUEST_LECTURE), target)


def _slide_each_second(said: list[Spoken], count: int) -> list[int]:
    """The slide shown in each second; it comes up a moment before its first sentence."""
    begins = [min(s.start for s in said if s.sentence.slide == slide) - 0.6 for slide in range(count)]
    seconds = int(said[-1].end) + 1
    return [max(sum(begin <= second for begin in begins) - 1, 0) for second in range(seconds)]


def slide_picture(slide: Slide, number: int, of: int, footer: str) -> Image.Image:
    """A slide drawn at 1280 × 720."""
    picture = Image.new("RGB", SIZE, BACKGROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=ACCENT)
    draw.multiline_text((90, 80), _wrapped(slide.heading, 34), font=_font("VeraBd", 50), fill=INK, spacing=14)
    top = 100 + 74 * (_wrapped(slide.heading, 34).count("\n") + 1)
    for point in slide.points:
        draw.ellipse((94, top + 52, 106, top + 64), fill=ACCENT)
        draw.multiline_text((130, top + 36), _wrapped(point, 54), font=_font("Vera", 34), fill=INK, spacing=10)
        top += 84 + 44 * _wrapped(point, 54).count("\n")
    draw.text((90, 664), footer, font=_font("Vera", 20), fill=FAINT)
    draw.text((1190, 664), f"{number}/{of}", font=_font("Vera", 20), fill=FAINT, anchor="ra")
    return picture


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


def _wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _lines(text: str) -> str:
    """A caption's text in lines of even length, of at most some 42 characters (a common rule for subtitles)."""
    count = -(-len(text) // 42)
    return _wrapped(text, len(text) // count + 8) if count > 1 else text


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest / 1000:06.3f}"
