"""The forms that everybody meets: signing in, and one's own language."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import User


class SignInForm(LoginForm):
    """Asks for the address that the code is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("E-mail address")
        field.help_text = _("The address you gave the programme. We send a code there.")
        field.widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})


class CodeForm(ConfirmLoginCodeForm):
    """Asks for the code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = _("Eight digits, from the mail we sent you.")
        field.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        )


class LanguageForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["language"]
        widgets = {"language": forms.RadioSelect}
