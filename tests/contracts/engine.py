"""The rules every search engine keeps. A backend's test is this mixin and the engine to use, nothing else:

class TestTantivy(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path): return TantivyEngine(path=tmp_path)
"""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from search.documents import PassageText, fingerprint
from search.query import FACETS
from tests.search.factories import make_document, make_query

STANDARDS = """
ledelse leiinga, lederne leiarar, sykehjemmet sjukeheimar, hjemmetjenesten heimetenesta, sykefravær sjukefråværet,
sykepleierne sjukepleiarane, tjenester tenester, kommunehelsetjeneste kommunehelsetenesta, virksomheten verksemda,
enhetsleder einingsleiaren, ansatte tilsette, medarbeiderne medarbeidarar, brukermedvirkning brukarmedverknad,
veiledning rettleiinga, muligheter moglegheiter, oppgaver oppgåver, forbedringsarbeid forbetringsarbeidet,
pasientsikkerhet pasienttryggleik, trygghet tryggleiken, helhetlig heilskapleg, hverdagsrehabilitering kvardagsrehabilitering,
mestring meistring, samhandlingen samhandling, sykefraværsoppfølging sjukefråværsoppfølging, forebygging førebygging,
taushetsplikt teieplikta, tilgjengelighet tilgjenge, deltakelse deltaking, utfordringer utfordringar,
undersøkelsen undersøkinga, spørreskjema spørjeskjema, begrep omgrepet, beslutninger avgjerder, selvledelse sjølvleiing,
fremtidens framtida, tydelighet tydelegheit, forskning forskinga, skolehelsetjeneste skulehelsetenesta, uker veker,
beboere bebuarar, lederutvikling leiarutviklinga, økningen auken
""".replace("\n", " ").split(", ")
"""The same in both written standards, inflected."""

HOSTILE = [
    '"', '""', '"tillit', "AND", "OR", "NOT", "IKKE", "AND AND", "OR tillit AND", "(", ")", ")(", "((((((", "*", "**", "?", "-", "--",
    "- -", "+", "~", "^", ":", "body:tillit", "id:a", "[a TO z]", "{", "\\", "/", "/.*/", "\x00", "\ud800", "\u202e", "a" * 10_000,
    "( " * 5_000, "NOT " * 2_000, "' OR 1=1", "<script>alert(1)</script>", "%", "_", "🙂", "a\u0301", ".*", "tillit~2", "tillit^9",
]  # fmt: skip


def ids(engine, text, **values):
    return [hit.id for hit in engine.search(make_query(text, **values)).hits]


def passages(engine, text, **values):
    (hit,) = engine.search(make_query(text, **values)).hits
    return [(passage.number, passage.html) for passage in hit.passages]


