"""Documents that are read, printed and kept: A4 pages (PDF) of paragraphs, in letters that have everyone's name."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from archive.fonts import LETTERS


def style(size: float, leading: float, **more: Any) -> ParagraphStyle:
    """How a paragraph looks; sizes in points, `more` as ReportLab's `ParagraphStyle` has it."""
    return ParagraphStyle("", fontName="Letters", fontSize=size, leading=leading, **more)


def paragraph(text: str, look: ParagraphStyle) -> Paragraph:
    """`text` as it stands, whatever characters are in it."""
    _register()
    return Paragraph(escape(text), look)


def pdf_of(story: list[Flowable], *, title: str, language: str) -> bytes:
    """A document of `story`; screen readers are told its `title` and `language`."""
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content, pagesize=A4, leftMargin=22 * mm, rightMargin=22 * mm, title=title, author="Samling", lang=language
    )
    document.build(story)
    return content.getvalue()


@cache
def _register() -> None:
    pdfmetrics.registerFont(TTFont("Letters", str(LETTERS)))
