"""My data: see what is held, take it along, correct it, object, and erase oneself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.files.storage import storages
from django.db.models import Count, Model, QuerySet, Window
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from archive.erasing import works_alone, works_shared
from consent.rights import exports, requests
from consent.rights.forms import AskForm, EraseForm, NameForm
from people import access, columns, erasure, freshness
from people.models import User

MOST = 20
"""Rows of a table on the page. All are in the copy."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with the person's newest rows, in words, and how many there are."""

    table: columns.Table
    rows: list[dict[str, str]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@login_required
@require_safe
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, name: NameForm | None = None, ask: AskForm | None = None) -> HttpResponse:
    """The page, with a form that could not be carried out. Two queries a table, however much is held."""
    person = access.user(request)
    shown = [each for each in (_shown(table, person) for table in columns.tables()) if each.count]
    context = {
        "groups": [(group.label, list(tables)) for group, tables in groupby(shown, key=lambda each: each.table.group)],
        "places": columns.places(),
        "export": exports.newest_of(person),
        "days": exports.DAYS,
        "name_form": name or NameForm(instance=User(name=person.name)),
        "ask_form": ask or AskForm(),
        "asked": person.rights_requests.order_by("-pk")[:MOST],
    }
    return render(request, "consent/rights/my_data.html", context, status=422 if name or ask else 200)


def _shown(table: columns.Table, person: User) -> Shown:
    found = table.about(person)
    rows: list[Model]
    if isinstance(found, QuerySet):
        rows = list(found.annotate(rows_in_all=Window(Count("*"))).order_by("-pk")[:MOST])
        count = rows[0].rows_in_all if rows else 0  # type: ignore[attr-defined]
    else:
        rows = list(found)
        count = len(rows)
    return Shown(table, [table.told(row, person) for row in rows[:MOST]], count)


@login_required
@never_cache
def copy(request: HttpRequest) -> HttpResponse:
    """Order a copy (POST), or tell how far it has come: the part of the page that renews itself."""
    person = access.user(request)
    if request.method == "POST":
        exports.order(person)
        return redirect(f"{reverse('my_data')}#copy")
    context = {"export": exports.newest_of(person), "days": exports.DAYS}
    return render(request, "consent/rights/_copy.html", context)


@login_required
@require_safe
@never_cache
def download(request: HttpRequest) -> HttpResponseBase:
    """The copy, for the one whom it is about."""
    export = exports.newest_of(access.user(request))
    if export is None or not export.name:
        raise Http404
    try:
        content = storages["held"].open(export.name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(content, as_attachment=True, filename="samling.zip", content_type="application/zip")


@login_required
@require_POST
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST, instance=User.objects.get(pk=access.user(request).pk))
    if not form.is_valid():
        return _page(request, name=form)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("my_data")


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, ask=form)
    made = requests.make(access.user(request), requests.Kind(form.cleaned_data["kind"]), form.cleaned_data["text"])
    sentence = _("It is sent. You get an answer by mail, by %(date)s at the latest.")
    messages.success(request, sentence % {"date": columns.words_of(made.due_at.date())})
    return redirect("my_data")


@login_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """What would be deleted, what would stay and why; then, typed and freshly signed in, it happens at once."""
    person = access.user(request)
    form = EraseForm(request.POST or None, person=person)
    is_fresh = freshness.signed_in_just_now(request)
    refusal = erasure.refusal(person)
    if request.method == "POST" and is_fresh and refusal is None and form.is_valid():
        try:
            erasure.erase(person, by=person)
        except erasure.LastOfRole as found:
            refusal = found
        else:
            logout(request)
            return render(request, "consent/rights/erased.html")
    context = {
        "form": form,
        "is_fresh": is_fresh,
        "refusal": refusal,
        "alone": works_alone(person).order_by("pk"),
        "shared": works_shared(person).order_by("pk"),
        "tables": [(table, _fates(table)) for table in columns.tables()],
        "places": columns.places(),
    }
    return render(request, "consent/rights/erase.html", context, status=422 if form.is_bound else 200)


def _fates(table: columns.Table) -> list[tuple[str, str, str]]:
    """What becomes of the columns of a table: their names, their fate, and why."""
    found: dict[tuple[str, str], list[str]] = {}
    for column_name, column in table.columns.items():
        found.setdefault((str(column.fate.label), str(column.why)), []).append(table.label(column_name))
    return [(", ".join(names), fate, why) for (fate, why), names in found.items()]


@login_required
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Sign out, to come back with a new code."""
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('my_data_erase')})}")
