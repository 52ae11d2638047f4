"""Where `people` keeps data about people."""

from __future__ import annotations

from django.contrib.auth import models as auth
from django.utils.translation import gettext_lazy as _

from people.columns import Group, Words, declare, declare_impersonal, deleted, of, replaced, stays
from people.models import Role


def _role(group: auth.Group) -> Words:
    return Role(group.name).label if group.name in Role.values else group.name


_FOR_OTHERS = _("It keeps a roster from bringing you back.")

declare(
    "people.User",
    Group.WHO,
    of("pk"),
    _("Your account"),
    impersonal="id password erased_at",
    email=replaced(),
    name=replaced(),
    language=replaced(),
    is_active=replaced(),
    is_superuser=replaced(_("may do everything")),
    date_joined=replaced(_("here since")),
    last_login=replaced(_("last signed in")),
)
declare(
    "people.ErasedAddress",
    Group.WHO,
    lambda user: (),
    _("Addresses of people who were erased, unreadable"),
    impersonal="",
    digest=stays(_("digest of the address"), _FOR_OTHERS),
)
declare(
    "people.AddressChange",
    Group.WHO,
    of("user", "by"),
    _("New addresses that you were given, or gave by office"),
    impersonal="id",
    user=deleted(_("who")),
    how=deleted(_("how identity was checked")),
    checked_by=deleted(_("checked by")),
    checked_on=deleted(_("checked on")),
    by=deleted(_("given by")),
    at=deleted(_("when")),
    old_email=deleted(_("earlier address")),
)
declare(
    "people.Membership",
    Group.ROLES,
    of("user"),
    _("Your classes"),
    impersonal="id",
    related=("programme_class__cohort",),
    user=deleted(_("who")),
    programme_class=deleted(),
    kind=deleted(_("as")),
    start=deleted(_("from")),
    end=deleted(_("to")),
)
declare(
    "people.User_groups",
    Group.ROLES,
    of("user"),
    _("Your roles"),
    impersonal="id",
    user=deleted(_("who")),
    group=deleted(_("role"), show=_role),
)
declare(
    "people.User_user_permissions",
    Group.ROLES,
    of("user"),
    _("What you alone may do"),
    impersonal="id",
    related=("permission__content_type",),
    user=deleted(_("who")),
    permission=deleted(_("what")),
)
declare(
    "people.RosterUpload",
    Group.OFFICE,
    of("by"),
    _("A roster that you sent and have not confirmed"),
    impersonal="id",
    by=deleted(_("who")),
    name=deleted(_("file name")),
    content=deleted(_("size"), show=lambda content: str(len(content))),
    sent_at=deleted(_("sent on")),
)
declare_impersonal("people.Cohort", "id year")
declare_impersonal("people.Class", "id cohort name place")
