"""`skannet-notat.pdf`: a note that was printed, stamped and scanned. Its pages are pictures; there is no text to copy."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer

from tools.samples.blocks import SampleText, italics, read

DOTS_AN_INCH = 170
SKEW = (0.5, -0.8, 0.3)  # degrees, page by page: nobody lays paper quite straight
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=12.5, leading=18, spaceAfter=9)
HEADING = ParagraphStyle("heading", BODY, fontName="Times-Bold", fontSize=14, spaceBefore=8, spaceAfter=5)
TITLE = ParagraphStyle("title", BODY, fontName="Times-Bold", fontSize=18, leading=24, spaceAfter=14)


def build(target: Path) -> None:
    """Write the scanned note to `target`."""
    with pypdfium2.PdfDocument(_printed(read("skannet-notat.md"))) as printed:
        pictures = [
            _scanned(page.render(scale=DOTS_AN_INCH / 72, grayscale=True).to_pil(), number)
            for number, page in enumerate(printed)
        ]
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setCreator("Scanner")
    for picture in pictures:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()
    canvas.save()


def _printed(text: SampleText) -> io.BytesIO:
    head = text.head
    lines = [("Dato", "date"), ("Sted", "place"), ("Fra", "from"), ("Til", "to"), ("Gjelder", "subject")]
    story: list[Flowable] = [Paragraph(head["title"], TITLE)]
    story += [Paragraph(f"<b>{label}:</b> {head[name]}", BODY) for label, name in lines]
    story.append(Spacer(1, 8))
    for block in text.blocks:
        if block.kind == "list":
            story += [Paragraph(f"– {italics(item)}", BODY) for (item,) in block.rows]
        else:
            story.append(Paragraph(italics(block.text), HEADING if block.kind == "h1" else BODY))
    target = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 2.6 * cm)
    SimpleDocTemplate(target, pagesize=A4, invariant=1, **margins).build(story, onFirstPage=_stamp)
    target.seek(0)
    return target


def _stamp(canvas: Canvas, _document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.translate(15.2 * cm, 24.2 * cm)
    canvas.rotate(-8)
    canvas.setStrokeGray(0.45)
    canvas.setFillGray(0.45)
    canvas.setLineWidth(2)
    canvas.rect(0, 0, 4.2 * cm, 1.5 * cm)
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawCentredString(2.1 * cm, 0.9 * cm, "MOTTATT")
    canvas.drawCentredString(2.1 * cm, 0.35 * cm, "15 SEP 2021")
    canvas.restoreState()


def _scanned(page: Image.Image, number: int) -> io.BytesIO:
    """The page as a scanner saw it, as a JPEG: askew, a little soft, grey paper, a shadow along the edge, noise."""
    turned = page.rotate(SKEW[number % len(SKEW)], Image.Resampling.BICUBIC, fillcolor=255)
    light = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    shadow = 26 * np.exp(-np.arange(light.shape[1]) / 40)
    noise = np.random.default_rng(number).normal(0, 3.5, light.shape)
    dimmed = np.clip(light * 0.9 + 14 - shadow + noise, 0, 255).astype(np.uint8)
    packed = io.BytesIO()
    Image.fromarray(dimmed).save(packed, "JPEG", quality=55)
    packed.seek(0)
    return packed
