"""What a person who says yes chooses."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import Audience, ItemPage, Purpose
from consent import audiences
from consent.decisions import Choices
from consent.models import Notice

LONGEST_WAIT = datetime.timedelta(days=5 * 366)
"""An author may put a release off for up to five years, as Norwegian universities allow."""


class ChoicesForm(forms.Form):
    """Nothing is chosen in advance. `digest` is that of the version the person saw.

    Offers the audiences that `item` has, and the purposes that the notice asks for.
    """

    digest = forms.CharField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        widget=forms.RadioSelect,
        help_text=_("If you are several, the narrowest choice holds for all."),
        error_messages={"required": _("Choose who may read it.")},
    )
    purposes = forms.MultipleChoiceField(
        label=_("What may it be used for?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick each one that you agree to. Reading is needed; the others are as you like."),
        error_messages={"required": _("Tick “Reading in the archive” to share it, or say no.")},
    )
    named = forms.BooleanField(
        label=_("Show my name"),
        required=False,
        help_text=_("Otherwise your name is removed from the page, from the file and from the search."),
    )
    not_before = forms.DateField(
        label=_("Not before"),
        required=False,
        help_text=_("Leave it empty to share as soon as everyone has agreed."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, item: ItemPage, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = [  # type: ignore[attr-defined]
            (purpose.value, purpose.label) for purpose in Purpose if purpose in notice.purposes
        ]
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (audience.value, words) for audience, words in audiences.offered(item)
        ]

    def clean_purposes(self) -> frozenset[Purpose]:
        purposes = frozenset(map(Purpose, self.cleaned_data["purposes"]))
        if Purpose.READING not in purposes:
            raise forms.ValidationError(self.fields["purposes"].error_messages["required"])
        return purposes

    def clean_not_before(self) -> datetime.date | None:
        date: datetime.date | None = self.cleaned_data["not_before"]
        if date and date > timezone.localdate() + LONGEST_WAIT:
            raise forms.ValidationError(_("It can wait five years at most."))
        return date

    def choices(self) -> Choices:
        data: dict[str, Any] = self.cleaned_data
        return Choices(Audience(data["audience"]), data["purposes"], data["named"], data["not_before"])
