"""Mailing the ledger's head, daily, to people who can't change the database: later it shows that nothing was rewritten."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import daily
from consent import ledger


@daily.job
def mail_anchor() -> None:
    """One mail to each of `SAMLING_ANCHOR_MAIL`; `manage.py verify_ledger --anchors` reads it as it was saved."""
    head = ledger.head()
    if not settings.SAMLING["ANCHOR_MAIL"] or not head.number:
        return
    body = _("The ledger's newest entry on %(day)s: its number and hash. Keep this mail.") % {
        "day": timezone.localdate().isoformat()
    }
    send_mail(_("Anchor of the ledger"), f"{body}\n\n{head}\n", None, settings.SAMLING["ANCHOR_MAIL"])