class Words:
    """Which words find which text."""

    @pytest.mark.parametrize("pair", STANDARDS)
    def test_a_word_finds_the_same_in_the_other_written_standard_and_marks_it(self, engine, settings, pair):
        bokmaal, nynorsk = pair.split()
        settings.SAMLING = {**settings.SAMLING, "NYNORSK_DICTIONARY": "/nowhere"}
        engine.put(
            [
                make_document(id="nb", language="nb", text=f"Vi skrev om {bokmaal} i vår oppgave."),
                make_document(id="nn", language="nn", text=f"Vi skreiv om {nynorsk} i arbeidet vårt."),
                make_document(id="other", text="Noe helt annet står her."),
            ]
        )
        assert sorted(ids(engine, bokmaal)) == sorted(ids(engine, nynorsk)) == ["nb", "nn"]
        assert ids(engine, bokmaal)[0] == "nb"
        assert ids(engine, nynorsk)[0] == "nn"
        found = {hit.id: hit.passages[0].html for hit in engine.search(make_query(bokmaal)).hits}
        assert f"<mark>{bokmaal}</mark>" in found["nb"]
        assert f"<mark>{nynorsk}</mark>" in found["nn"]

    def test_most_words_of_a_question_will_do_and_more_are_better(self, engine):
        engine.put(
            [
                make_document(id="one", text="Fravær var temaet."),
                make_document(id="most", text="Ledere kan ringe dem som har fravær."),
                make_document(id="all", text="Ledere som ringer tidlig, ser at fravær minker."),
            ]
        )
        assert ids(engine, "hvordan kan ledere ringe tidlig om fravær") == ["all", "most"]
        assert ids(engine, "ledere OG tidlig OG ringe OG fravær") == ["all"]

    def test_a_phrase_finds_the_same_in_the_other_written_standard(self, engine):
        engine.put([make_document(id="nn", language="nn", text="Ho skriv om god leiing ved sjukeheimane.")])
        assert ids(engine, '"ledelse ved sykehjem"') == ["nn"]
        assert ids(engine, '"sykehjem ved ledelse"') == []

    def test_a_phrase_as_it_was_asked_for_comes_before_the_same_in_the_other_standard(self, engine):
        engine.put(
            [
                make_document(id="nb", language="nb", text="De kom ned fra åtte uker til åtte dager på ett år."),
                make_document(id="nn", language="nn", text="Dei kom frå åtte veker til åtte dagar."),
            ]
        )
        assert ids(engine, '"åtte uker til åtte dager"') == ["nb", "nn"]
        assert ids(engine, '"åtte veker til åtte dagar"') == ["nn", "nb"]

    def test_a_phrase_in_the_forms_asked_for_comes_first(self, engine):
        engine.put(
            [
                make_document(id="asked", text="Og så ble det en god leder her igjen til slutt."),
                make_document(id="other", text="De gode lederne."),
            ]
        )
        assert ids(engine, '"god leder"') == ["asked", "other"]
        assert ids(engine, '"gode lederne"') == ["other", "asked"]

    def test_finds_an_inflected_nynorsk_word_from_its_base_form(self, engine):
        engine.put([make_document(id="a", language="nn", text="Leiarane ved sjukeheimane møttest.")])
        assert ids(engine, "leiar sjukeheim") == ["a"]

    @pytest.mark.parametrize(
        ("language", "written", "asked"),
        [
            ("nb", "lederne", "leder"),
            ("nb", "lederen", "ledere"),
            ("nb", "sykehjemmene", "sykehjem"),
            ("nb", "kvaliteten", "kvalitet"),
            ("nb", "hjelpemidlene", "hjelpemiddel"),
            ("nb", "endring", "endringene"),
            ("nb", "året", "år"),
            ("nn", "medarbeidarane", "medarbeidar"),
            ("nn", "tenestene", "teneste"),
            ("nn", "einingar", "eining"),
            ("nn", "leiinga", "leiing"),
            ("en", "organisations", "organisation"),
            ("en", "nurses", "nurse"),
            ("en", "leading", "lead"),
            ("", "kommunane", "kommune"),
        ],
    )
    def test_finds_a_word_in_another_form(self, engine, language, written, asked):
        engine.put(
            [make_document(id="a", language=language, text=f"x {written} y"), make_document(id="b", text="noe annet")]
        )
        assert ids(engine, asked) == ["a"]
        assert passages(engine, asked) == [(1, f"x <mark>{written}</mark> y")]

    def test_each_passage_is_read_in_its_own_language(self, engine):
        texts = (PassageText(1, None, "ledernes", "nb"), PassageText(2, None, "organisations", "en"))
        engine.put([replace(make_document(id="a"), passages=texts)])
        assert ids(engine, "leder") == ids(engine, "organisation") == ["a"]

    def test_case_and_accents_are_folded(self, engine):
        engine.put([make_document(id="a", text="En idé fra CAFÉ Zoë")])
        assert ids(engine, "IDE cafe zoe") == ids(engine, "idé Café Zoë") == ["a"]

    @pytest.mark.parametrize(
        ("written", "asked"), [("mål", "mal"), ("bær", "baer"), ("før", "for"), ("mal", "mål"), ("fôr", "før")]
    )
    def test_norwegian_letters_are_not_accented_ones(self, engine, written, asked):
        engine.put([make_document(id="a", text=written)])
        assert ids(engine, asked) == []
        assert ids(engine, written.upper()) == ["a"]

    def test_letters_made_of_two_code_points_are_the_same_letters(self, engine):
        engine.put([make_document(id="a", text="a\u030arsplan")])
        assert ids(engine, "årsplan") == ids(engine, "a\u030arsplan") == ["a"]
        assert ids(engine, "arsplan") == []

    @pytest.mark.parametrize("asked", ["ROS-analyse", "ros-analysen", "ROS analyse", '"ros analyse"', "analyse"])
    def test_a_word_with_a_hyphen_is_found_whole_and_by_its_parts(self, engine, asked):
        engine.put([make_document(id="a", text="Vi laget en ROS-analyse."), make_document(id="b", text="ros til alle")])
        assert ids(engine, asked) == ["a"]

    @pytest.mark.parametrize("written", ["ROS-analysen", "ROS analyse", "rosanalysene", "ros-analyse"])
    @pytest.mark.parametrize("asked", ["ROS-analyse", "ros analyse", "rosanalyse"])
    def test_a_compound_with_an_abbreviation_is_found_in_any_writing(self, engine, written, asked):
        engine.put([make_document(id="a", text=f"Vi laget en {written} sammen."), make_document(id="b", text="ros")])
        assert ids(engine, asked) == ["a"]
        assert "<mark>" in passages(engine, asked)[0][1]

    def test_an_abbreviation_is_found_spelled_out(self, engine):
        engine.put(
            [
                make_document(id="a", text="Vedtak om BPA."),
                make_document(id="b", language="nn", text="Ho har brukarstyrt personleg assistanse."),
                make_document(id="c", text="BPA-ordningen"),
                make_document(id="d", text="bpaordning"),
                make_document(id="e", text="personlig"),
            ]
        )
        assert sorted(ids(engine, "BPA")) == ["a", "b", "c", "d"]
        assert sorted(ids(engine, '"BPA"')) == ["a", "c"]

    @pytest.mark.parametrize(
        ("language", "written", "asked"),
        [
            ("nb", "sykefraværsoppfølging", "sykefravær"),
            ("nb", "Sykefraværsoppfølgingen", "oppfølging"),
            ("nb", "sykefraværsoppfølging", "fravær"),
            ("nn", "sjukefråværsoppfølginga", "sykefravær"),
            ("nb", "sykefraværsoppfølging", "fråvær"),
            ("nb", "kommunehelsetjenesten", "tjenester"),
            ("nn", "endringsleiinga", "ledelse"),
            ("nb", "pasientsikkerhetskultur", "kultur"),
        ],
    )
    def test_a_compound_is_found_by_its_parts_in_both_standards_and_marked(self, engine, language, written, asked):
        engine.put([make_document(id="a", language=language, text=f"x {written} y"), make_document(id="b", text="x")])
        assert ids(engine, asked) == ["a"]
        assert passages(engine, asked) == [(1, f"x <mark>{written}</mark> y")]

    def test_the_word_itself_outranks_compounds_with_it(self, engine):
        engine.put(
            [
                make_document(id="compound", text="oppgaveoppfølging " * 3 + "her"),
                make_document(id="word", text="oppfølging her og der"),
            ]
        )
        assert ids(engine, "oppfølging") == ["word", "compound"]

    @pytest.mark.parametrize(("written", "asked"), [("bilder", "bil"), ("landskap", "land"), ("samtale", "tale")])
    def test_what_only_looks_like_a_compound_is_none(self, engine, written, asked):
        engine.put([make_document(id="a", text=written)])
        assert ids(engine, asked) == []

    def test_a_phrase_and_a_word_in_quotation_marks_are_not_looked_for_within_compounds(self, engine):
        engine.put([make_document(id="a", text="god sykefraværsoppfølging")])
        assert ids(engine, '"god oppfølging"') == ids(engine, '"oppfølging"') == []

    def test_numbers_and_dates_are_found_as_written(self, engine):
        engine.put(
            [
                make_document(id="a", text="Møtet 12.03.2024 kostet 1,5 millioner, jf. § 3-4."),
                make_document(id="b", text="Møtet 03.12.2024 kostet 5,1 millioner, jf. § 4-3."),
            ]
        )
        assert ids(engine, "12.03.2024") == ids(engine, "1,5") == ids(engine, "§ 3-4") == ["a"]

    def test_a_word_beyond_all_measure_is_found(self, engine):
        engine.put([make_document(id="a", text="x" * 5_000)])
        assert ids(engine, "x" * 900) == ["a"]

    def test_the_last_page_of_a_long_thesis_is_found(self, engine):
        pages = dict.fromkeys(range(1, 200), "Et avsnitt om helt andre ting, skrevet for å fylle. " * 60)
        engine.put([make_document(id="a", passages=pages | {200: "Til slutt: samskaping."})])
        assert passages(engine, "samskaping") == [(200, "Til slutt: <mark>samskaping</mark>.")]

    def test_title_abstract_keywords_names_and_place_are_found(self, engine):
        described: dict[str, Any] = {
            "title": "Tittelord",
            "abstract": "Sammendragsord",
            "keywords": ("Nøkkelord",),
            "names": ("Kari Nordmann",),
        }
        engine.put([make_document(id="a", place="Bodø", theme="Innovasjon", **described)])
        for asked in [
            "tittelord",
            "sammendragsord",
            "nøkkelord",
            "nordmann",
            '"kari nordmann"',
            "bodø",
            "innovasjon",
            "kari tittelord",
        ]:
            assert ids(engine, asked) == ["a"], asked


