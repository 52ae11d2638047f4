"""Pictures made for the tests, and pages with them."""

from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

PORTRAIT = Path(__file__).resolve().parents[2] / "pictures" / "astronaut.jpg"
TEXT = "Innovasjon i omsorgstjenesten krever at lederen lytter til alle."


def portrait() -> Image.Image:
    """A face, in the middle of the picture."""
    return Image.open(PORTRAIT).convert("RGB")


def screen(lines: list[str], size=(1000, 400)) -> Image.Image:
    """A picture of a screen with those lines on it."""
    picture = Image.new("RGB", size, "#f4f6fa")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, size[0], 50), fill="#00507a")
    for number, line in enumerate(lines):
        drawing.text((40, 90 + 70 * number), line, fill="#222", font=_font(28))
    return picture


def boxes(words: list[str]) -> Image.Image:
    """A diagram: each word in a frame of its own, joined by lines."""
    picture = Image.new("RGB", (300 * len(words), 300), "white")
    drawing = ImageDraw.Draw(picture)
    drawing.line((0, 20, picture.width, 20), fill="#333", width=3)
    for number, word in enumerate(words):
        left = 300 * number + 20
        drawing.line((left + 120, 20, left + 120, 120), fill="#333", width=3)
        drawing.rounded_rectangle((left, 120, left + 250, 220), 20, fill="#cfe8d8", outline="#333", width=3)
        drawing.text((left + 25, 150), word, fill="black", font=_font(30))
    return picture


def make_page(path: Path, *placed: tuple[Image.Image, tuple[float, float, float, float]], lines=12, pages=1) -> Path:
    """Pages of live text with pictures on each: (picture, (left, bottom, width, height) in points)."""
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    for _page in range(pages):
        for number in range(lines):
            canvas.drawString(72, 780 - 18 * number, TEXT)
        for picture, place in placed:
            canvas.drawImage(ImageReader(picture), *place)
        canvas.showPage()
    canvas.save()
    return path


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(reportlab.__file__).with_name("fonts") / "Vera.ttf", size)
