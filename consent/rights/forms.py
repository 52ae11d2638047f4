from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.rights.models import RightsRequest
from people.models import User


class NameForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class AskForm(forms.ModelForm[RightsRequest]):
    class Meta:
        model = RightsRequest
        fields = ["kind", "text"]
        labels = {"kind": _("What it is"), "text": _("What it is about")}
        help_texts = {
            "kind": _("A correction goes to the administrators, an objection to the privacy officer."),
            "text": _(
                "For example your address, your class, or your name in a work; or what we should not do with your data."
            ),
        }
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)  # noqa: S101
        kind.choices = RightsRequest.Kind.choices  # Without an empty one.


class EraseForm(forms.Form):
    """The person types their address: a click alone can be an accident."""

    email = forms.EmailField(
        label=_("Your e-mail address, to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower() != self.person.email:
            raise forms.ValidationError(_("This isn't the address that you signed in with."))
        return email
