"""Who is behind a request, and the pages and menu items that are not for everyone who works here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from people.models import User


def user(request: HttpRequest) -> User:
    """Who is signed in. For views that nobody else reaches."""
    assert isinstance(request.user, User)  # noqa: S101 - `login_required`, or Wagtail's administration.
    return request.user


def officer(request: HttpRequest) -> User:
    """The privacy officer behind `request`. Raises `PermissionDenied` for anyone else."""
    found = user(request)
    if not found.is_privacy_officer:
        raise PermissionDenied
    return found


def caretaker(request: HttpRequest) -> User:
    """The privacy officer or administrator behind `request`. Raises `PermissionDenied` for anyone else."""
    found = user(request)
    if not found.is_caretaker:
        raise PermissionDenied
    return found


class OfficersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user(request).is_privacy_officer


class CaretakersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user(request).is_caretaker