class Operators:
    """AND, OR, minus, phrases, prefixes."""

    @pytest.fixture
    def three(self, engine):
        engine.put(
            [
                make_document(id="a", passages={1: "tillit", 2: "endring"}),
                make_document(id="b", passages={1: "tillit og makt"}),
                make_document(id="c", passages={1: "endring"}),
            ]
        )
        return engine

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("tillit endring", "a"),
            ("tillit AND endring", "a"),
            ("TILLIT OG ENDRING", "a"),
            ("tillit OR endring", "abc"),
            ("tillit ELLER makt", "ab"),
            ("tillit -endring", "b"),
            ("tillit NOT endring", "b"),
            ("tillit IKKE endring", "b"),
            ("tillit IKKJE endring", "b"),
            ("-tillit", "c"),
            ("endring -(tillit OR makt)", "c"),
            ("(makt OR endring) tillit", "ab"),
            ("makt OR endring tillit", "ab"),
            ('tillit -"tillit og makt"', "a"),
            ("til*", "ab"),
            ("END*", "ac"),
            ("til* -mak*", "a"),
            ("hva er tillit", "ab"),
            ("tillit reform", ""),
        ],
    )
    def test_means_what_it_says(self, three, asked, found):
        assert sorted(ids(three, asked)) == list(found)
        assert three.search(make_query(asked)).total == len(found)

    def test_a_phrase_is_its_words_side_by_side(self, engine):
        engine.put([make_document(id="a", text="høy tillit gir ro"), make_document(id="b", text="tillit er høy")])
        assert ids(engine, '"høy tillit"') == ids(engine, "«høy tillit»") == ["a"]
        assert passages(engine, '"høy tillit"') == [(1, "<mark>høy tillit</mark> gir ro")]

    def test_a_phrase_may_cross_from_one_passage_to_the_next(self, engine):
        engine.put([make_document(id="a", passages={1: "slik skapte de høy", 2: "tillit i teamet", 3: "høy sjø"})])
        assert passages(engine, '"høy tillit"') == [
            (1, "slik skapte de <mark>høy</mark>"),
            (2, "<mark>tillit</mark> i teamet"),
        ]

    def test_a_phrase_does_not_cross_from_the_title_to_the_text(self, engine):
        engine.put([make_document(id="a", title="Om tillit", abstract="i teamet", text="og makt")])
        assert ids(engine, '"tillit i teamet"') == ids(engine, '"tillit og makt"') == []

    def test_a_single_word_in_quotation_marks_is_meant_as_written(self, engine):
        engine.put([make_document(id="a", text="lederne"), make_document(id="b", text="leder")])
        assert ids(engine, '"leder"') == ["b"]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_any_text_is_a_query(self, engine, text):
        assert engine.search(make_query(text)).total == 0
        engine.put([make_document(id="b", text="noe helt annet", audience="cohort:1")])
        assert engine.search(make_query(text)).total == 0


