"""The pages that Wagtail keeps: the front page and, beneath it, one page an item.

A page being live is one of two keys. What readers get is the rendition of the item's active release, and nothing typed into
a page afterwards; so an editor's change, a restored revision, an alias or a copy shows nobody anything.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from people.models import Class, Cohort, User

if TYPE_CHECKING:
    from archive.models.releases import Release
    from archive.models.renditions import Rendition


class State(models.TextChoices):
    """Where an item stands. Derived from what exists by `archive.publication.state_of`, stored only to be listed."""

    FAILED = "failed", _("stopped by an error")
    RECEIVED = "received", _("received")
    EXTRACTED = "extracted", _("text extracted")
    SCREENED = "screened", _("screened")
    IN_REVIEW = "in_review", _("in review")
    AWAITING_CONSENT = "awaiting_consent", _("awaiting consent")
    DEFERRED = "deferred", _("deferred")
    REFUSED = "refused", _("not shared")
    RELEASED = "released", _("released")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUSPENDED = "suspended", _("closed while a message is looked at")
    CONFIDENTIAL = "confidential", _("confidential")
    DELETED = "deleted", _("content deleted")


class Theme(models.IntegerChoices):
    """The theme of a gathering, and of what belongs to it."""

    LEADERSHIP = 1, _("Leadership and collaboration in knowledge organisations")
    STRATEGY = 2, _("Strategic management and development of competence")
    CULTURE = 3, _("Organisational culture and group dynamics")
    INNOVATION = 4, _("Leadership in innovation and change")
    ECONOMY = 5, _("Leadership and economics: governance in public administration")
    LAW = 6, _("Law, internal control and ethics")


class FrontPage(Page):
    """The site's root. What visitors read before they sign in is edited here, in each language."""

    introduction_nb = models.TextField(_("introduction (bokmål)"), blank=True)
    introduction_nn = models.TextField(_("introduction (nynorsk)"), blank=True)
    introduction_en = models.TextField(_("introduction (English)"), blank=True)

    content_panels = [*Page.content_panels, "introduction_nb", "introduction_nn", "introduction_en"]
    preview_modes: ClassVar[list[Any]] = []
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["archive.ThesisPage", "archive.LecturePage", "archive.MaterialPage"]

    class Meta:
        verbose_name = _("front page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from archive.views.front import front

        return front(request, page=self)


def _new_slug() -> str:
    """An address that says nothing: a title can hold a name, and outlives a withdrawal in browsers and mails."""
    return secrets.token_hex(5)


class ItemPage(Page):
    """One catalogue entry. Its title, abstract and keywords here are drafts for the next rendition; readers see the rendition's."""

    abstract = models.TextField(_("abstract"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=500, blank=True, help_text=_("Separated by commas."))
    language = models.CharField(
        _("language"), max_length=2, blank=True, choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
    )
    theme = models.PositiveSmallIntegerField(_("theme"), choices=Theme.choices, null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("cohort")
    )
    programme_class = models.ForeignKey(
        Class, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("class")
    )
    state = models.CharField(
        max_length=20, choices=State.choices, default=State.RECEIVED, editable=False, db_index=True
    )
    content_deleted_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Since when only the shell is left, for the ledger and the answers to point at (`archive.retention`).",
    )

    content_panels = [
        *Page.content_panels,
        "abstract",
        "keywords",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("language", "theme", "year", "place", "cohort", "programme_class")],
            heading=_("Where it belongs"),
        ),
    ]
    promote_panels: ClassVar[list[Any]] = []
    preview_modes: ClassVar[list[Any]] = []
    is_creatable = False
    parent_page_types = ["archive.FrontPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")

    KIND = ""
    slug: str

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if not self.slug:  # Before Wagtail makes one of the title.
            self.slug = _new_slug()
        return super().save(*args, **kwargs)

    @property
    def kind(self) -> str:
        """ "thesis", "lecture" or "material"."""
        return cast(str, self.specific_class.KIND)

    @property
    def current_rendition(self) -> Rendition | None:
        """The newest rendition: the one that contributors are asked about. None once the content was deleted."""
        if self.content_deleted_at is not None:
            return None
        return cast("Rendition | None", self.renditions.order_by("-pk").first())

    @property
    def active_release(self) -> Release | None:
        return cast("Release | None", self.releases.active().first())

    def is_held_for(self, user: User) -> bool:
        """Whether `user` may know of this item while it is held: who sent it, its contributors, the privacy officer."""
        if not user.is_authenticated or not user.is_active:
            return False
        if user.is_caretaker or self.owner_id == user.pk:
            return True
        return bool(self.contributors.filter(user=user).exists())

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from archive.views.reading import read_item

        return read_item(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        raise Http404


def items_of(user: User) -> models.QuerySet[ItemPage]:
    """Items that `user` sent or has a part in, newest first, without those of which only a shell is left."""
    items: models.QuerySet[ItemPage] = (
        ItemPage.objects.filter(Q(owner=user) | Q(contributors__user=user), content_deleted_at=None)
        .distinct()
        .order_by("-pk")
    )
    return items


class ThesisPage(ItemPage):
    """A project thesis."""

    KIND = "thesis"

    class Meta:
        verbose_name = _("thesis")
        verbose_name_plural = _("theses")


class LecturePage(ItemPage):
    """A recorded lecture."""

    KIND = "lecture"
    held_on = models.DateField(_("held on"), null=True, blank=True)
    content_panels = [*ItemPage.content_panels, "held_on"]

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")


class MaterialPage(ItemPage):
    """Other learning material: slides, tasks, reading lists."""

    KIND = "material"

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
