"""The results page, suggestions and similar items, as a signed-in student gets them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Audience, Purpose, Release
from search import indexing
from search.saved.actions import kept_query
from tests.factories import make_item, make_release, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db

TRUST = "Tillit mellom leder og medarbeider i hjemmetjenesten gir endring. "


def make_released(title, text=TRUST, *, audience=Audience.PROGRAMME, purposes=Purpose.values, **fields):
    described = {name: fields.pop(name) for name in ("abstract", "keywords") if name in fields}
    names = fields.pop("names", [])
    item = make_item(title=title, **fields)
    make_rendition(item, [text], language="nb", **described)
    release = make_release(item, audience=audience, purposes=purposes, names=names)
    indexing.mark(item)
    return release


@pytest.fixture
def reader(client):
    user = make_student()
    client.force_login(user)
    return user


@pytest.fixture
def shelf(reader):
    releases = [
        make_released("Tillit i små tjenester", year=2022, keywords=["tillitsreform"], names=["Tilde Moen"]),
        make_released("Tillit i store tjenester", year=2023, abstract="Om glede."),
        make_released("Noe annet", "Kommunens budsjett og regnskap for neste år.", year=2024),
    ]
    indexing.catch_up()
    return releases


def page(client, **parameters):
    return client.get(reverse("search"), parameters).content.decode()


def suggested(client, typed):
    found = client.get(reverse("suggest"), {"q": typed}).json()["suggestions"]
    return [(each["text"], each["query"], bool(each["url"])) for each in found]


def test_a_passage_of_a_recording_says_when_it_is_heard(client, reader):
    make_released("Forelesning", (4500.0, 4510.0, TRUST))
    indexing.catch_up()
    assert ">1:15:00</a>" in page(client, q="tillit")


class TestYears:
    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [
            ("2022", "2023", 2),
            ("2023", "", 2),
            ("", "2022", 1),
            ("2024", "2023", 2),
            ("x", "20233", 3),
            ("1", "9999", 3),
        ],
    )
    def test_a_range_of_years(self, client, shelf, first, last, count):
        assert page(client, year_from=first, year_to=last).count('class="hit"') == count

    def test_years_ticked_within_the_range(self, client, shelf):
        assert page(client, year_from="2022", year_to="2023", year="2023").count('class="hit"') == 1
        assert page(client, year_from="2022", year_to="2023", year="2024").count('class="hit"') == 0

    def test_the_range_is_a_chip_that_leaves_the_rest(self, client, shelf):
        html = page(client, q="tillit", year_from="2022", year_to="2023", kind="thesis", page="1")
        assert "2022–2023" in html
        assert 'href="?q=tillit&amp;kind=thesis"' in html


class TestDidYouMean:
    def test_a_misspelt_word_is_put_right_where_that_finds_something(self, client, shelf):
        html = page(client, q="hjemmetjensten OG endrign", kind="thesis")
        assert 'href="?q=hjemmetjenesten+OG+endring&amp;kind=thesis"' in html

    @pytest.mark.parametrize("asked", ['"tilltt"', "-tilltt", "til*", "xyzzyx", "", "tillit", "hvordan", "1234567"])
    def test_not_what_is_quoted_excluded_found_or_unknown(self, client, shelf, asked):
        assert "Mente du" not in page(client, q=asked)
        assert 'class="meant"' not in page(client, q=asked)

    def test_not_where_the_filters_leave_nothing(self, client, shelf):
        assert 'class="meant"' in page(client, q="tilltt")
        assert 'class="meant"' not in page(client, q="tilltt", year="2024")

    def test_a_question_without_answer_offers_its_words_alone(self, client, shelf):
        html = page(client, q="regnskap tillit")
        assert 'href="?q=regnskap"' in html
        assert 'href="?q=tillit"' in html


class TestHitsOfWhatWasMeant:
    """A misspelt question that nothing has."""

    def test_they_are_shown_at_once_and_the_page_says_so(self, client, shelf):
        html = page(client, q="tilltt", kind="thesis", sort="newest")
        assert html.count('class="hit"') == 2
        told = html.partition('<p class="meant">')[2].partition("</p>")[0]
        assert "tilltt" in told
        assert "tillit" in told
        assert "<mark>Tillit</mark>" in html
        assert 'href="?q=tilltt&amp;kind=thesis&amp;sort=newest&amp;exact=1"' in html
        assert 'value="tilltt"' in html

    def test_what_was_typed_can_be_asked_for(self, client, shelf):
        html = page(client, q="tilltt", exact="1", kind="thesis")
        assert 'class="hit"' not in html
        assert 'href="?q=tillit&amp;kind=thesis"' in html

    def test_the_list_that_is_kept_or_fetched_is_the_one_shown(self, client, shelf):
        html = page(client, q="tilltt", kind="thesis")
        assert f'href="{reverse("save_search")}?q=tillit&amp;kind=thesis"' in html
        assert f'href="{reverse("export", args=["csv"])}?q=tillit&amp;kind=thesis"' in html
        assert f'href="{reverse("save_search")}?q=tillit&amp;kind=lecture"' not in page(
            client, q="tillit", kind="lecture"
        )

    @pytest.mark.parametrize(
        "asked",
        ["tilltt OG endring", "tilltt ELLER xyzzyx", "tilltt -makt", "(tilltt)", '"gir endring" tilltt', "til* tilltt"],
    )
    def test_not_where_operators_or_quotation_marks_say_what_is_meant(self, client, shelf, asked):
        html = page(client, q=asked)
        assert 'class="hit"' not in html or "xyzzyx" in asked
        assert "exact=1" not in html

    def test_no_word_is_put_right_that_something_has(self, client, reader):
        make_released("Den ene", "De har tanker.", year=2022)
        for number in range(2):
            make_released(f"Nummer {number}", "Takker av alle slag.", year=2024)
        indexing.catch_up()
        html = page(client, q="tanker", year="2024")
        assert 'class="hit"' not in html
        assert 'href="?q=takker&amp;year=2024"' in html
        assert page(client, q="takekr", year="2024").count('class="hit"') == 2

    def test_a_word_that_something_has_stays_beside_one_that_is_misspelt(self, client, reader):
        make_released("Den ene", "De har tanker, endringen kom.")
        for number in range(2):
            make_released(f"Nummer {number}", "Takker og endring av alle slag.")
        indexing.catch_up()
        html = page(client, q="tanker endringne")
        assert html.count('class="hit"') == 1
        assert "tanker endringen" in html

    def test_all_its_pages(self, client, reader):
        for number in range(11):
            make_released(f"Nummer {number}", "Glede i arbeidet.")
        indexing.catch_up()
        assert page(client, q="gldee").count('class="hit"') == 10
        assert page(client, q="gldee", page="2").count('class="hit"') == 1

    def test_the_number_of_queries_does_not_grow_with_the_hits(self, client, reader):
        make_released("En", "Glede i arbeidet.")
        for number in range(9):
            make_released(f"Nummer {number}", "Tillit i arbeidet.")
        indexing.catch_up()
        page(client)
        counts = []
        for asked, hits in [("gldee", 1), ("tilltt", 9)]:
            with CaptureQueriesContext(connection) as captured:
                assert page(client, q=asked).count('class="hit"') == hits
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestWhyItMatched:
    def test_a_hit_without_passages_shows_where_the_words_stand(self, client, shelf):
        assert "<mark>Tilde</mark> Moen" in page(client, q="tilde")
        assert "Om <mark>glede</mark>." in page(client, q="glede")
        assert "<mark>tillitsreform</mark>" in page(client, q="tillitsreform")

    def test_an_archive_without_anything_says_what_to_do(self, client, reader):
        assert reverse("upload") in page(client)
        client.logout()
        assert reverse("account_login") in page(client)


class TestSuggestions:
    def test_titles_open_names_and_keywords_are_asked_for(self, client, shelf):
        assert suggested(client, "til") == [
            ("Tillit i små tjenester", "Tillit i små tjenester", True),
            ("Tillit i store tjenester", "Tillit i store tjenester", True),
            ("tillitsreform", "tillitsreform", False),
            ("Tilde Moen", '"Tilde Moen"', False),
        ]

    @pytest.mark.parametrize("change", ["title", "names", "keywords"])
    def test_what_the_database_has_otherwise_is_not_suggested(self, client, shelf, change):
        release = shelf[0]
        if change == "names":
            Release.objects.filter(pk=release.pk).update(names=[])
        else:
            value = "Noe nytt" if change == "title" else []
            type(release.rendition).objects.filter(pk=release.rendition_id).update(**{change: value})
        gone = {"title": "Tillit i små tjenester", "names": "Tilde Moen", "keywords": "tillitsreform"}[change]
        assert gone not in [text for text, _query, _url in suggested(client, "til")]

    def test_phrases_only_of_texts_that_may_be_searched(self, client, reader):
        for number in range(2):
            make_released(f"Nummer {number}", "aktiv omsorg her. " * 3)
        indexing.catch_up()
        assert suggested(client, "aktiv") == [("aktiv omsorg", '"aktiv omsorg"', False)]
        Release.objects.update(purposes=[Purpose.READING])
        assert suggested(client, "aktiv") == []

    def test_withdrawn_while_the_index_does_not_know(self, client, shelf):
        Release.objects.end(by=None, reason="withdrawn")
        assert suggested(client, "til") == []

    def test_the_answer_is_not_kept_by_the_browser(self, client, shelf):
        assert "no-store" in client.get(reverse("suggest"), {"q": "til"})["Cache-Control"]
        assert client.post(reverse("suggest")).status_code == 405


class TestSimilar:
    def test_what_is_alike_with_the_words_that_both_have(self, client, shelf):
        first, second, _third = shelf
        html = client.get(reverse("similar", args=[first.item_id])).content.decode()
        assert second.rendition.title in html
        assert "Noe annet" not in html
        assert "hjemmetjenesten" in html

    def test_htmx_gets_the_list_alone(self, client, shelf):
        html = client.get(reverse("similar", args=[shelf[0].item_id]), headers={"HX-Request": "true"}).content.decode()
        assert html.strip().startswith("<section")
        assert "Tillit i store tjenester" in html

    def test_nothing_of_or_for_a_text_that_may_not_be_searched(self, client, reader):
        private = make_released("Lukket", purposes=[Purpose.READING])
        other = make_released("Åpen")
        indexing.catch_up()
        for release, hidden in ((private, "Åpen"), (other, "Lukket")):
            assert hidden not in client.get(reverse("similar", args=[release.item_id])).content.decode()
        assert "hx-get" not in client.get(private.item.url).content.decode()
        assert "hx-get" in client.get(other.item.url).content.decode()

    def test_a_text_that_may_not_be_searched_any_more_though_the_index_does_not_know(self, client, shelf):
        first, second, _third = shelf
        Release.objects.filter(pk=second.pk).update(purposes=[Purpose.READING])
        for release, hidden in ((first, second), (second, first)):
            html = client.get(reverse("similar", args=[release.item_id])).content.decode()
            assert hidden.rendition.title not in html

    def test_not_there_for_those_who_may_not_read_it(self, client, shelf):
        client.force_login(make_user())
        assert client.get(reverse("similar", args=[shelf[0].item_id])).status_code == 404
        assert client.get(reverse("similar", args=[0])).status_code == 404


@pytest.mark.parametrize(
    "address", ["/sok/?q=tillit", "/sok/?q=tilltt", "/sok/forslag/?q=til", "/sok/lignende/{item}/"]
)
def test_the_number_of_queries_is_constant(client, shelf, address):
    address = address.format(item=shelf[0].item_id)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    count()
    before = count()
    for number in range(4):
        make_released(f"Tillit nummer {number}")
    indexing.catch_up()
    assert count() == before <= 20


def test_the_range_of_years_holds_for_what_is_exported_and_kept(client, shelf):
    records = client.get(reverse("export", args=["bib"]), {"year_from": "2023"}).content.decode()
    assert "Tillit i store tjenester" in records
    assert "Tillit i små tjenester" not in records
    assert kept_query(QueryDict("q=tillit&page=2&year_from=2023&year_to=")) == "q=tillit&year_from=2023"
    assert "2023" in client.get(reverse("save_search"), {"q": "tillit", "year_from": "2023"}).content.decode()
