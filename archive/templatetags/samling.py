"""What the templates of every app need: form fields, states, times and sizes in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from archive.models import ItemPage, Release, State

register = template.Library()

_STATE_COLORS = {
    State.FAILED: "danger",
    State.IN_REVIEW: "warning",
    State.AWAITING_CONSENT: "warning",
    State.DEFERRED: "info",
    State.REFUSED: "neutral",
    State.WITHDRAWN: "neutral",
    State.SUSPENDED: "warning",
    State.CONFIDENTIAL: "neutral",
    State.DELETED: "neutral",
    State.RELEASED: "success",
}
_STATE_SENTENCES = {
    State.RECEIVED: gettext_lazy("The file is being read."),
    State.EXTRACTED: gettext_lazy("The file is being read."),
    State.SCREENED: gettext_lazy(
        "The privacy officer decides what is blacked out. You get a mail when it is your turn."
    ),
    State.IN_REVIEW: gettext_lazy(
        "The privacy officer decides what is blacked out. You get a mail when it is your turn."
    ),
    State.AWAITING_CONSENT: gettext_lazy("Nobody can read it until everyone who has a part in it has said yes."),
    State.DEFERRED: gettext_lazy(
        "Everyone has said yes, and it waits for the day that was chosen. Nobody can read it before."
    ),
    State.REFUSED: gettext_lazy("Somebody has said no, so nobody can read it."),
    State.WITHDRAWN: gettext_lazy("Somebody has taken their yes back, so nobody can read it any more."),
    State.SUSPENDED: gettext_lazy(
        "Somebody has written that the work says something about them. Nobody can read it until a privacy officer has looked."
    ),
    State.CONFIDENTIAL: gettext_lazy("It is closed as confidential, so nobody can read it."),
    State.FAILED: gettext_lazy("It stopped on its way. See where, and what you can do."),
}
_MESSAGE_COLORS = {"error": "danger", "warning": "warning", "success": "success"}


_KINDS = {"thesis": gettext_lazy("Thesis"), "lecture": gettext_lazy("Lecture"), "material": gettext_lazy("Material")}


@register.filter
def message_color(message: Message) -> str:
    """The colour of an alert for a Django message, by its level."""
    return _MESSAGE_COLORS.get(message.level_tag, "info")


@register.filter
def state_label(state: str) -> str:
    return str(State(state).label)


@register.filter
def state_sentence(state: str) -> str:
    """What happens now to an item that is not released, for those who have a part in it."""
    return str(_STATE_SENTENCES.get(State(state), ""))


@register.filter
def state_color(state: str) -> str:
    return _STATE_COLORS.get(State(state), "info")


@register.filter
def ds_input(field: BoundField) -> SafeString:
    """The field's widget, dressed as Designsystemet's input, said to be invalid when it is."""
    attrs: dict[str, Any] = {"class": f"ds-input {field.field.widget.attrs.get('class', '')}".strip()}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def ds_choices(field: BoundField) -> list[BoundWidget]:
    """The radio buttons or checkboxes of a field, dressed as `ds_input` dresses one."""
    widgets = field.subwidgets
    for widget in widgets:
        widget.data["attrs"] = {**widget.data["attrs"], "class": "ds-input"}
    return widgets


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers worth showing around `page`, with an ellipsis for what is left out."""
    paginator: Paginator[Any] = page.paginator
    return paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def clock(seconds: float | None) -> str:
    """83.4 → "1:23"; 3725 → "1:02:05"."""
    minutes, rest = divmod(int(seconds or 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def kind_label(item: ItemPage) -> str:
    return str(_KINDS[item.kind])


@register.filter
def facts(item: ItemPage) -> list[str]:
    """Where an item belongs, in a few words: class or cohort, place, year, theme."""
    found = []
    if item.programme_class:
        found.append(str(item.programme_class))
    elif item.cohort:
        found.append(_("Cohort %(year)s") % {"year": item.cohort})
    if item.place and not (item.programme_class and item.place in item.programme_class.name):
        found.append(item.place)
    if item.year:
        found.append(str(item.year))
    if item.theme:
        found.append(str(item.get_theme_display()))
    return found


@register.filter
def byline(release: Release) -> str:
    """The names a release shows: "Kari Moen and Ola Lie", "Kari Moen and an unnamed author", "Unnamed author"."""
    unnamed = len(release.rendition.unnamed) if release.item.kind == "thesis" else 0
    if not release.names:
        return ngettext("Unnamed author", "Unnamed authors", unnamed or 1)
    names = list(release.names)
    if unnamed:
        names.append(ngettext("an unnamed author", "%(count)s unnamed authors", unnamed) % {"count": unnamed})
    return str(get_text_list(names, _("and")))


@register.simple_tag(takes_context=True)
def reference(context: dict[str, Any], release: Release) -> SafeString:
    """The release as a list of references has it, its title marked up as one."""
    from archive.citing import apa, records  # They use this module's words.

    record = records.record_of(release, context.get("request"))
    whole = apa.reference(record, get_language() or "nb")
    before, title, after = whole.partition(record["title"]) if record["title"] else (whole, "", "")
    return format_html("{}<cite>{}</cite>{}", before, title, after)


@register.simple_tag
def citation_formats() -> list[Any]:
    """The files that a reference can be fetched as."""
    from archive.citing.formats import CITATIONS

    return list(CITATIONS.values())


@register.filter
def redacted(redactions: dict[str, int]) -> int:
    """How many places are redacted, of all types together."""
    return sum(redactions.values())