class Audiences:
    """Who sees what, in every number."""

    def test_never_returns_a_document_outside_the_viewers_audiences(self, engine):
        engine.put([make_document(id="a", text="hemmelegtord", audience="cohort:2024")])
        for audiences in [[], ["cohort:2023"], ["programme"], ["cohort"], ["cohort:20"], ["cohort:*"]]:
            for text in ["hemmelegtord", "hemm*", '"hemmelegtord"', "", "-tillit", "hemmelegtord OR tillit"]:
                results = engine.search(make_query(text, audiences=audiences))
                assert (results.total, results.hits, results.facets) == (0, [], {})

    def test_total_and_counts_are_those_of_the_viewer(self, engine):
        engine.put(
            [make_document(id=str(n), text="tillit", audience=f"cohort:{n % 3}", theme=f"T{n % 2}") for n in range(12)]
        )
        results = engine.search(make_query("tillit", audiences=["cohort:0", "cohort:1"]))
        assert (results.total, len(results.hits)) == (8, 8)
        assert results.facets["theme"] == [("T0", 4), ("T1", 4)]

    def test_a_document_that_gets_another_audience_leaves_the_old_one(self, engine):
        engine.put([make_document(id="a", text="tillit", audience="public")])
        engine.put([make_document(id="a", text="tillit", audience="cohort:1")])
        assert ids(engine, "tillit", audiences=["public"]) == []
        assert ids(engine, "tillit", audiences=["cohort:1"]) == ["a"]

    def test_excluded_items_are_neither_found_nor_counted(self, engine):
        engine.put([make_document(id=name, text="tillit", theme=name) for name in "abc"])
        results = engine.search(make_query("tillit", exclude={"b", "unknown"}))
        assert (results.total, sorted(hit.id for hit in results.hits)) == (2, ["a", "c"])
        assert results.facets["theme"] == [("a", 1), ("c", 1)]


