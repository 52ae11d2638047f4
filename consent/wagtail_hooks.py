"""What `consent` adds to the Wagtail admin: the notices, for the privacy officer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from archive.models import Purpose
from consent import case_pages, notices  # noqa: F401 - the pages about cases and records register themselves.
from consent.models import Notice
from people.models import Role, User


class NoticeForm(WagtailAdminModelForm):
    """A version that is not in use yet. `use` takes it into use when it is saved."""

    purposes = forms.MultipleChoiceField(
        label=_("What is asked for"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those who said yes to other purposes are asked again when this version is taken into use."),
    )
    use = forms.BooleanField(
        label=_("Take it into use"),
        required=False,
        help_text=_("From then on everyone is asked with this text, and it can't be changed any more."),
    )

    class Meta:
        model = Notice
        fields = ["purposes", "text_nb", "text_nn", "text_en"]

    def clean_purposes(self) -> list[str]:
        purposes: list[str] = self.cleaned_data["purposes"]
        if Purpose.READING not in purposes:
            raise forms.ValidationError(_("Reading is always asked for."))
        return purposes

    def save(self, commit: bool = True) -> Notice:
        notice: Notice = self.instance
        notice.version = notice.version or notices.next_version()
        saved: Notice = super().save(commit)
        if commit and self.cleaned_data["use"]:
            notices.take_into_use(saved, by=self.for_user)
        return saved


class NoticePolicy(BasePermissionPolicy):
    """The privacy officer writes the texts; one that is in use can be read and copied alone."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_privacy_officer

    def user_has_permission_for_instance(self, user: User, action: str, instance: Notice) -> bool:
        return user.is_privacy_officer and (action not in ("change", "delete") or instance.used_from is None)

    def users_with_any_permission(self, actions: list[str]) -> Any:
        return User.objects.with_role(Role.PRIVACY_OFFICER)


register_permission_policy(Notice, NoticePolicy(Notice))


class NotInUse:
    """For views that change a notice: they know none that is in use."""

    def get_object(self, queryset: Any = None) -> Notice:
        notice: Notice = super().get_object(queryset)  # type: ignore[misc]
        if notice.used_from is not None:
            raise PermissionDenied
        return notice


class EditNotice(NotInUse, EditView):
    pass


class DeleteNotice(NotInUse, DeleteView):
    pass


class NoticeViewSet(ModelViewSet):
    model = Notice
    name = "notices"
    icon = "doc-full-inverse"
    menu_label = _("Notices")
    menu_order = 115
    add_to_admin_menu = True
    list_display = ["__str__", "used_from"]
    inspect_view_enabled = True
    inspect_view_fields = ["version", "used_from", "purposes", "text_nb", "text_nn", "text_en"]
    copy_view_enabled = True
    add_to_reference_index = False
    edit_view_class = EditNotice
    delete_view_class = DeleteNotice

    def get_form_class(self, for_update: bool = False) -> type[NoticeForm]:
        return NoticeForm


@hooks.register("register_admin_viewset")
def register_notices() -> NoticeViewSet:
    return NoticeViewSet()
