"""The records of processing as a PDF, in the active language."""

from __future__ import annotations

import io
from html import escape

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from archive.fonts import LETTERS
from consent import records

_FONT = "Records"
_TITLE = ParagraphStyle("title", fontName=_FONT, fontSize=18, leading=24, spaceAfter=4 * mm)
_HEADING = ParagraphStyle("heading", fontName=_FONT, fontSize=12, leading=16, spaceBefore=6 * mm, spaceAfter=2 * mm)
_TEXT = ParagraphStyle("text", fontName=_FONT, fontSize=9, leading=12)
_SMALL = ParagraphStyle("small", parent=_TEXT, textColor="#555555", spaceAfter=2 * mm)
_WIDTHS = (78 * mm, 88 * mm)
_LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#cccccc"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
)


def pdf() -> bytes:
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FONT, str(LETTERS)))
    title = _("Records of processing activities")
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content,
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        title=title,
        author="Samling",
        lang=get_language(),
    )
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    story = [
        _paragraph(title, _TITLE),
        _paragraph(_("Made by the system itself from its settings and counts, %(date)s.") % {"date": at}, _SMALL),
        _paragraph(
            _("Rows with * are sentences that %(controller)s has to confirm.")
            % {"controller": settings.SAMLING["CONTROLLER"]["name"]},
            _SMALL,
        ),
    ]
    for part in records.parts():
        rows = [
            [
                _paragraph(f"{str(fact.label)[:1].upper()}{str(fact.label)[1:]}{' *' if fact.policy else ''}", _TEXT),
                _paragraph(records.in_words(fact), _TEXT),
            ]
            for fact in part.facts
        ]
        story += [_paragraph(part.title, _HEADING), Table(rows, colWidths=_WIDTHS, style=_LINES, hAlign="LEFT")]
    document.build(story)
    return content.getvalue()


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)
