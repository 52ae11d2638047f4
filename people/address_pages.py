"""The administrators' page for giving somebody a new e-mail address."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from people import access, addresses
from people.models import AddressChange, User


class AddressForm(forms.ModelForm[AddressChange]):
    email = forms.EmailField(label=_("New e-mail address"))

    class Meta:
        model = AddressChange
        fields = ["how", "checked_by", "checked_on"]
        widgets = {"how": forms.Textarea(attrs={"rows": 3}), "checked_on": AdminDateInput}
        help_texts = {
            "how": _(
                "For instance: called back on the number in the study records, and asked for the title of the thesis."
            )
        }

    field_order = ["email", "how", "checked_by", "checked_on"]

    def clean_checked_on(self) -> object:
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return day


@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest, pk: int) -> HttpResponse:
    by = access.user(request)
    user = get_object_or_404(User, pk=pk)
    if not addresses.may_change(user, by=by):
        raise PermissionDenied
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.change(user, by=by, **form.cleaned_data)
        except ValidationError as mistake:
            form.add_error(None, mistake)
        else:
            messages.success(
                request,
                gettext(
                    "The address is changed. It is told at the old one, and what was asked and is not answered is asked anew."
                ),
            )
            return redirect("wagtailusers_users:edit", user.pk)
    context = {
        "header_title": gettext("New e-mail address"),
        "page_title": gettext("New e-mail address"),
        "page_subtitle": user.name,
        "header_icon": "mail",
        "form": form,
        "person": user,
        "changes": user.address_changes.select_related("by"),
    }
    return render(request, "people/admin/address.html", context)
