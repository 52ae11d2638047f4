"""Videos of slides, made for the tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 540)
FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def draw_slide(*lines: str) -> Image.Image:
    """A white slide with the lines in large black letters; the first begins at 80, 80 pixels."""
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((80, 80 + 90 * number), line, font=ImageFont.truetype(FONT, 40), fill="black")
    return picture


def make_film(
    path: Path,
    shown: Sequence[tuple[Image.Image, float]],
    *,
    rate: int = 5,
    restless: bool = False,
    preset: str = "ultrafast",
    **options: Any,
) -> Path:
    """Each picture for so many seconds, as H.264 without sound. `restless`: a corner of it changes all the time.

    A `preset` slower than the fastest makes pictures that lean on later ones, which a decoder holds back until the end.
    """
    noise = np.random.default_rng(1)
    with av.open(path, "w", **options) as result:
        track: Any = result.add_stream("libx264", rate=rate, options={"preset": preset, "crf": "20"})
        track.width, track.height, track.pix_fmt = *SIZE, "yuv420p"
        for picture, seconds in shown:
            for _ in range(round(seconds * rate)):
                pixels = np.array(picture)
                if restless:
                    pixels[-120:, -160:] = noise.integers(0, 255, (6, 8, 3)).repeat(20, 0).repeat(20, 1)
                result.mux(track.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        result.mux(track.encode(None))
    return path
