"""The pieces that the templates of every app are made of."""

from __future__ import annotations

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import capfirst

from archive.models import State
from archive.templatetags.samling import byline, clock, facts, state_color
from tests.factories import make_class, make_item, make_release, make_rendition


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="As on the first page.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    audience = forms.ChoiceField(label="Audience", choices=[("a", "Few"), ("b", "Many")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")


def field(name: str, data: dict[str, str] | None = None) -> str:
    return render_to_string("components/field.html", {"field": ExampleForm(data)[name]})


def test_label_help_and_error_of_a_field_are_tied_to_it():
    html = field("title", {})
    assert '<label class="ds-label" for="id_title">' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="ds-input"' in html


def test_a_field_keeps_what_was_typed():
    assert 'value="My &lt;thesis&gt;"' in field("title", {"title": "My <thesis>"})


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = field("audience", {"audience": "b"})
    assert "<legend>Audience" in html
    assert html.count('class="ds-input"') == 2
    assert html.count("checked") == 1


def test_a_checkbox_is_followed_by_its_label():
    html = field("agreed")
    assert html.index("<input") < html.index('<label for="id_agreed">I agree')


def test_a_button_that_asks_once_posts_only_from_its_question():
    context = {"id": "w1", "url": "/withdraw/", "label": "Withdraw", "question": "Sure?", "name": "item", "value": "7"}
    html = render_to_string("components/confirm_button.html", context)
    assert html.index('popovertarget="w1"') < html.index('id="w1" popover') < html.index('action="/withdraw/"')
    assert '<input type="hidden" name="item" value="7">' in html


def test_pages_of_a_list_keep_the_rest_of_the_address(rf):
    page = Paginator(range(100), 10).page(2)
    html = render_to_string("components/pagination.html", {"page": page}, request=rf.get("/?q=tillit&page=2"))
    assert 'href="?q=tillit&amp;page=3"' in html
    assert 'aria-current="true">2</a>' in html


def test_a_list_of_one_page_has_no_page_numbers(rf):
    page = Paginator(range(5), 10).page(1)
    assert not render_to_string("components/pagination.html", {"page": page}, request=rf.get("/")).strip()


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_colour_and_words(state):
    html = render_to_string("components/state.html", {"state": state.value})
    assert f'data-color="{state_color(state)}"' in html
    assert capfirst(str(state.label)) in html


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (83.9, "1:23"), (3725, "1:02:05"), (None, "0:00")])
def test_times_are_written_as_on_a_clock(seconds, shown):
    assert clock(seconds) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "unnamed", "shown"),
    [
        (["Kari", "Ola"], [], "Kari and Ola"),
        (["Kari"], [1], "Kari and an unnamed author"),
        (["Kari"], [1, 2], "Kari and 2 unnamed authors"),
        ([], [1], "Unnamed author"),
        ([], [1, 2], "Unnamed authors"),
    ],
)
def test_whoever_is_unnamed_is_counted_but_not_named(names, unnamed, shown):
    item = make_item()
    make_rendition(item, unnamed=unnamed)
    with translation.override("en"):
        assert byline(make_release(item, names=names)) == shown


@pytest.mark.django_db
def test_where_an_item_belongs_is_told_once():
    oslo = make_class("Oslo 2", year=2021)
    assert facts(make_item(programme_class=oslo, place="Oslo", year=2022)) == ["Oslo 2 2021", "2022"]
    assert "Bodø" in facts(make_item(programme_class=oslo, place="Bodø"))
