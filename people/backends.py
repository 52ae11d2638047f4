"""How someone is known again after signing in."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from people.models import User


class CodeBackend(ModelBackend):
    """Permissions and sessions as Django has them, and no password that would be accepted.

    A session is begun by `people.adapter` alone, once the code from the mail was entered. Whoever is deactivated is signed out
    at their next request.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        return None

    async def aauthenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        return None
