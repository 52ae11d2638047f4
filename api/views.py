"""The page on which a person makes and deletes their keys."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from api import keys
from api.forms import KeyForm
from archive.caching import never_stored
from people import access


@login_required
@never_stored
@require_http_methods(["GET", "POST"])
def my_keys(request: HttpRequest) -> HttpResponse:
    """The keys there are. A new one is shown in the answer to the form that made it, and never again."""
    form = KeyForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = keys.make(access.user(request), name=form.cleaned_data["name"], days=form.cleaned_data["days"])
            form = KeyForm()
        except keys.TooManyError as error:
            form.add_error(None, str(error))
    context = {"form": form, "secret": secret, "keys": access.user(request).api_keys.all()}
    return render(request, "api/keys.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def delete_key(request: HttpRequest, pk: int) -> HttpResponse:
    """It stops working with this request. 404 for somebody else's."""
    get_object_or_404(access.user(request).api_keys, pk=pk).delete()
    messages.success(request, _("The key is deleted. Nothing can be read with it any more."))
    return redirect("my_keys")