class Marks:
    """What a hit shows."""

    def test_marks_the_word_and_names_the_page(self, engine):
        engine.put([make_document(id="a", passages={12: "om tillit", 31: "om endring"})])
        (hit,) = engine.search(make_query("endring")).hits
        assert [(p.number, p.html) for p in hit.passages] == [(31, "om <mark>endring</mark>")]

    def test_names_the_second_of_speech_and_the_language(self, engine):
        engine.put(
            [
                make_document(
                    id="a",
                    kind="lecture",
                    language="nn",
                    passages={1: "om tillit", 2: "om makt"},
                    starts={1: 0.0, 2: 7.5},
                )
            ]
        )
        (hit,) = engine.search(make_query("makt")).hits
        assert [(p.start, p.language) for p in hit.passages] == [(7.5, "nn")]

    def test_shows_the_two_best_passages_best_first(self, engine):
        pages = {1: "tillit", 2: "makt", 3: "tillit og makt og tillit", 4: "tillit tillit", 5: "annet"}
        engine.put([make_document(id="a", passages=pages)])
        (first, _), _second = passages(engine, "tillit makt")
        assert first == 3

    def test_marks_the_title(self, engine):
        engine.put([make_document(id="a", title="Tillit & <b>makt</b>", text="annet")])
        (hit,) = engine.search(make_query("makten")).hits
        assert hit.title_html == "Tillit &amp; &lt;b&gt;<mark>makt</mark>&lt;/b&gt;"
        assert hit.passages == ()

    def test_what_is_not_wanted_is_not_marked(self, engine):
        engine.put([make_document(id="a", text="tillit uten makt")])
        assert passages(engine, "tillit -reform") == [(1, "<mark>tillit</mark> uten makt")]

    def test_html_in_the_text_is_text(self, engine):
        engine.put([make_document(id="a", text="<script>tillit(\"x\")</script> <mark>makt</mark> & 'y'")])
        assert passages(engine, "tillit") == [
            (
                1,
                "&lt;script&gt;<mark>tillit</mark>(&quot;x&quot;)&lt;/script&gt; &lt;mark&gt;makt&lt;/mark&gt; &amp; &#x27;y&#x27;",
            )
        ]

    def test_a_long_passage_is_cut_to_the_words_found(self, engine):
        engine.put([make_document(id="a", text="før <&> " * 300 + "her står tillit midt i " + "etter <&> " * 300)])
        ((_, html),) = passages(engine, "tillit")
        plain = re.sub(r"&\w+;", "&", html.replace("<mark>", "").replace("</mark>", ""))
        assert "her står <mark>tillit</mark> midt i" in html
        assert len(plain) < 350
        assert plain.startswith("… ")
        assert plain.endswith(" …")
        assert set(re.findall(r"<[^>]*>", html)) == {"<mark>", "</mark>"}

    def test_control_characters_and_line_breaks_become_blanks(self, engine):
        engine.put([make_document(id="a", text="om\n\n tillit\x00\tog\r\nmakt")])
        assert passages(engine, "tillit") == [(1, "om <mark>tillit</mark> og makt")]


class Facets:
    """Counts of items by value."""

    @pytest.fixture
    def shelf(self, engine):
        engine.put(
            [
                make_document(
                    id="a",
                    text="tillit",
                    kind="thesis",
                    theme="Økonomi",
                    year=2023,
                    cohort="Kull 9",
                    programme_class="Oslo 1",
                ),
                make_document(id="b", text="tillit", kind="thesis", theme="Jus", year=2024, language="nn"),
                make_document(id="c", text="tillit", kind="lecture", theme="Jus", year=2024),
                make_document(id="d", text="makt", kind="material", theme="Jus", year=2024),
            ]
        )
        return engine

    def test_count_every_facet_and_the_most_frequent_value_first(self, shelf):
        facets = shelf.search(make_query("tillit")).facets
        assert set(facets) == set(FACETS)
        assert facets["kind"] == [("thesis", 2), ("lecture", 1)]
        assert facets["theme"] == [("Jus", 2), ("Økonomi", 1)]
        assert facets["year"] == [("2024", 2), ("2023", 1)]
        assert facets["language"] == [("nb", 2), ("nn", 1)]
        assert facets["cohort"] == [("Kull 9", 1)]
        assert facets["programme_class"] == [("Oslo 1", 1)]

    def test_a_filter_narrows_hits_total_and_the_other_facets_but_not_its_own(self, shelf):
        results = shelf.search(make_query("tillit", filters={"theme": ["Jus"]}))
        assert (results.total, sorted(hit.id for hit in results.hits)) == (2, ["b", "c"])
        assert results.facets["theme"] == [("Jus", 2), ("Økonomi", 1)]
        assert results.facets["kind"] == [("lecture", 1), ("thesis", 1)]

    def test_several_values_of_a_facet_widen_several_facets_narrow(self, shelf):
        assert sorted(ids(shelf, "tillit", filters={"theme": ["Jus", "Økonomi"]})) == ["a", "b", "c"]
        results = shelf.search(make_query("tillit", filters={"theme": ["Jus"], "kind": ["thesis"]}))
        assert [hit.id for hit in results.hits] == ["b"]
        assert results.facets["theme"] == [("Jus", 1), ("Økonomi", 1)]
        assert results.facets["kind"] == [("lecture", 1), ("thesis", 1)]

    def test_a_value_is_compared_whole(self, shelf):
        assert ids(shelf, "tillit", filters={"programme_class": ["Oslo"]}) == []
        assert ids(shelf, "tillit", filters={"programme_class": ["Oslo 1"]}) == ["a"]
        assert ids(shelf, "tillit", filters={"theme": ["økonomi"]}) == []

    def test_a_facet_without_values_chosen_filters_nothing(self, shelf):
        assert len(ids(shelf, "tillit", filters={"theme": []})) == 3


