"""Replacing by a pseudonym on the privacy officer's page."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from tests.ingest.desks import decision_of, flag, make_officer, make_screened
from tests.ingest.views.test_review import act, client_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer())


def test_the_field_holds_the_proposal_and_the_list_then_says_what_stands(officer):
    source = make_screened(["Leder Kari Nordmann sa.", "Kari Nordmann igjen."])
    first, second = flag(source, "Kari Nordmann", person="kari nordmann")
    html = officer.get(url(source)).content.decode()
    assert 'name="replacement" value="Leder A"' in html
    assert 'value="replace" data-key="p"' in html
    answer = act(officer, source, "replace", first, replacement="Leder A", everywhere="on")
    assert [decision_of(each) for each in (first, second)] == ["replace", "replace"]
    page = officer.get(answer["Location"]).content.decode()
    assert "→ Leder A" in page
    assert "2 replaced" in page
    page = officer.get(url(source) + f"?finding={first.pk}").content.decode()
    assert "replaced by “Leder A”" in page
    assert 'data-state="replace" data-now' in page
    assert "Replace (“Leder A”)" in page


def test_only_this_place_is_replaced_when_the_others_are_not_meant(officer):
    source = make_screened(["Kari her", "Kari der"])
    first, second = flag(source, "Kari", person="kari")
    act(officer, source, "replace", first, replacement="Person A")
    assert [decision_of(each) for each in (first, second)] == ["replace", ""]


def test_replacing_is_undone_with_all_that_was_decided_with_it(officer):
    source = make_screened(["Kari her", "Kari der"])
    first, second = flag(source, "Kari", person="kari")
    act(officer, source, "replace", first, replacement="Person A", everywhere="on")
    act(officer, source, "undo", first, together="on")
    assert [decision_of(each) for each in (first, second)] == ["", ""]
    assert "→ Person A" not in officer.get(url(source)).content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole", "htmx"])
def test_a_pseudonym_that_wont_do_stays_in_the_field_with_the_reason_and_in_no_address_or_log(officer, headers, caplog):
    source = make_screened(["Ola Dunk", "Kari Nordmann"])
    flag(source, "Ola Dunk", person="ola dunk")
    [kari] = flag(source, "Kari Nordmann", person="kari nordmann")
    with caplog.at_level(logging.DEBUG):
        answer = officer.post(
            url(source, "decide") + "?show=all",
            {"finding": kari.pk, "act": "replace", "replacement": 'Sjef "Nordmann'},
            headers=headers,
        )
    html = answer.content.decode()
    assert 'value="Sjef &quot;Nordmann"' in html
    assert 'id="rv-refused" role="alert"' in html
    assert '<h2 id="rv-finding-text">Kari Nordmann</h2>' in html
    assert answer["HX-Push-Url"] == "false"
    assert "Nordmann" not in caplog.text
    assert decision_of(kari) == ""


def test_what_is_replaced_counts_as_left_out_of_the_version(officer):
    source = make_screened(["Kari Nordmann og Ola Dunk"])
    [kari], [ola] = flag(source, "Kari Nordmann", person="kari"), flag(source, "Ola Dunk", person="ola")
    act(officer, source, "replace", kari, replacement="Leder A")
    act(officer, source, "redact", ola)
    assert "<li>Names of people: 2</li>" in officer.get(url(source)).content.decode()


def test_looking_at_a_proposal_costs_no_query_a_finding(officer, django_assert_max_num_queries):
    names = [f"Kari Nordmann{letter}" for letter in "abcdefghij"]
    source = make_screened([f"{name} og" for name in names])
    for name in names:
        flag(source, name, person=name.lower())
    with django_assert_max_num_queries(40):
        assert officer.get(url(source)).status_code == 200
