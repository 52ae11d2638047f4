"""Telling people what is new in the searches they keep: only what each may read when the mail is made."""

from __future__ import annotations

import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from archive import daily
from archive.citing.records import address_of
from archive.models import Release
from archive.models.releases import tokens_of
from people.models import User
from search import results
from search.models import Pending, SavedSearch
from search.query import MOST_A_PAGE
from search.service import search

SETTLED = datetime.timedelta(minutes=5)
"""What was released less than this ago waits for the next mail: its transaction may not have ended yet."""
SHOWN = 20
"""Items named in one mail."""

_SALT = "search.saved.stop"


class IndexBehindError(Exception):
    """The search can't tell everything now; ask again later."""


def due(now: datetime.datetime) -> list[int]:
    """The kept searches whose day has come, of people who have access."""
    Frequency = SavedSearch.Frequency  # noqa: N806 - a class.
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    came = Q(frequency=Frequency.DAILY, looked_until__lt=today) | Q(
        frequency=Frequency.WEEKLY, looked_until__lt=today - datetime.timedelta(days=6)
    )
    return list(SavedSearch.objects.filter(came, user__is_active=True).order_by("pk").values_list("pk", flat=True))


@daily.job
def tell_news() -> None:
    from search.tasks import mail_news

    for key in due(timezone.now()):
        mail_news.enqueue(key)


@transaction.atomic
def mail(key: int) -> None:
    """Mail what is new in a kept search, if anything is, once. Raises `IndexBehindError`, or `OSError` where mail can't be sent."""
    kept = SavedSearch.objects.select_for_update().select_related("user").filter(pk=key).first()
    now = timezone.now()
    if kept is None or key not in due(now):
        return
    until = now - SETTLED
    found = news(kept, until)
    if found:
        _message(kept, found).send()
    SavedSearch.objects.filter(pk=key).update(looked_until=until)


def news(kept: SavedSearch, until: datetime.datetime) -> list[Release]:
    """What the person finds now and could not read when they were told last; newest first."""
    parameters = QueryDict(kept.query)
    new: list[Release] = []
    page = 1
    while True:
        found = search(
            parameters.get("q", ""),
            kept.user,
            filters=results.narrowing(parameters),
            sort="newest",
            page=page,
            size=MOST_A_PAGE,
        )
        if not found.available or Pending.objects.exists():
            raise IndexBehindError
        releases = [hit.release for hit in found.hits]
        new += [release for release in releases if kept.looked_until < release.released_at <= until]
        if page * MOST_A_PAGE >= found.total or releases[-1].released_at <= kept.looked_until:
            return _not_known_before(new, kept)
        page += 1


def _not_known_before(releases: list[Release], kept: SavedSearch) -> list[Release]:
    """Without those that the person could read before: an item that is released anew is no news."""
    earlier = Release.objects.filter(
        item__in=[release.item_id for release in releases],
        token__in=tokens_of(kept.user),
        released_at__lte=kept.looked_until,
    )
    known = set(earlier.values_list("item_id", flat=True))
    return [release for release in releases if release.item_id not in known]


def _message(kept: SavedSearch, releases: list[Release]) -> EmailMessage:
    user: User = kept.user
    stop = stop_address(kept)
    with translation.override(user.language):
        subject = ngettext("New in Samling: one item", "New in Samling: %(count)d items", len(releases))
        context = {
            "user": user,
            "kept": kept,
            "items": [(release.rendition.title, address_of(release.item)) for release in releases[:SHOWN]],
            "more": max(len(releases) - SHOWN, 0),
            "all": urljoin(settings.BASE_URL, kept.url),
            "stop": stop,
        }
        body = render_to_string("search/news.txt", context)
    headers = {
        "Content-Language": user.language,
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return EmailMessage(subject % {"count": len(releases)}, body, None, [user.email], headers=headers)


def stop_address(kept: SavedSearch) -> str:
    """The address that stops these mails, for whoever has it; it can do nothing else."""
    token = signing.dumps(kept.pk, salt=_SALT)
    return urljoin(settings.BASE_URL, reverse("stop_saved_search", args=[token]))


def stopped_by(token: str) -> int | None:
    """The key of the kept search that an address stops; None if the address was not made here."""
    try:
        key: int = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return key
