"""What people in works write, and what the privacy officer decides about it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive.models import ItemPage
from consent import concerns
from consent.cases import Closure
from people.models import User


class ConcernForm(forms.Form):
    """Open to everyone. Only the work and what it says must be told."""

    which = forms.CharField(
        label=_("Which work is it?"),
        max_length=500,
        help_text=_("Its address in the archive, its number, or its title as well as you know it."),
    )
    place = forms.CharField(
        label=_("Where in it?"), max_length=200, required=False, help_text=_("A page, a time, or a chapter.")
    )
    text = forms.CharField(
        label=_("What does it say about you, and what do you want us to do?"),
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only the privacy officers read this."),
    )
    name = forms.CharField(label=_("Your name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Leave name and address empty to stay unknown. Then we can't answer you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def message(self) -> concerns.Message:
        return concerns.Message(**self.cleaned_data, language=get_language() or "nb")


class ItemField(forms.CharField):
    """A work by its address, its number or words of its title."""

    default_error_messages = {"unknown": _("No such work was found, or several. Write its number or its address.")}

    def __init__(self, *, by: User, **kwargs: Any) -> None:
        super().__init__(
            label=_("Which work"),
            help_text=_("Its address, its number, or words of its title."),
            max_length=500,
            **kwargs,
        )
        self.by = by

    def clean(self, value: Any) -> ItemPage:
        item, _by_address = concerns.find(super().clean(value), self.by)
        if item is None or item.content_deleted_at is not None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return item


class FindForm(forms.Form):
    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = ItemField(by=by)


class AnswerForm(forms.Form):
    """How a message is decided. `answer` goes to the person."""

    answer = forms.CharField(
        label=_("What the person is told"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The mail says what was decided; here you say why. Don't quote the work."),
    )


class GroundForm(forms.Form):
    """On what ground a work is closed, and until when."""

    ground = forms.CharField(
        label=_("Ground"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Those who have a part in the work read this. Name nobody."),
    )
    law = forms.ChoiceField(label=_("By which law"), choices=Closure.Law.choices)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until it is opened again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> datetime.date | None:
        until: datetime.date | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return until


class ClosureForm(GroundForm):
    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"item": ItemField(by=by), **self.fields}
