"""Administrators' pages for users, classes and cohorts, in the Wagtail admin.

Nothing can be deleted here: items, consents and releases refer to people and classes for good. An account is closed instead.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.views import users

from people.admin_forms import UserForm
from people.models import Class, Cohort, Role, User


def _roles_in_words(user: User) -> str:
    return ", ".join(str(role.label) for role in Role if role.value in {group.name for group in user.groups.all()})


def _classes_in_words(user: User) -> str:
    return ", ".join(str(membership.programme_class) for membership in user.memberships.all())


class UserFilterSet(WagtailFilterSet):
    """Narrows the list of users. Wagtail says with `is_searching` that there is a query too."""

    programme_class = ModelChoiceFilter(
        field_name="memberships__programme_class",
        queryset=Class.objects.select_related("cohort"),
        label=_("Class"),
        distinct=True,
    )
    role = ModelChoiceFilter(field_name="groups", queryset=Group.objects.filter(name__in=Role.values), label=_("Role"))

    def __init__(self, *args: Any, is_searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["role"].field.label_from_instance = lambda group: str(Role(group.name).label)

    class Meta:
        model = User
        fields = ["is_active"]


class UserIndexView(users.IndexView):
    search_fields = ("name", "email")

    @cached_property
    def columns(self) -> list[Column]:
        title_column = self._get_title_column_class(users.UserColumn)
        return [
            title_column("name", label=_("Name"), sort_key="name", get_url=self.get_edit_url, classname="name"),
            Column("email", label=_("E-mail address"), sort_key="email"),
            Column("classes", accessor=_classes_in_words, label=_("Classes")),
            Column("roles", accessor=_roles_in_words, label=_("Roles")),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last signed in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        queryset: QuerySet[User] = super().get_base_queryset()
        return queryset.prefetch_related("groups", "memberships__programme_class__cohort")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return cast("QuerySet[User]", generic.IndexView.order_queryset(self, queryset))


class NamesWhoDoesIt:
    """The form is told who hands out roles."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}  # type: ignore[misc, attr-defined]


class UserCreateView(NamesWhoDoesIt, users.CreateView):
    pass


class UserEditView(NamesWhoDoesIt, users.EditView):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Whoever may change the address of an account may sign in to it; a superuser's is for superusers alone.

        That of a person who was erased is nobody's.
        """
        super().setup(request, *args, **kwargs)
        if self.object.erased_at is not None or (self.object.is_superuser and not request.user.is_superuser):
            raise PermissionDenied


class UserViewSet(users.UserViewSet):
    ordering = "name"
    filterset_class = UserFilterSet
    index_view_class = UserIndexView
    add_view_class = UserCreateView
    edit_view_class = UserEditView
    index_template_name = "wagtailadmin/generic/index.html"
    create_template_name = "people/admin/user_form.html"
    edit_template_name = "people/admin/user_form.html"
    copy_view_enabled = False
    add_to_settings_menu = False
    menu_hook = "register_people_menu_item"
    menu_order = 1

    def get_form_class(self, for_update: bool = False) -> type[UserForm]:
        return UserForm


class ClassViewSet(ModelViewSet):
    model = Class
    name = "classes"
    icon = "group"
    menu_label = _("Classes")
    form_fields = ["cohort", "name", "place"]
    list_display = ["name", "cohort", "place"]
    list_filter = ["cohort"]
    search_fields = ["name", "place"]
    copy_view_enabled = False
    add_to_reference_index = False


class CohortViewSet(ModelViewSet):
    model = Cohort
    name = "cohorts"
    icon = "date"
    menu_label = _("Cohorts")
    form_fields = ["year"]
    copy_view_enabled = False
    add_to_reference_index = False


class PeopleGroup(ModelViewSetGroup):
    """The menu "People": users, classes, cohorts, and the roster import."""

    menu_label = _("People")
    menu_name = "people"
    menu_icon = "group"
    menu_order = 300
    submenu_hook = "register_people_menu_item"
    items = (ClassViewSet(menu_order=2), CohortViewSet(menu_order=3))
