"""My searches: keep one, see them, change how often mails come, stop them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from archive.caching import never_stored
from people import access
from search import results
from search.models import SavedSearch
from search.saved import actions, mails


class SaveForm(forms.ModelForm[SavedSearch]):
    class Meta:
        model = SavedSearch
        fields = ["name", "frequency"]
        widgets = {"frequency": forms.RadioSelect}


@login_required
@never_stored
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Give the search in the address a name and keep it."""
    query = actions.kept_query(request.GET)
    parameters = QueryDict(query)
    if not query or len(query) > SavedSearch._meta.get_field("query").max_length:  # type: ignore[operator]
        raise Http404
    labels = [str(chip.label) for chip in results.chips(parameters)]
    words = [parameters["q"]] if parameters.get("q") else []
    form = SaveForm(request.POST or None, initial={"name": ", ".join([*words, *labels])[:100]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save(access.user(request), query=query, **form.cleaned_data)
        except actions.TooManyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The search is saved."))
            return redirect("saved_searches")
    context = {"form": form, "what": [*words, *labels], "query": query}
    return render(request, "search/save.html", context, status=422 if form.is_bound else 200)


@login_required
@never_stored
def saved(request: HttpRequest) -> HttpResponse:
    """The searches a person keeps."""
    context = {"saved": access.user(request).saved_searches.all(), "frequencies": SavedSearch.Frequency.choices}
    return render(request, "search/saved.html", context)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kept search, or say how often mails about it come. 404 for somebody else's."""
    kept = get_object_or_404(access.user(request).saved_searches, pk=pk)
    if "delete" in request.POST:
        kept.delete()
        messages.success(request, _("The search is deleted."))
    elif (frequency := request.POST.get("frequency", "")) in SavedSearch.Frequency.values:
        actions.change(kept, frequency)
        messages.success(request, _("Saved."))
    return redirect("saved_searches")


@csrf_exempt  # Mail programs send the button's request themselves (RFC 8058); the address alone says what it may do.
@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: opening it shows a button, as programs that check mail open links, too; the button stops the mails."""
    key = mails.stopped_by(token)
    if key is None:
        raise Http404
    context: dict[str, Any] = {"stopped": request.method == "POST"}
    if request.method == "POST":
        actions.stop(key)
    return render(request, "search/stop.html", context)