class Order:
    """Which hit comes first."""

    def test_a_word_in_the_title_outranks_one_in_the_text(self, engine):
        engine.put(
            [
                make_document(id="text", title="Noe annet", text="tillit " * 20 + "og annet stoff " * 20),
                make_document(id="title", title="Tillit", text="annet stoff " * 40),
            ]
        )
        assert ids(engine, "tillit") == ["title", "text"]

    @pytest.mark.parametrize("field", ["keywords", "names"])
    def test_so_does_one_in_keywords_and_names(self, engine, field):
        described: dict[str, Any] = {field: ("Tillit",)}
        engine.put(
            [
                make_document(id="text", text="tillit og mer"),
                replace(make_document(id="other", text="mer"), **described),
            ]
        )
        assert ids(engine, "tillit") == ["other", "text"]

    def test_the_form_typed_outranks_the_other_forms(self, engine):
        engine.put([make_document(id=form, text=f"{form} er her") for form in ["endringene", "endring", "endringen"]])
        for form in ["endring", "endringen", "endringene"]:
            assert ids(engine, form)[0] == form
            assert len(ids(engine, form)) == 3

    def test_newest_and_oldest_sort_by_release(self, engine):
        engine.put([make_document(id=f"d{day}", text="tillit", released=date(2024, 1, day)) for day in [3, 1, 2]])
        assert ids(engine, "tillit", sort="newest") == ["d3", "d2", "d1"]
        assert ids(engine, "tillit", sort="oldest") == ["d1", "d2", "d3"]

    def test_an_empty_query_is_everything_visible_newest_first(self, engine):
        engine.put([make_document(id=f"d{day}", released=date(2024, 1, day)) for day in [3, 1, 2]])
        engine.put([make_document(id="hidden", audience="cohort:1")])
        for text in ["", "  \n"]:
            assert ids(engine, text) == ["d3", "d2", "d1"]

    @pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
    def test_every_hit_is_on_one_page_and_the_total_on_all(self, engine, sort):
        for batch in range(5):
            engine.put([make_document(id=f"{batch}-{n}", text="tillit") for n in range(9)])
        pages = [engine.search(make_query("tillit", sort=sort, page=page, size=10)) for page in range(1, 7)]
        assert [len(page.hits) for page in pages] == [10, 10, 10, 10, 5, 0]
        assert {page.total for page in pages} == {45}
        assert len({hit.id for page in pages for hit in page.hits}) == 45

    def test_a_page_far_out_is_empty(self, engine):
        engine.put([make_document(id="a", text="tillit")])
        results = engine.search(make_query("tillit", page=10**9, size=100))
        assert (results.total, results.hits) == (1, [])


class Similar:
    """Items like another."""

    @pytest.fixture
    def neighbours(self, engine):
        trust = "tillit mellom leder og medarbeider i hjemmetjenesten"
        engine.put(
            [
                make_document(id="a", text=trust + " bygges langsomt"),
                make_document(id="b", text=trust + " kan måles"),
                make_document(id="c", text="kommunens budsjett og regnskap for neste år"),
                make_document(id="hidden", text=trust, audience="cohort:1"),
            ]
        )
        return engine

    def test_the_most_alike_first_never_itself_never_outside_the_audiences(self, neighbours):
        found = [hit.id for hit in neighbours.similar("a", make_query())]
        assert found[0] == "b"
        assert not {"a", "hidden"} & set(found)
        assert "hidden" in [hit.id for hit in neighbours.similar("a", make_query(audiences=["programme", "cohort:1"]))]

    def test_nothing_for_an_item_that_is_unknown_hidden_or_excluded(self, neighbours):
        assert list(neighbours.similar("never-there", make_query())) == []
        assert list(neighbours.similar("hidden", make_query())) == []
        assert list(neighbours.similar("a", make_query(audiences=[]))) == []
        assert list(neighbours.similar("a", make_query(exclude={"a"}))) == []

    def test_keeps_to_filters_exclusions_and_size(self, neighbours):
        assert "b" not in [hit.id for hit in neighbours.similar("a", make_query(exclude={"b"}))]
        assert list(neighbours.similar("a", make_query(filters={"kind": ["lecture"]}))) == []
        assert len(neighbours.similar("a", make_query(size=1))) == 1

    def test_says_which_words_both_have_as_the_item_asked_about_writes_them(self, neighbours):
        (found,) = (hit for hit in neighbours.similar("a", make_query()) if hit.id == "b")
        assert {"tillit", "hjemmetjenesten"} <= {*found.shared}
        assert "langsomt" not in found.shared
        engine = neighbours
        engine.put([make_document(id="d", text="Tilliten i Hjemmetenesta og ein ROS om leiar", language="nn")])
        (mine, *_rest) = engine.similar("d", make_query())
        assert mine.shared
        assert {*mine.shared} <= {"tilliten", "leiar"}


