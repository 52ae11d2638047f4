"""The choices of a facet on the results page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from search.results import Choice

register = template.Library()


@register.filter
def checkboxes(choices: Iterable[Choice]) -> SafeString:
    """A checkbox for each of `choices`, with its count. A page has some eighty of them, which a template takes long to write."""
    return SafeString("".join(map(_checkbox, choices)))


def _checkbox(choice: Choice) -> str:
    facet, value, id_, label = map(escape, (choice.facet, choice.value, choice.id, choice.label))
    checked = " checked" if choice.chosen else ""
    return (
        f'<div class="ds-field"><input class="ds-input" type="checkbox" name="{facet}" value="{value}" id="{id_}"{checked} data-submit>'
        f'<label for="{id_}">{label} <span class="quiet">({choice.count})</span></label></div>'
    )
