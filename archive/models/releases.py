"""The record that makes a rendition visible, and to whom."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.pages import ItemPage
from archive.models.renditions import Rendition
from people.models import Role, User


class Audience(models.TextChoices):
    """Who may see, from the narrowest to the widest. The order of definition is the order of width."""

    CLASS = "class", _("everyone in the class")
    COHORT = "cohort", _("everyone in the cohort")
    PROGRAMME = "programme", _("everyone in the programme, now and earlier")
    PUBLIC = "public", _("everyone, also outside the programme")

    @classmethod
    def narrowest(cls, audiences: list[Audience]) -> Audience:
        """The smallest of `audiences`; raises `ValueError` on an empty list."""
        return min(audiences, key=list(cls).index)

    def token_for(self, item: ItemPage) -> str | None:
        """The token that stands for this audience of `item`, or None where the item has no such class or cohort."""
        match self:
            case Audience.CLASS:
                return f"class:{item.programme_class_id}" if item.programme_class_id else None
            case Audience.COHORT:
                return f"cohort:{item.cohort_id}" if item.cohort_id else None
        return self.value


class Purpose(models.TextChoices):
    """What a released item may be used for. Reading is what a release is; the others hold only if all agreed to them."""

    READING = "reading", _("reading in the archive")
    SEARCH = "search", _("searching the text, and a transcript of recordings")
    TEACHING = "teaching", _("use in teaching")
    CONTACT = "contact", _("being contacted by readers")


def tokens_of(user: User | AnonymousUser) -> frozenset[str]:
    """The audiences `user` belongs to. Former students keep theirs; someone signed out, or shut out, has the public's alone."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset({Audience.PUBLIC.value})
    tokens = {Audience.PUBLIC.value}
    memberships = user.memberships.filter(start__lte=timezone.localdate()).values_list(
        "programme_class_id", "programme_class__cohort_id"
    )
    for programme_class, cohort in memberships:
        tokens |= {f"class:{programme_class}", f"cohort:{cohort}", Audience.PROGRAMME.value}
    if user.is_staff:
        tokens.add(Audience.PROGRAMME.value)
    return frozenset(tokens)


def readers_of(audience: Audience, item: ItemPage) -> int | None:
    """How many people have the token of `audience` of `item` today, in one query; None for everyone, whom nobody counts."""
    today = timezone.localdate()
    member = Q(memberships__start__lte=today)
    match audience:
        case Audience.PUBLIC:
            return None
        case Audience.CLASS:
            belongs = Q(memberships__programme_class=item.programme_class_id) & member
        case Audience.COHORT:
            belongs = Q(memberships__programme_class__cohort=item.cohort_id) & member
        case Audience.PROGRAMME:
            belongs = member | Q(is_superuser=True) | Q(groups__name__in=Role.values)
    return User.objects.filter(belongs, is_active=True).distinct().count()


class ReleaseQuerySet(models.QuerySet["Release"]):
    def active(self) -> ReleaseQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: User | AnonymousUser, at: datetime.datetime | None = None) -> ReleaseQuerySet:
        """The releases `user` may read at `at` (now). Every reader's way to an item goes through here.

        Both keys are asked: the page is live in Wagtail, and the release is active.
        """
        return self.visible_with(tokens_of(user), at)

    def visible_with(self, tokens: Collection[str], at: datetime.datetime | None = None) -> ReleaseQuerySet:
        """`visible_to` a person whose `tokens_of` are known already."""
        at = at or timezone.now()
        return self.active().filter(released_at__lte=at, item__live=True, token__in=tokens)

    def with_citation(self) -> ReleaseQuerySet:
        """With all that a citation tells, in the same query."""
        return self.select_related("rendition", "item__lecturepage", "item__cohort", "item__programme_class__cohort")

    def end(self, *, by: User | None, reason: str = "") -> int:
        """End the active ones among these now; return how many."""
        return self.active().update(ended_at=timezone.now(), ended_by=by, end_reason=reason)


class Release(models.Model):
    """A rendition made visible to an audience. Only `archive.publication.release` makes one; it is never changed, only ended."""

    item = models.ForeignKey(ItemPage, models.PROTECT, related_name="releases", verbose_name=_("item"))
    rendition = models.ForeignKey(Rendition, models.PROTECT, related_name="releases", verbose_name=_("rendition"))
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    token = models.CharField(
        max_length=30, db_index=True, help_text="Who may see it, as the index and the queries know it."
    )
    names = models.JSONField(default=list, help_text="The names shown, in order.")
    purposes = models.JSONField(default=list, help_text="What all agreed to (`Purpose`).")
    contacts = models.JSONField(default=list, help_text="The contributors who may be written to (keys).")
    basis = models.JSONField(default=list, help_text="The decisions it rests on (keys).")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=20, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-released_at"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="one_active_release_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.token}"

    def allows(self, purpose: Purpose) -> bool:
        return purpose.value in self.purposes

    @property
    def text_is_searchable(self) -> bool:
        """Whether the text may be searched and a recording's transcript shown; title and abstract always may."""
        return self.allows(Purpose.SEARCH)

    @property
    def may_be_taught(self) -> bool:
        return self.allows(Purpose.TEACHING)
