"""OAI-PMH 2.0, as a harvester asks it."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from archive.models import Audience, ItemPage, Release
from archive.public import oai
from tests.factories import make_item, make_release, make_rendition, make_student

pytestmark = pytest.mark.django_db

LISTING = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
NAMES = {"o": oai.OAI, "dc": oai.DC, "oai_dc": oai.OAI_DC}


@pytest.fixture
def ask(client):
    def asked(**arguments):
        response = client.get(reverse("oai"), arguments)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        return etree.fromstring(response.content)

    return asked


def released(title="Tillit", *, days_ago=0, kind="thesis", audience=Audience.PUBLIC, **fields) -> ItemPage:
    item = make_item(kind, authors=[make_student(name="Kari Moen")], year=2024)
    make_rendition(item, title=title, **fields)
    at = timezone.now() - datetime.timedelta(days=days_ago)
    make_release(item, audience=audience, released_at=at)
    ItemPage.objects.filter(pk=item.pk).update(last_published_at=at)
    return item


def texts(tree, path):
    return [element.text for element in tree.findall(f".//{path}", NAMES)]


def error(tree):
    found = tree.find("o:error", NAMES)
    return None if found is None else found.get("code")


def test_the_repository_says_what_it_is(ask):
    released(days_ago=3)
    tree = ask(verb="Identify")
    assert texts(tree, "o:deletedRecord") == ["transient"]
    assert texts(tree, "o:earliestDatestamp")[0][:10] == str((timezone.now() - datetime.timedelta(days=3)).date())
    assert tree.find("o:request", NAMES).get("verb") == "Identify"


def test_a_record_in_dublin_core(ask):
    item = released("Tillit & tro \x0b", abstract="Om tillit.", keywords=["tillit", "turnus"], language="nb")
    tree = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"oai:localhost:{item.slug}")
    assert texts(tree, "dc:title") == ["Tillit & tro  "]
    assert texts(tree, "dc:creator") == ["Kari Moen"]
    assert texts(tree, "dc:subject") == ["tillit", "turnus"]
    assert texts(tree, "dc:date") == ["2024"]
    assert texts(tree, "o:setSpec") == ["thesis"]


def test_only_what_is_public_is_a_record(ask):
    item = released(audience=Audience.PROGRAMME)
    assert error(ask(verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    identifier = f"oai:localhost:{item.slug}"
    assert error(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)) == "idDoesNotExist"


def test_what_was_withdrawn_is_an_identifier_and_a_date(ask):
    item = released("Hemmelig", days_ago=5, abstract="Noe")
    Release.objects.active().end(by=None)
    tree = ask(verb="ListRecords", metadataPrefix="oai_dc")
    (header,) = tree.findall(".//o:header", NAMES)
    assert header.get("status") == "deleted"
    assert [child.tag.rpartition("}")[2] for child in header] == ["identifier", "datestamp"]
    assert texts(tree, "o:datestamp")[0][:10] == str(timezone.now().date())
    assert tree.find(".//o:metadata", NAMES) is None
    tree = ask(verb="ListMetadataFormats", identifier=f"oai:localhost:{item.slug}")
    assert error(tree) == "noMetadataFormats"


def test_what_an_editor_took_off_the_site_is_deleted_since_then(ask):
    item = released(days_ago=5)
    ItemPage.objects.get(pk=item.pk).unpublish()
    tree = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": str(timezone.now().date())})
    assert tree.find(".//o:header", NAMES).get("status") == "deleted"
    ItemPage.objects.get(pk=item.pk).specific.save_revision().publish(skip_permission_checks=True)
    tree = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": str(timezone.now().date())})
    assert tree.find(".//o:header", NAMES).get("status") is None


def test_lists_come_in_parts_without_a_gap(ask, monkeypatch):
    monkeypatch.setattr(oai, "A_PAGE", 2)
    items = [released(str(n), days_ago=9 - n) for n in range(5)]
    found, arguments = [], {"metadataPrefix": "oai_dc", "set": "thesis"}
    for _ in range(3):
        tree = ask(verb="ListIdentifiers", **arguments)
        found += texts(tree, "o:identifier")
        (token,) = texts(tree, "o:resumptionToken")
        arguments = {"resumptionToken": token}
    assert found == [f"oai:localhost:{item.slug}" for item in items]
    assert token is None


def test_records_of_the_same_moment_come_once_each(ask, monkeypatch):
    monkeypatch.setattr(oai, "A_PAGE", 1)
    at = timezone.now() - datetime.timedelta(days=1)
    for item in (released(), released()):
        Release.objects.filter(item=item).update(released_at=at)
        ItemPage.objects.filter(pk=item.pk).update(last_published_at=at)
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    second = ask(verb="ListIdentifiers", resumptionToken=texts(first, "o:resumptionToken")[0])
    assert len({*texts(first, "o:identifier"), *texts(second, "o:identifier")}) == 2


def test_dates_include_their_ends(ask):
    released(days_ago=3)
    day = Release.objects.get().released_at
    at = day.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for since, until in [(at, at), (at[:10], at[:10])]:
        tree = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **{"from": since, "until": until})
        assert len(texts(tree, "o:identifier")) == 1
    before = str((day - datetime.timedelta(days=1)).date())
    assert error(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", until=before)) == "noRecordsMatch"


def test_sets_are_the_kinds(ask):
    assert texts(ask(verb="ListSets"), "o:setSpec") == ["thesis", "lecture", "material"]
    released(kind="lecture")
    assert len(texts(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="lecture"), "o:identifier")) == 1
    assert error(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="thesis")) == "noRecordsMatch"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nonsense"}, "badVerb"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "Identify", "set": "thesis"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-31"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2025-01-01", "until": "2024-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-01-01", "until": "2024-01-02T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "film"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:localhost:none"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "x\x00"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_every_wrong_question_has_its_error(ask, arguments, code):
    assert error(ask(**arguments)) == code


def test_a_token_is_good_for_its_verb_alone(ask, monkeypatch):
    monkeypatch.setattr(oai, "A_PAGE", 1)
    released(), released()
    (token,) = texts(ask(verb="ListRecords", metadataPrefix="oai_dc"), "o:resumptionToken")
    assert error(ask(verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert error(ask(verb="ListRecords", resumptionToken=token + "x")) == "badResumptionToken"


def test_harvesters_may_ask_by_post(client):
    response = client.post(reverse("oai"), {"verb": "ListSets"})
    assert b"<setSpec>thesis</setSpec>" in response.content


def test_a_list_takes_the_same_queries_however_long(client, django_assert_num_queries):
    released(), released()
    client.get(reverse("oai"), LISTING)
    with CaptureQueriesContext(connection) as two:
        client.get(reverse("oai"), LISTING)
    for _ in range(4):
        released()
    with django_assert_num_queries(len(two)):
        client.get(reverse("oai"), LISTING)
