"""A list of results as a file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse

from archive.models import Audience
from search import exporting, indexing
from tests.factories import make_item, make_release, make_student

pytestmark = pytest.mark.django_db


def released(title, audience=Audience.PROGRAMME):
    item = make_item(title=title)
    make_release(item, audience=audience)
    indexing.mark(item)
    indexing.catch_up()
    return item


def test_the_file_has_what_the_person_finds(client):
    released("Tillit og turnus")
    released("Tillit for alle", Audience.PUBLIC)
    released("Noko anna")
    url = reverse("export", args=["csv"]) + "?q=tillit"
    rows = list(csv.DictReader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Tillit for alle"]
    client.force_login(make_student())
    rows = list(csv.DictReader(io.StringIO(client.get(url).content.decode("utf-8-sig"))))
    assert {row["title"] for row in rows} == {"Tillit og turnus", "Tillit for alle"}


@pytest.mark.parametrize(("name", "begins"), [("ris", "TY  - THES"), ("bib", "@misc{"), ("json", "[")])
def test_each_format(client, name, begins):
    released("Tillit", Audience.PUBLIC)
    response = client.get(reverse("export", args=[name]))
    assert response.content.decode().startswith(begins)
    assert response["Cache-Control"] == "private, no-store"


def test_no_more_than_there_may_be(client, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 2)
    monkeypatch.setattr(exporting, "MOST_A_PAGE", 1)
    for number in range(3):
        released(f"Tillit {number}", Audience.PUBLIC)
    assert len(json.loads(client.get(reverse("export", args=["json"])).content)) == 2


def test_the_same_queries_however_many_hits(client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    released("Tillit 0", Audience.PUBLIC)
    url = reverse("export", args=["csv"])
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(3):
        released(f"Tillit {number}", Audience.PUBLIC)
    with django_assert_num_queries(len(one)):
        client.get(url)