class Suggesting:
    """Completing what is typed, and words written much alike."""

    @pytest.fixture
    def library(self, engine):
        phrase = "aktiv omsorg i kommunen, "
        engine.put(
            [
                make_document(
                    id="a",
                    title="Tillit i små tjenester",
                    keywords=("tillitsreform",),
                    names=("Tilde Moen",),
                    text=phrase * 3 + "sykefravær",
                    released=date(2024, 1, 1),
                ),
                make_document(id="b", title="Om makt", text=phrase * 3 + "sykefravær", released=date(2024, 1, 2)),
                make_document(id="c", title="Tillit", text=phrase + "hemmeligord ", audience="cohort:1"),
                make_document(id="d", title="Om tid", text="lukket avdeling " * 4 + "sykefravaer"),
            ]
        )
        return engine

    def offered(self, engine, start, **values):
        return [(each.kind, each.text) for each in engine.complete(start, make_query(**values))]

    def test_titles_keywords_and_names_are_completed_from_any_of_their_words(self, library):
        assert self.offered(library, "til") == [
            ("title", "Tillit i små tjenester"),
            ("keyword", "tillitsreform"),
            ("name", "Tilde Moen"),
        ]
        for start in ["TJEN", "tjenester", "små tj", "tillit i  små"]:
            assert self.offered(library, start) == [("title", "Tillit i små tjenester")], start
        assert self.offered(library, "moe") == [("name", "Tilde Moen")]

    def test_too_little_and_what_nothing_begins_with_is_not_completed(self, library):
        for start in ["", " ", "t", "«", "xyz", "illit", "tillit x", "*", "\x1f", ".*"]:
            assert self.offered(library, start) == [], start

    def test_a_phrase_is_completed_when_two_items_have_it_often(self, library):
        assert self.offered(library, "aktiv") == [("phrase", "aktiv omsorg")]
        assert self.offered(library, "lukket") == []
        (found,) = library.complete("aktiv", make_query())
        assert found.id == "b"

    def test_nothing_is_completed_from_outside_the_audiences_or_excluded(self, library):
        assert ("title", "Tillit") not in self.offered(library, "tillit")
        assert ("title", "Tillit") in self.offered(library, "tillit", audiences=["cohort:1"])
        assert self.offered(library, "tillit", audiences=[]) == []
        assert self.offered(library, "moe", exclude={"a"}) == []
        assert self.offered(library, "aktiv", exclude={"a"}) == []

    def test_at_most_as_many_as_asked_for(self, library):
        assert len(self.offered(library, "til", size=2)) == 2

    @pytest.mark.parametrize("word", ["sykefraver", "skyefravær", "sykefravr", "Sykkefravær", "zykefravær"])
    def test_words_written_much_alike_the_likeliest_first(self, library, word):
        assert library.near(word, make_query())[0] == "sykefravær"

    def test_words_of_titles_keywords_and_names_are_near_too(self, library):
        assert library.near("tjenster", make_query()) == ["tjenester"]
        assert library.near("tillitsrefrm", make_query()) == ["tillitsreform"]
        assert library.near("tidle", make_query()) == ["tilde"]

    def test_a_word_in_more_items_than_those_near_has_none(self, library):
        assert list(library.near("sykefravær", make_query())) == []
        assert list(library.near("sykefravaer", make_query())) == ["sykefravær"]
        assert list(library.near("elefant", make_query())) == []

    def test_a_word_that_three_items_have_is_spelt_as_it_was_meant(self, library):
        library.put([make_document(id=f"m{n}", text="makter makten") for n in range(8)])
        library.put([make_document(id=f"n{n}", text="maktet") for n in range(3)])
        assert list(library.near("makket", make_query())) != []
        assert list(library.near("makter", make_query())) == []

    def test_no_word_is_near_from_outside_the_audiences_or_excluded(self, library):
        assert list(library.near("hemmeligrd", make_query())) == []
        assert list(library.near("hemmeligrd", make_query(audiences=[]))) == []
        assert list(library.near("hemmeligrd", make_query(audiences=["cohort:1"]))) == ["hemmeligord"]
        assert list(library.near("hemmeligrd", make_query(audiences=["cohort:1"], exclude={"c"}))) == []

    @pytest.mark.parametrize("text", HOSTILE)
    def test_any_text_may_be_typed(self, library, text):
        assert len(library.complete(text, make_query())) <= 10
        assert len(library.near(text, make_query())) <= 10
        assert len(library.near(text * 5, make_query())) <= 10


