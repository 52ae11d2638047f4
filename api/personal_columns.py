"""Where the API keeps data about people, and that it goes when they are erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from api.models import Key
from people.columns import Group, declare, deleted, of
from people.erasure import Leaving, step

declare(
    "api.Key",
    Group.SIGN_IN,
    of("user"),
    _("Keys to the API"),
    impersonal="id digest",
    user=deleted(_("who")),
    name=deleted(),
    made_at=deleted(_("made on")),
    expires_at=deleted(_("until")),
)


@step
def forget_keys(leaving: Leaving) -> None:
    Key.objects.filter(user=leaving.user).delete()
