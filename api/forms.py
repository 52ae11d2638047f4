"""The form that makes a key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from api.models import Key


class KeyForm(forms.ModelForm[Key]):
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("one year"))],
        initial=90,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Key
        fields = ["name"]
