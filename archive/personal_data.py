"""The kinds of personal data, in words. Shown where redactions are summed up, and in the review."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "PERSON": _("Names of people"),
    "LOCATION": _("Places"),
    "ORGANIZATION": _("Organisations"),
    "INSTITUTION": _("Institutions and wards"),
    "EMAIL_ADDRESS": _("E-mail addresses"),
    "PHONE_NUMBER": _("Phone numbers"),
    "NATIONAL_ID": _("National identity numbers"),
    "BANK_ACCOUNT": _("Bank accounts"),
    "ORGANISATION_NUMBER": _("Organisation numbers"),
    "HEALTH_PERSONNEL_NUMBER": _("Health personnel numbers"),
    "IMMIGRATION_NUMBER": _("Immigration numbers"),
    "PASSPORT": _("Passport numbers"),
    "CASE_NUMBER": _("Case and journal numbers"),
    "VEHICLE_PLATE": _("Vehicle plates"),
    "ADDRESS": _("Street addresses"),
    "POSTCODE": _("Postcodes and places"),
    "COORDINATES": _("Coordinates"),
    "DATE_OF_BIRTH": _("Dates of birth"),
    "DATE": _("Dates"),
    "AGE": _("Ages"),
    "URL": _("Web addresses"),
    "SOCIAL_HANDLE": _("Names on social media"),
    "HEALTH": _("Health"),
    "RELIGION": _("Religion"),
    "ETHNICITY": _("Ethnicity"),
    "SEXUALITY": _("Sexuality"),
    "TRADE_UNION": _("Trade union membership"),
    "UNIQUE_ROLE": _("Roles that point at one person"),
    "FACE": _("Faces in pictures"),
    "VOICE": _("Voices, at the wish of those who speak"),
}

GROUNDS: dict[str, str | Promise] = {
    "own_name": _("the author's own name"),
    "cited_work": _("cited work"),
    "public_role": _("public role"),
    "not_personal": _("not personal data"),
}
"""Why something that was flagged may stay."""


def label(kind: str) -> str:
    """What findings of the type `kind` are, in the active language."""
    return str(LABELS.get(kind, _("Other personal data")))
