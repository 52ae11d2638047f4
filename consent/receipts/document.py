"""A receipt as a page that a person can read, print and keep (PDF, A4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from archive.models import Audience
from archive.templatetags.samling import clock
from consent import paper
from consent.paper import paragraph, style
from consent.receipts import record as records

_TITLE = style(18, 24, spaceAfter=6 * mm)
_TEXT = style(10.5, 15, spaceAfter=3 * mm)
_SMALL = style(8, 11, textColor="#555555")


def pdf_of(record: dict[str, Any]) -> bytes:
    """The receipt `record` (`records.verify` gives it) in the language in which its notice was read."""
    notice = record["privacy_notice"]["text"].split("\n")
    with translation.override(record["language"]):
        story: list[Flowable] = [
            paragraph(_("Receipt for your answer"), _TITLE),
            *(paragraph(line, _TEXT) for line in lines_of(record)),
            Spacer(1, 4 * mm),
            paragraph(_("What you were asked"), _TEXT),
            *(paragraph(part, _SMALL) for part in notice if part.strip()),
            Spacer(1, 4 * mm),
            *(paragraph(line, _SMALL) for line in _proof(record)),
        ]
        return paper.pdf_of(story, title=_("Receipt"), language=record["language"])


def lines_of(record: dict[str, Any], *, titled: bool = True) -> list[str]:
    """What a receipt says, in sentences, in the active language; the work by its number alone if not `titled`."""
    archive, controller = record["archive"], record["pii_controllers"][0]
    at = timezone.localtime(datetime.fromisoformat(record["event"]["time"]))
    found = [
        _("%(name)s, about work number %(number)s.") % {"name": record["party"][0]["name"], "number": archive["item"]},
        *([_("Title: %(title)s") % {"title": archive["title"]}] if titled and archive["title"] else []),
        _("Answered on %(date)s: %(answer)s.")
        % {"date": date_format(at, "DATETIME_FORMAT"), "answer": _answer(record["event"]["state"])},
    ]
    if archive["audience"]:
        found.append(_("Who may read it: %(audience)s.") % {"audience": Audience(archive["audience"]).label})
        found += [f"{purpose}: {_('yes') if agreed else _('no')}." for purpose, agreed in records.purposes_of(record)]
        found.append(_("The name is shown.") if archive["name_shown"] else _("The name is not shown."))
        if archive["not_before"]:
            date = datetime.fromisoformat(archive["not_before"]).date()
            found.append(_("Not before %(date)s.") % {"date": date_format(date)})
        if archive.get("silent"):
            times = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in archive["silent"])
            found.append(_("Silent at your wish: %(times)s.") % {"times": times})
        found.append(
            _("It holds until it is withdrawn. You withdraw with one click here: %(address)s")
            % {"address": record["withdrawal_method"]}
        )
    found.append(
        _("Responsible: %(name)s, %(contact)s.") % {"name": controller["name"], "contact": controller["contact"]}
    )
    return found


def _answer(state: str) -> str:
    return {
        "consent given": _("yes"),
        "consent refused": _("no"),
        "consent withdrawn": _("withdrawn"),
    }[state]


def _proof(record: dict[str, Any]) -> list[str]:
    place = record["archive"]["ledger"]
    found = [
        _("Receipt %(number)s.") % {"number": record["record_id"]},
        _("Version of the work: %(digest)s.") % {"digest": record["archive"]["version"]},
        _("The file that came with this page proves it. Verify it here: %(address)s")
        % {"address": settings.BASE_URL + reverse("consent:verify")},
    ]
    if place:
        found.append(_("Entry %(number)s of the ledger, %(hash)s.") % {"number": place["entry"], "hash": place["hash"]})
    return found
