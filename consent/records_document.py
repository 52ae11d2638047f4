"""The records of processing as a PDF, in the active language."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from consent import records
from consent.paper import paragraph, pdf_of, style

_TITLE = style(18, 24, spaceAfter=4 * mm)
_HEADING = style(12, 16, spaceBefore=6 * mm, spaceAfter=2 * mm)
_TEXT = style(9, 12)
_SMALL = style(9, 12, textColor="#555555", spaceAfter=2 * mm)
_WIDTHS = (78 * mm, 88 * mm)
_LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#cccccc"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]
)


def pdf() -> bytes:
    title = _("Records of processing activities")
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    story: list[Flowable] = [
        paragraph(title, _TITLE),
        paragraph(_("Made by the system itself from its settings and counts, %(date)s.") % {"date": at}, _SMALL),
        paragraph(
            _("Rows with * are sentences that %(controller)s has to confirm.")
            % {"controller": settings.SAMLING["CONTROLLER"]["name"]},
            _SMALL,
        ),
    ]
    for part in records.parts():
        rows = [
            [
                paragraph(f"{str(fact.label)[:1].upper()}{str(fact.label)[1:]}{' *' if fact.policy else ''}", _TEXT),
                paragraph(records.in_words(fact), _TEXT),
            ]
            for fact in part.facts
        ]
        story += [paragraph(part.title, _HEADING), Table(rows, colWidths=_WIDTHS, style=_LINES, hAlign="LEFT")]
    return pdf_of(story, title=title, language=get_language() or "nb")
