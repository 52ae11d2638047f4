"""References as the styles have them, and files that no value can break out of."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from archive.citing import apa, formats, records
from archive.models import Audience, Release
from tests.factories import make_contributor, make_item, make_release, make_rendition, make_student


def record(**values) -> records.Record:
    return {
        "id": "samling-1a",
        "type": "thesis",
        "title": "Tillit i små tjenester: en studie",
        "author": [records.split_name("Kari Moen"), records.split_name("Ola Per von der Lie")],
        "issued": {"date-parts": [[2024]]},
        "genre": "Prosjektoppgave",
        "publisher": "Samling",
        "URL": "https://arkiv.example.no/1a/",
        **values,
    }


LECTURE = {"type": "speech", "issued": {"date-parts": [[2024, 9, 12]]}, "title": "Endring"}


@pytest.mark.parametrize(
    ("values", "language", "expected"),
    [
        (
            {},
            "nb",
            "Moen, K. & von der Lie, O. P. (2024). Tillit i små tjenester: en studie [Prosjektoppgave, Samling]. "
            "https://arkiv.example.no/1a/",
        ),
        (
            {"genre": "Project thesis"},
            "en",
            "Moen, K., & von der Lie, O. P. (2024). Tillit i små tjenester: en studie [Project thesis]. Samling. "
            "https://arkiv.example.no/1a/",
        ),
        (
            {**LECTURE, "author": [records.split_name("Lise Lie")], "genre": "Førelesing"},
            "nn",
            "Lie, L. (2024, 12. september). Endring [Førelesing]. Samling. https://arkiv.example.no/1a/",
        ),
        (
            {"author": [{"literal": "Forfatter uten navn"}]},
            "nb",
            "Forfatter uten navn. (2024). Tillit i små tjenester: en studie [Prosjektoppgave, Samling]. "
            "https://arkiv.example.no/1a/",
        ),
    ],
)
def test_a_reference_in_apa_style(values, language, expected):
    assert apa.reference(record(**values), language) == expected


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_whatever_a_title_or_name_holds_there_is_a_reference(title, name):
    made = record(title=title, author=[records.split_name(name)])
    assert apa.reference(made, "nb")
    for form in formats.EXPORTS.values():
        assert form.write([made])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kari Moen", {"given": "Kari", "family": "Moen"}),
        ("Ola Per von der Lie", {"given": "Ola Per", "family": "von der Lie"}),
        ("von Lie", {"given": "von", "family": "Lie"}),
        ("Oslo", {"literal": "Oslo"}),
    ],
)
def test_a_name_is_taken_apart(name, expected):
    assert records.split_name(name) == expected


def test_bibtex_escapes_what_tex_would_read():
    made = formats.bibtex([record(title="50 % & {kr} \\input{x} _a_ #1 ~^$")])
    expected = r"50 \% \& \{kr\} \textbackslash{}input\{x\} \_a\_ \#1 \textasciitilde{}\textasciicircum{}\$"
    assert f"title = {{{{{expected}}}}}" in made
    assert "author = {Moen, Kari and von der Lie, Ola Per}" in made
    assert made.startswith("@misc{samling-1a,\n")


def test_no_value_begins_a_line_of_its_own():
    evil = "Tillit\r\nER  - \r\nTY  - THES\nTI  - Noe annet"
    made = formats.ris([record(title=evil)])
    assert [line[:6] for line in made.splitlines()].count("ER  - ") == 1
    assert len(list(csv.reader(io.StringIO(formats.table([record(title=evil)]))))) == 2


def test_a_table_is_never_a_formula():
    for evil in ("=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1"):
        rows = list(csv.reader(io.StringIO(formats.table([record(title=evil)]).lstrip("\ufeff"))))
        assert rows[1][0][0] not in "=+-@\t"


def test_ris_tells_the_day_of_a_lecture():
    made = formats.ris([record(**LECTURE)])
    assert "TY  - VIDEO\r\n" in made
    assert "DA  - 2024/09/12\r\n" in made
    assert made.endswith("ER  - \r\n")


@pytest.mark.django_db
def test_a_record_names_those_shown_and_says_that_others_are_not():
    author = make_student(name="Kari Moen")
    item = make_item(authors=[author], year=2024)
    hidden = make_contributor(item, make_student(name="Ola Hemmelig"))
    rendition = make_rendition(item, title="Tillit", unnamed=[hidden.pk], keywords=["a", "b"], language="nn")
    make_release(item, rendition=rendition, names=["Kari Moen"])
    release = Release.objects.with_citation().get()
    with translation.override("nn"):
        made = records.record_of(release)
    assert made["author"] == [{"given": "Kari", "family": "Moen"}, {"literal": "Ikkje namngjeven forfattar"}]
    assert made["keyword"] == "a, b"
    assert made["URL"].endswith(f"/{item.slug}/")
    assert "Hemmelig" not in json.dumps(made)


@pytest.mark.django_db
def test_a_lecture_is_dated_by_its_day():
    item = make_item("lecture", held_on=datetime.date(2024, 9, 12))
    make_release(item)
    assert records.record_of(Release.objects.with_citation().get())["issued"] == {"date-parts": [[2024, 9, 12]]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(formats.CITATIONS))
def test_a_reference_as_a_file(client, name):
    item = make_item(authors=[make_student(name="Kari Moen")], year=2024)
    release = make_release(item)
    assert client.get(reverse("cite", args=[item.pk, name])).status_code == 404
    client.force_login(make_student())
    response = client.get(reverse("cite", args=[item.pk, name]))
    assert "Moen" in response.content.decode()
    assert response["Content-Disposition"] == f'attachment; filename="samling-{release.rendition_id}.{name}"'
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(reverse("cite", args=[item.pk, "exe"])).status_code == 404


@pytest.mark.django_db
def test_the_page_cites_with_the_title_marked_up_and_nothing_unescaped(client):
    item = make_item(authors=[make_student(name="Kari Moen")], year=2024, title="Tillit & <b>tro</b>")
    make_release(item, audience=Audience.PUBLIC)
    page = client.get(item.get_url()).content.decode()
    assert "Moen, K. (2024). <cite>Tillit &amp; &lt;b&gt;tro&lt;/b&gt;</cite>" in page
    assert "<b>tro" not in page
