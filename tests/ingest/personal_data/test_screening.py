import pytest
from django.conf import settings
from django.test import override_settings
from presidio_analyzer import RecognizerResult

from ingest.extraction.passages import Passage
from ingest.personal_data import engine, names, screening
from ingest.personal_data.screening import CHUNK, screen, screen_document


def make_passages(*texts: str) -> list[Passage]:
    return [Passage(number, "page", text, language="nb") for number, text in enumerate(texts, start=1)]


def by_text(passages: list[Passage], contributors: list[str]) -> dict[str, tuple[str, str]]:
    return {
        one.text: (one.triage, one.person)
        for _number, found in screen_document(passages, contributors)
        for one in found
    }


def test_passages_come_back_in_order_with_their_keys_even_without_text():
    texts = [(3, "Kari Nordmann kom.", "nb"), (1, "", "nb"), (2, "   ", "nn"), (0, "Ola Hansen gikk.", "xx")]
    assert [key for key, _found in screen(texts)] == [3, 1, 2, 0]
    assert [len(found) for _key, found in screen(texts)] == [1, 0, 0, 1]


@pytest.mark.parametrize("shift", [0, 5, 11, 17])
def test_a_name_on_the_border_of_two_chunks_is_found_once_and_whole(shift):
    filling = "vi arbeidet videre med saken " * (CHUNK // 29 + 1)
    before = filling[: CHUNK - shift].rsplit(" ", 1)[0] + ". "
    text = f"{before}Sykepleier Fadumo Warsame Ali var der, og {filling[:900]}"
    ((_key, found),) = screen([("it", text, "nb")])
    mentions = [one for one in found if one.type == "PERSON" and one.start >= CHUNK - 40]
    assert [one.text for one in mentions] == ["Fadumo Warsame Ali"]


def test_offsets_count_code_points_also_beyond_the_basic_plane():
    text = "👩‍⚕️🏥 – Kari Nordmann bor her."
    ((_key, found),) = screen([("it", text, "nb")])
    assert [text[one.start : one.end] for one in found if one.type == "PERSON"] == ["Kari Nordmann"]


def test_without_a_names_model_nothing_passes_as_screened():
    names.load.cache_clear()
    engine.analyzer.cache_clear()
    try:
        with (
            override_settings(INGEST={**settings.INGEST, "NAMES_MODEL": "no_such_model"}),
            pytest.raises(names.NamesModelMissing),
        ):
            list(screen([("it", "Kari Nordmann", "nb")]))
    finally:
        names.load.cache_clear()
        engine.analyzer.cache_clear()


def test_one_person_has_one_key_through_the_document():
    found = by_text(
        make_passages("Kari Nordmann leder laget.", "Nordmann sa ja. Karis svar kom fort, og K.N. smilte."), []
    )
    assert {
        person for _triage, person in (found["Kari Nordmann"], found["Nordmann"], found["Karis"], found["K.N."])
    } == {"kari nordmann"}


def test_a_contributor_is_an_own_name_and_a_nurse_of_the_same_name_is_not():
    found = by_text(make_passages("Oppgave av Ole Hansen.", "Jeg spurte sykepleier Hansen om vaktene."), ["Ole Hansen"])
    assert found["Ole Hansen"][0] == "own_name"
    assert found["Hansen"][0] == "to_decide"


REFERENCES = """Litteraturliste
Berg, O. & Lie, T. (2019). Ledelse i kommunen. Oslo: Universitetsforlaget.
Kotter, J. P. (1996). Leading change. Boston: Harvard Business School Press.
Nordmann, P. (2011). Tillit. Bergen: Fagbokforlaget.
"""


def test_listed_and_quoted_authors_are_cited_works():
    body = (
        "Ifølge Kotter (1996) haster det. Dette støttes av flere (Berg & Lie, 2019). Kotter skriver at målet må deles."
    )
    found = screen_document(make_passages(body, REFERENCES), [])
    people = [one for _number, detections in found for one in detections if one.type == "PERSON"]
    assert people
    assert {one.triage for one in people} == {"cited_work"}


def test_a_patient_who_shares_an_authors_family_name_is_to_decide():
    body = "Kari Nordmann (1941) falt på badet. Nordmann (2011) skriver om tillit. Pasienten Nordmann ville hjem."
    mentions = {
        (one.start, one.text): one.triage
        for one in next(iter(screen_document(make_passages(body, REFERENCES), [])))[1]
        if one.type == "PERSON"
    }
    assert mentions[body.index("Kari"), "Kari Nordmann"] == "to_decide"
    assert mentions[body.index("Pasienten Nordmann") + 10, "Nordmann"] == "to_decide"


def test_a_minister_has_a_public_role_and_a_country_points_at_nobody():
    found = by_text(make_passages("Helseminister Bent Høie besøkte oss. Norge er et lite land."), [])
    assert found["Bent Høie"][0] == "public_role"
    assert found["Norge"][0] == "public_role"


def test_identity_numbers_and_phones_are_certain():
    found = by_text(make_passages("Fødselsnummer 12814810028, tlf. 905 48 694."), [])
    assert found["12814810028"][0] == found["905 48 694"][0] == "certain"


def test_a_heading_in_capitals_over_a_date_is_no_reference():
    found = by_text(
        make_passages(
            "FJERDE SAMLING, STAVANGER 1: LEIING\nVeke 7, 11. februar 2025\nRing Sindre Vatne.\nOla Berg, Stavanger, 2025"
        ),
        [],
    )
    assert "cited_work" not in {triage for triage, _person in found.values()}


@pytest.mark.parametrize("name", ["Randi Solbakken", "Kari Solbakken", "Anne Furubakken"])
def test_a_name_that_ends_like_a_street_is_flagged_whole(name):
    ((_key, found),) = screen([(1, f"Avdelingsleder {name} ba oss om hjelp på vakta.", "nb")])
    assert [(each.type, each.text) for each in found] == [("PERSON", name)]


def test_a_street_with_its_number_stays_an_address():
    ((_key, found),) = screen([(1, "Hun bor i Solbakken 4, 5003 Bergen.", "nb")])
    assert ("ADDRESS", "Solbakken 4") in [(each.type, each.text) for each in found]


def test_what_a_stronger_find_leaves_of_a_name_is_flagged_too():
    text = "Skriv til Randi Solberg randi.solberg@example.no i dag."
    name = RecognizerResult("PERSON", text.index("Randi"), text.index(" i dag"), 0.9)
    mail = RecognizerResult("EMAIL_ADDRESS", text.index("randi."), text.index(" i dag"), 0.9)
    for result in (name, mail):
        result.recognition_metadata = {"reason": "–"}
    assert [each.text for each in screening._detections(text, [name, mail])] == [
        "Randi",
        "Solberg",
        "randi.solberg@example.no",
    ]
