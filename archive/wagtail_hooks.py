"""Wagtail's admin as it is here: no documents, no images, and no way to delete an item that people were asked about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from archive import looking
from archive.models import ItemPage
from archive.waiting import waiting_for
from people.models import User


class NotInstalled:
    """An address in the admin's API that Wagtail names on every page, for a part of Wagtail that isn't used here."""

    model = type(None)

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.listing, name="listing")]

    @staticmethod
    def listing(request: HttpRequest) -> HttpResponse:
        raise Http404


@hooks.register("construct_admin_api")
def name_what_is_not_installed(router: WagtailAPIRouter) -> None:
    """The admin's pages can't be drawn without these two names (Wagtail 8.0, `wagtail_config`)."""
    for name in ("documents", "images"):
        router.register_endpoint(name, NotInstalled)


@hooks.register("before_edit_page")
def note_who_looks(request: HttpRequest, page: Page) -> None:
    """The editor shows title and abstract as drafted: what is held."""
    item = ItemPage.objects.filter(pk=page.pk).first()
    if item is not None and isinstance(request.user, User):
        looking.accessed(item, by=request.user)


@hooks.register("before_delete_page")
def keep_items(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An item has sources, answers and a ledger that prove what was agreed; it is withdrawn, not deleted."""
    if not ItemPage.objects.filter(pk=page.pk).exists():
        return None
    messages.error(request, _("An item can't be deleted: its answers must stay provable. Withdraw it instead."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_items_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Page], action: object
) -> HttpResponse | None:
    items = {page.pk for page in objects if isinstance(page, Page)}
    if action_type != "delete" or not ItemPage.objects.filter(pk__in=items).exists():
        return None
    messages.error(request, _("An item can't be deleted: its answers must stay provable. Withdraw it instead."))
    return redirect("wagtailadmin_home")


class WaitingPanel(Component):
    """What waits for the person who is signed in, first on the admin's front page."""

    template_name = "archive/admin/waiting.html"
    order = 0

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user: User = parent_context["request"].user
        return {"waiting": waiting_for(user)}


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, WaitingPanel())


@hooks.register("register_admin_menu_item")
def back_to_the_site() -> MenuItem:
    return MenuItem(gettext_lazy("To the archive"), "/", name="site", icon_name="home", order=10)


@hooks.register("construct_help_menu")
def without_links_to_others(request: HttpRequest, items: list[MenuItem]) -> None:
    """Only help that lies here: Wagtail's own links lead to other sites."""
    items[:] = [item for item in items if not item.url.startswith("http")]