class Writing:
    """Putting, removing, rebuilding."""

    def test_a_removed_document_is_gone_when_remove_returns(self, engine):
        engine.put([make_document(id="a", text="tillit")])
        engine.remove(["a", "never-there"])
        assert ids(engine, "tillit") == []
        assert engine.search(make_query("tillit")).facets == {}
        assert engine.ids() == set()

    def test_put_again_replaces_with_all_passages(self, engine):
        assert engine.put([make_document(id="a", passages={1: "tillit", 2: "makt"}, title="Gammel")]) == 1
        assert engine.put([make_document(id="a", passages={1: "endring"})]) == 1
        assert ids(engine, "tillit") == ids(engine, "makt") == ids(engine, "gammel") == []
        assert ids(engine, "endring") == ids(engine, "") == ["a"]

    def test_the_last_of_two_with_one_id_wins(self, engine):
        engine.put([make_document(id="a", text="tillit"), make_document(id="a", text="makt")])
        assert (ids(engine, "tillit"), ids(engine, "makt")) == ([], ["a"])

    def test_putting_nothing_is_nothing(self, engine):
        assert engine.put([]) == 0
        engine.remove([])
        assert ids(engine, "") == []

    def test_an_engine_that_was_never_written_to_answers(self, engine):
        assert engine.search(make_query("tillit")).total == 0
        assert engine.contents() == {}
        assert list(engine.similar("a", make_query())) == []
        engine.remove(["a"])

    def test_contents_name_each_item_with_the_fingerprint_of_what_was_put(self, engine):
        old, new = make_document(id="a", text="før"), make_document(id="a", text="etter")
        engine.put([old, make_document(id="b")])
        engine.put([new])
        assert engine.contents() == {"a": fingerprint(new), "b": fingerprint(make_document(id="b"))}
        assert fingerprint(old) != fingerprint(new)
        engine.remove(["b"])
        assert engine.ids() == {"a"}

    def test_nothing_is_put_if_the_documents_end_in_an_error(self, engine):
        def documents():
            yield make_document(id="b", text="tillit")
            raise LookupError

        engine.put([make_document(id="a", text="tillit")])
        with pytest.raises(LookupError):
            engine.put(documents())
        with pytest.raises(LookupError):
            engine.rebuild(documents())
        assert ids(engine, "tillit") == ["a"]
        assert engine.put([make_document(id="c")]) == 1

    def test_rebuild_replaces_everything(self, engine):
        engine.put([make_document(id="a", text="tillit"), make_document(id="b", text="tillit")])
        assert engine.rebuild([make_document(id="b", text="makt"), make_document(id="c", text="makt")]) == 2
        assert engine.ids() == {"b", "c"}
        assert ids(engine, "tillit") == []

    def test_the_old_index_answers_while_a_new_one_is_made_and_nothing_written_meanwhile_is_lost(self, engine):
        engine.put([make_document(id=name, text="tillit") for name in "abc"])
        seen = []

        def documents():
            yield make_document(id="a", text="makt")
            yield make_document(id="b", text="makt")
            engine.remove(["b"])
            engine.put([make_document(id="a", text="endring"), make_document(id="d", text="endring")])
            seen.extend(sorted(ids(engine, "")))
            yield make_document(id="c", text="makt")

        engine.rebuild(documents())
        assert seen == ["a", "c", "d"]
        assert engine.ids() == {"a", "c", "d"}
        assert sorted(ids(engine, "endring")) == ["a", "d"]
        assert ids(engine, "makt") == ["c"]

    def test_clear_forgets_everything(self, engine):
        engine.put([make_document(id="a", text="tillit")])
        engine.clear()
        assert (engine.ids(), ids(engine, "")) == (set(), [])

    def test_check_has_nothing_to_say_about_good_settings(self, engine):
        assert engine.check() == []


class EngineContract(Words, Operators, Audiences, Marks, Facets, Order, Similar, Suggesting, Writing):
    """All of it."""
