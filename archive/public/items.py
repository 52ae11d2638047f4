"""Which items the public may see, and which it could see before."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, DateTimeField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from wagtail.models import PageLogEntry

from archive.models import Audience, ItemPage, Release
from archive.models.releases import ReleaseQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Told(TypedDict):
        is_visible: bool
        changed_at: datetime.datetime

    Told = WithAnnotations[Release, _Told]
    """A release with what `ever_visible` adds."""


def visible() -> ReleaseQuerySet:
    """What everyone may read now, with all that is told of it."""
    return Release.objects.visible_to(AnonymousUser()).with_citation()


def ever_visible() -> QuerySet[Told]:
    """The last public release of each item that ever had one, whether it still holds or not.

    `is_visible` says whether it does, and `changed_at` since when it is so: released, published or unpublished by an editor, or
    ended.
    """
    public = Release.objects.filter(token=Audience.PUBLIC.value, released_at__lte=timezone.now())
    last = public.values("item").annotate(last=Max("pk")).values("last")
    taken_off = PageLogEntry.objects.filter(page=OuterRef("item"), action="wagtail.unpublish").order_by("-timestamp")
    shown_since = Greatest("released_at", Coalesce("item__last_published_at", "released_at"))
    hidden_since = Coalesce("ended_at", Subquery(taken_off.values("timestamp")[:1]), "released_at")
    is_visible = Q(pk__in=visible().values("pk"))
    found = (
        public.filter(pk__in=last)
        .with_citation()
        .annotate(
            is_visible=Case(When(is_visible, then=Value(True)), default=Value(False), output_field=BooleanField()),
            changed_at=Case(When(is_visible, then=shown_since), default=hidden_since, output_field=DateTimeField()),
        )
        .order_by("changed_at", "pk")
    )
    return cast("QuerySet[Told]", found)


def ever_visible_items() -> list[ItemPage]:
    """The items of `ever_visible`, newest first."""
    releases = Release.objects.filter(token=Audience.PUBLIC.value, released_at__lte=timezone.now())
    return list(ItemPage.objects.filter(pk__in=releases.values("item")).order_by("-pk"))
