"""What `people` adds to the Wagtail admin: the menu "People" and its pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people import access
from people.address_pages import change_address
from people.roster_pages import import_roster
from people.viewsets import PeopleGroup


class RosterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.user(request).is_administrator


@hooks.register("register_admin_viewset")
def register_people() -> PeopleGroup:
    return PeopleGroup()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return [
        path("roster/", import_roster, name="import_roster"),
        path("people/<int:pk>/address/", change_address, name="change_address"),
    ]


@hooks.register("register_people_menu_item")
def register_roster_menu_item() -> MenuItem:
    return RosterMenuItem(_("Roster"), reverse_lazy("import_roster"), name="roster", icon_name="upload", order=4)
