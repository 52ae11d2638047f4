"""What the pages in these tests show: a thesis of three pages, a short recording, a PDF to send."""

from __future__ import annotations

import io
from collections.abc import Sequence

import av
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

PAGES = [
    "Lederen bygger tillit gjennom små beslutninger.",
    "Tjenestene ble bedre der teamene møttes fast hver uke.",
    "Tilliten vokste da kontrollen ble mindre.",
]
LINES = [(0.0, 3.0, "Velkommen til samlingen."), (3.0, 6.0, "I dag handler det om endring."), (6.0, 9.5, "Takk.")]


def picture() -> bytes:
    paper = Image.new("RGB", (420, 594), "white")
    ImageDraw.Draw(paper).rectangle((42, 60, 380, 72), fill="black")
    content = io.BytesIO()
    paper.save(content, "webp")
    return content.getvalue()


def video(seconds: int = 10) -> bytes:
    content = io.BytesIO()
    with av.open(content, "w", format="webm") as container:
        stream = container.add_stream("vp8", rate=4)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.options = {"g": "4"}
        for number in range(4 * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 90), (number * 6, 90, 140)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return content.getvalue()


def captions() -> bytes:
    cues = [f"00:{start:06.3f} --> 00:{end:06.3f}\n{text}" for start, end, text in LINES]
    return "\n\n".join(["WEBVTT", *cues]).encode()


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with `pages`, each a list of lines; the first line of the first page is set large, as a title is."""
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=A4)
    for number, lines in enumerate(pages):
        for at, line in enumerate(lines):
            canvas.setFont("Helvetica", 22 if number == at == 0 else 12)
            canvas.drawString(72, 760 - 26 * at, line)
        canvas.showPage()
    canvas.save()
    return content.getvalue()
