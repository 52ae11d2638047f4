"""Writing the texts that people consent to, and taking a version into use."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Rendition
from consent import decisions, ledger
from consent.models import Decision, Notice
from people.models import User


class InUse(Exception):
    """A notice that is in use stays as it is. `str()` tells the person what to do."""

    def __init__(self) -> None:
        super().__init__(_("This version is in use, so it stays as it is. Copy it to write a new version."))


def next_version() -> int:
    return (Notice.objects.aggregate(newest=Max("version"))["newest"] or 0) + 1


@transaction.atomic
def take_into_use(notice: Notice, *, by: User | None) -> int:
    """Ask with `notice` from now on; return how many people are asked again: those who said yes to other purposes.

    What they agreed to holds until they answer. Raises `InUse` if it is in use already.
    """
    if notice.used_from is not None:
        raise InUse
    notice.used_from = timezone.now()
    notice.save(update_fields=["used_from"])
    ledger.append("notice_used", by=by, details={"version": notice.version, "purposes": notice.purposes})
    asked = (decisions.ask(rendition) for rendition in _answered_renditions())
    return sum(len(requests) for requests in asked)


def _answered_renditions() -> list[Rendition]:
    """The current renditions of all items that somebody said yes to."""
    items = Decision.objects.filter(answer=Decision.Answer.GRANTED).values("contributor__item")
    newest = Rendition.objects.filter(item__in=items).values("item").annotate(newest=Max("pk")).values("newest")
    return list(Rendition.objects.filter(pk__in=newest).select_related("item"))
