"""What the catalogue and the settings say of themselves for the records of processing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import retention
from archive.facts import Fact, Section, source
from archive.models import Audience, Contributor, ItemPage, Release, State
from people.models import Membership, User


@source
def persons() -> Iterator[Fact]:
    yield Fact(Section.PERSONS, "accounts", _("people with an account"), User.objects.filter(is_active=True).count())
    students = Membership.objects.filter(kind=Membership.Kind.STUDENT).values("user").distinct().count()
    yield Fact(Section.PERSONS, "students", _("students, now and earlier"), students)
    counts = dict(Contributor.objects.values_list("role").annotate(count=Count("pk")).order_by())
    for role in Contributor.Role:
        yield Fact(Section.PERSONS, f"contributors.{role.value}", role.label, counts.get(role.value, 0))


@source
def recipients() -> Iterator[Fact]:
    mail = getattr(settings, "EMAIL_HOST", "") if "smtp" in settings.EMAIL_BACKEND else _("this machine alone")
    yield Fact(Section.RECIPIENTS, "mail", _("mail server"), mail)
    database = settings.DATABASES["default"]
    where = database.get("HOST") or _("this machine")
    engine = database["ENGINE"].rpartition(".")[2]
    yield Fact(Section.RECIPIENTS, "database", _("database"), f"{engine}, {where}")
    for alias, label in (("held", _("files held back")), ("released", _("files released"))):
        yield Fact(Section.RECIPIENTS, f"storage.{alias}", label, _place_of(alias))
    yield Fact(Section.TRANSFERS, "place", _("where the data lie"), settings.SAMLING["CONTROLLER"]["storage"])


def _place_of(alias: str) -> str:
    """The kind of storage, and the bucket or "this machine": never a key or a password."""
    storage = storages[alias]
    where = next((getattr(storage, name) for name in ("bucket_name", "endpoint_url") if hasattr(storage, name)), None)
    return f"{type(storage).__name__}, {where or _('this machine')}"


@source
def retention_times() -> Iterator[Fact]:
    for rule in retention.rules():
        months = retention.months_of(rule.name)
        yield Fact(Section.RETENTION, f"retention.{rule.name}", rule.what, _time(months, rule.counted_from))
    days: int = settings.SAMLING["RETENTION_NOTICE_DAYS"]
    told = ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}
    yield Fact(Section.RETENTION, "retention.notice", _("those who have a part in a work are told"), told)


def _time(months: int | None, counted_from: object) -> str:
    if months is None:
        return str(_("for as long as the archive"))
    if months == 0:
        return str(_("until %(moment)s") % {"moment": counted_from})
    words = ngettext(
        "%(months)d month, counted from when %(moment)s", "%(months)d months, counted from when %(moment)s", months
    )
    return words % {"months": months, "moment": counted_from}


@source
def security() -> Iterator[Fact]:
    """What is really on: read from the settings that the server runs with."""
    measures = {
        "https": (_("pages by HTTPS alone"), settings.SECURE_SSL_REDIRECT),
        "hsts": (_("browsers keep to HTTPS (HSTS)"), settings.SECURE_HSTS_SECONDS > 0),
        "cookies": (
            _("cookies over HTTPS alone, out of reach of scripts"),
            settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY,
        ),
        "csp": (
            _("content security policy: nothing from other sites"),
            "archive.middleware.ContentSecurityPolicyMiddleware" in settings.MIDDLEWARE,
        ),
        "debug": (_("no error pages with inner details"), not settings.DEBUG),
        "passwords": (
            _("no passwords: sign-in by a code in a mail, with limited tries"),
            bool(settings.ACCOUNT_LOGIN_BY_CODE_ENABLED and settings.ACCOUNT_RATE_LIMITS),
        ),
        "mail": (_("mail is sent encrypted"), bool(getattr(settings, "EMAIL_USE_TLS", False))),
        "two_storages": (
            _("held and released files lie apart"),
            settings.STORAGES["held"] != settings.STORAGES["released"],
        ),
    }
    for key, (label, is_on) in measures.items():
        yield Fact(Section.SECURITY, key, label, bool(is_on))
    session = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE).days
    yield Fact(Section.SECURITY, "session_days", _("days until one must sign in anew"), session)


@source
def figures() -> Iterator[Fact]:
    counts = dict(ItemPage.objects.values_list("state").annotate(count=Count("pk")).order_by())
    for state in State:
        yield Fact(Section.FIGURES, f"items.{state.value}", _in_state(state), counts.get(state.value, 0))
    audiences = dict(Release.objects.active().values_list("audience").annotate(count=Count("pk")).order_by())
    for audience in Audience:
        label = _("released to: %(audience)s") % {"audience": audience.label}
        yield Fact(Section.FIGURES, f"released.{audience.value}", label, audiences.get(audience.value, 0))


def _in_state(state: State) -> str:
    return _("works: %(state)s") % {"state": state.label}
