"""The form with which administrators keep a person's account: who they are, what they do here, which classes they are in."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import transaction
from django.forms import Media, inlineformset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people import roles
from people.models import Membership, Role, User

MembershipFormSet = inlineformset_factory(
    User,
    Membership,
    fields=["programme_class", "kind", "start", "end"],
    widgets={"start": AdminDateInput, "end": AdminDateInput},
    extra=1,
)


class UserForm(forms.ModelForm[User]):
    """An account with its roles and, as `memberships`, its times in classes. Nobody can lock themselves out with it."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ["name", "email", "language", "is_active"]

    def __init__(self, *args: Any, editing_self: bool = False, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editing_self, self.by = editing_self, by
        if self.instance.pk:
            self.fields["roles"].initial = sorted(self.instance.roles)
            # Whoever has the address has the account: it is changed where identity is checked (`people.addresses`).
            self.fields["email"].disabled = True
        if editing_self:
            del self.fields["is_active"]
        else:
            self.fields["is_active"].help_text = _("Whoever isn't active can't sign in, and is signed out at once.")
        self.memberships = MembershipFormSet(
            self.data if self.is_bound else None, instance=self.instance, prefix="memberships"
        )

    @property
    def media(self) -> Media:
        return super().media + self.memberships.media

    def is_valid(self) -> bool:
        return super().is_valid() & self.memberships.is_valid()

    def has_changed(self) -> bool:
        return super().has_changed() or self.memberships.has_changed()

    def clean_email(self) -> str:
        return cast(str, self.cleaned_data["email"]).lower()

    def clean_roles(self) -> list[str]:
        roles = cast("list[str]", self.cleaned_data["roles"])
        if self.editing_self and Role.ADMINISTRATOR in self.instance.roles and Role.ADMINISTRATOR not in roles:
            raise forms.ValidationError(
                gettext("You can't take this role from yourself. Ask another administrator to do it.")
            )
        return roles

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        user = super().save(commit)
        if commit:
            self._save_roles(user)
            self.memberships.instance = user
            self.memberships.save()
        return user

    def _save_roles(self, user: User) -> None:
        """Let `user` be in the groups of the chosen roles; other groups are none of this form's business."""
        chosen = {Role(name) for name in self.cleaned_data["roles"]}
        roles.change(user, give=chosen, take=set(Role) - chosen, by=self.by)
