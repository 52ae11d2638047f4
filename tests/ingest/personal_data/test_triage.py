"""What is sorted away, and above all what must not be: each rule beside the case that looks like it."""

import re

import pytest

from ingest.personal_data.detections import Detection
from ingest.personal_data.triage import triage

LITERATURE = """Litteratur
Bang, H. (2011). Organisasjonskultur. Oslo: Universitetsforlaget.
Einarsen, S. & Skogstad, A. (2011). Det gode arbeidsmiljø. Bergen: Fagbokforlaget.
Hansen, K. O. (2018). Endring i kommunen. Oslo: Universitetsforlaget.
Kotter, J. P. (1996). Leading change. Boston: Harvard Business School Press.
Vabø, M. (2014). Dignity in care work. Nordic Journal of Social Research, 5, 30–44.
"""
NUMBERED = """Referanser
1. Kotter JP. Leading change. Boston: Harvard Business School Press; 1996.
2. Hansen KO. Endring i kommunen. Oslo: Universitetsforlaget; 2018.
3. Tuntland H, Ness NE. Hverdagsrehabilitering. Oslo: Gyldendal; 2014.
"""
_MARK = re.compile(r"\[(?:([A-Z_]+)\|)?([^\]|]+)\]")


def found_in(marked: str) -> tuple[str, list[Detection]]:
    """A text, and what is marked in it: "[Kari]" is a person, "[DATE|3. mai 2023]" a day, as the recognizers would flag them."""
    text, detections = "", []
    for part in re.split(r"(\[[^\]]+\])", marked):
        if mark := _MARK.fullmatch(part):
            kind, words = mark[1] or "PERSON", mark[2]
            detections.append(Detection(len(text), len(text) + len(words), kind, words, 0.75, "–"))
        text += mark[2] if mark else part
    return text, detections


def sorted_in(*pages: str, by: tuple[str, ...] = ()) -> list[str]:
    """How what is marked in the pages was sorted, in reading order."""
    read = [found_in(page) for page in pages]
    done = triage([found for _text, found in read], by, [text for text, _found in read])
    return [one.triage for page in done for one in page]


def keys_in(*pages: str) -> list[str]:
    read = [found_in(page) for page in pages]
    done = triage([found for _text, found in read], [], [text for text, _found in read])
    return [one.person for page in done for one in page]


# Cited works


@pytest.mark.parametrize(
    "text",
    [
        "[Kotter] (1996) haster med å komme i gang.",
        "Alt dette er kjent (Lewin, 1947; [Kotter], 1996, s. 12).",
        "[Kotters] åtte trinn er mye brukt.",
        "Ifølge [Kotter] feirer vi for tidlig.",
        "[Kotter] (1996, sitert i Hansen, 2018) ser det slik.",
        "[Kotter] ville sagt at vi manglet en koalisjon.",
        "[Einarsen] mfl. finner det samme.",
        "Slik [Einarsen] og [Skogstad] skriver, er det ledelse.",
        "Sjå òg [Hansen], som drøftar dette.",
        "[Hansen] definerer endring som læring.",
        "Med [Vabø] kan ein seie at skjemaet styrer.",
        "[Maslows] behovspyramide er kjent for alle.",
        "Same stad skriv [Vabø] (ibid., s. 77) om tid.",
    ],
)
def test_an_author_is_cited_whatever_the_style(text):
    assert set(sorted_in(text, LITERATURE)) == {"cited_work"}


@pytest.mark.parametrize("text", ["[Kotter] (1) har åtte trinn.", "[Tuntland] og [Ness] (3, s. 12) gir råd."])
def test_a_citation_by_number_is_one_if_the_list_goes_so_far(text):
    assert set(sorted_in(text, NUMBERED)) == {"cited_work"}


@pytest.mark.parametrize(
    "text",
    [
        "[Hansen] kom for sent på vakt.",
        "[Hansen] hjalp henne opp av senga.",
        "Avdelingssykepleier [Hansen] (2018) var den første.",
        "Pasienten [Kotter] ville hjem.",
        "«Jeg orker ikke mer», sa [Hansen].",
        "Takk til [Hansen] for god hjelp.",
        "[Hansen] (52) bor alene.",
        "[Hansen], 52 år, bor alene.",
        "Kona til [Hansen] ringte.",
        "[Per Hansen] skriver vaktlista.",
        "[Hansens] definisjon av mestring var å gå ut. [Per Hansen] lo.",
        "[Kari Nordmann] (1941) falt på badet.",
        "[Nordmann] (1941) falt på badet.",
        "Det var fint å bli spurt ([Marit], 2024).",
    ],
)
def test_a_colleague_or_patient_with_an_authors_name_is_to_decide(text):
    assert set(sorted_in(text, LITERATURE)) == {"to_decide"}


def test_a_number_in_parentheses_beyond_the_list_is_an_age():
    assert sorted_in("[Hansen] (52) er redd.", NUMBERED) == ["to_decide"]


def test_an_informant_quoted_like_an_author_is_to_decide():
    text = "Soneleder [Lothe] sluttet i mai. Vi hadde det travelt ([Lothe], 2024)."
    assert set(sorted_in(text, LITERATURE)) == {"to_decide"}


def test_a_known_thinkers_name_borne_by_a_patient_is_to_decide():
    assert sorted_in("Pasienten [Senge] falt. [Senge] sin modell er en annen.", LITERATURE) == ["to_decide"] * 2


def test_what_follows_the_list_without_a_heading_is_no_reference():
    later = "Her følger det som ble sagt i samtalen med de ansatte på avdelingen, slik de selv sa det. " * 10
    assert sorted_in(f"{LITERATURE}{later}Til slutt fortalte [Solveig] hvordan hun falt.") == ["to_decide"]


def test_a_colleague_and_an_author_of_one_name_are_two_persons():
    author, colleague = keys_in("[Hansen] (2018) er kritisk. Sykepleier [Hansen] er enig.", LITERATURE)
    assert author != colleague


# Own names


def test_contributors_are_own_names_in_full_and_where_they_surely_are_meant():
    pages = ("[Silje Brekke]\n[Tor Wiik]\nVåren 2022", "[Silje] skrev kapittel 2, og [Tor] kapittel 3.")
    assert sorted_in(*pages, by=("Silje Brekke", "Tor Wiik")) == ["own_name"] * 4


@pytest.mark.parametrize(
    "text",
    [
        "[Ingrid] bor alene og får hjelp to ganger om dagen.",
        "[Ingrid] ([AGE|84]) bor alene. Oppgave av Ingrid Aune.",
        "Takk til [Ingrid], som åpnet døra. Ingrid Aune",
        "Brukeren [Ingrid] var redd. Ingrid Aune",
        "[Aune] falt på badet.",
        "[Ingrids] sønn ringte hver dag.",
        "Ingrid Aune snakket med [Ingrid Moe]. [Ingrid] var trist.",
    ],
)
def test_a_patient_with_the_authors_given_name_is_to_decide(text):
    assert set(sorted_in(text, by=("Ingrid Aune",))) <= {"to_decide", "certain"}


# Public roles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Helseminister [Bent Høie] kom.", "public_role"),
        ("Ordførar [Kjellaug Bolset] opna huset.", "public_role"),
        ("Rådgiver [Bent Høie] kom.", "to_decide"),
        ("Naboen til ordføreren, [Kari Moe], kom.", "to_decide"),
        ("[Kari Moe], ordførersekretær, kom.", "to_decide"),
        ("Kommuneoverlege [Henning Brox] kom.", "to_decide"),
        ("Enhetsleder [Kari Moe] skrev til statsråden.", "to_decide"),
    ],
)
def test_an_office_is_public_by_its_title_alone(text, expected):
    assert sorted_in(text) == [expected]


def test_a_patient_with_the_ministers_given_name_is_to_decide():
    assert sorted_in("Helseminister [Bent Høie] kom. [Bent] bor på rom 4. Brukeren [Høie] også.") == [
        "public_role",
        "to_decide",
        "to_decide",
    ]


# Places and bodies


@pytest.mark.parametrize(
    "text",
    [
        "[LOCATION|Norge] har mange kommuner, og hun bor i en av dem.",
        "Modellen er utviklet i [LOCATION|Danmark].",
        "Kommunen har innbyggere fra [LOCATION|Somalia] og [LOCATION|Syria].",
        "Vi besøkte en konferanse i [LOCATION|Trondheim].",
        "[ORGANIZATION|Helsedirektoratet] og [ORGANIZATION|Høgskolen i Molde] har skrevet en veileder.",
        "[ORGANIZATION|Kaasa-utvalget] gikk lenger.",
    ],
)
def test_what_is_large_points_at_nobody(text):
    assert set(sorted_in(text)) <= {"public_role", "not_personal"}


@pytest.mark.parametrize(
    "text",
    [
        "Hun kom fra [LOCATION|Somalia] i 2012.",
        "Samira, som er fra [LOCATION|Danmark], lo. Hun lo.",
        "Datteren bor i [LOCATION|Trondheim].",
        "[Priya] has led the unit in [LOCATION|Bodø] for years.",
        "Han er medlem av [ORGANIZATION|Høyre].",
        "Hun er fagorganisert i [ORGANIZATION|Fagforbundet].",
        "Vi arbeider i [LOCATION|Bergen kommune].",
        "[LOCATION|Utsira] er en liten kommune.",
        "[INSTITUTION|Oslo legesenter] har to leger.",
        "[INSTITUTION|Haukeland universitetssykehus] er nærmest.",
        "Tjenesten i [LOCATION|Skarvøy] er god, og skarvøyingene er fornøyde.",
    ],
)
def test_where_somebody_comes_from_and_what_is_small_are_to_decide(text):
    assert "to_decide" in sorted_in(text)


def test_one_place_is_one_question_however_it_is_written():
    pages = (
        "[LOCATION|Skarvøy] er en øy. [LOCATION|Skarvøy kommune] eier [INSTITUTION|Skarvøytunet, rom 12] og [INSTITUTION|Skarvøytunet].",
        "[ORGANIZATION|Skarvøys] innbyggere bor der. [LOCATION|SKARVØY]",
    )
    place, municipality, room, house, genitive, capitals = keys_in(*pages)
    assert place == municipality == genitive == capitals
    assert room == house != place


def test_a_place_inside_the_name_of_an_organisation_is_a_question_of_its_own():
    assert sorted_in("[ORGANIZATION|Skarvøy Idrettslag] spilte. [LOCATION|Skarvøy] vant.") == ["to_decide"] * 2


# Days


@pytest.mark.parametrize(
    "text",
    [
        "Prosjektet startet [DATE|1. mars 2023] og varte et halvt år.",
        "Kommunestyret vedtok planen [DATE|14. juni 2022].",
        "Prosjektet ble meldt til Sikt [DATE|2. november 2023].",
        "1 Sykepleier, sone Sør [DATE|15. januar 2024] 62 min",
        "Tabell 1: Ansatte per [DATE|1. januar 2024]",
    ],
)
def test_days_of_the_project_belong_to_nobodys_life(text):
    assert sorted_in(text) == ["not_personal"]


@pytest.mark.parametrize(
    "text",
    [
        "Prosjektet startet [DATE|1. mars 2023], dagen etter at moren hans døde.",
        "Han falt [DATE|9. oktober 2023] ved vedskjulet.",
        "Hun bodde alene. Forløpet ble avsluttet [DATE|22. desember].",
        "Brukeren fikk vedtak [DATE|3. mai 2023].",
        "Kopi av pass [PASSPORT|CCA104587] ligger i mappa. Oppholdskortet utløper [DATE|30.06.2024].",
        "Innkalt til poliklinikken på [INSTITUTION|Odda sjukehus] [DATE|9. januar].",
        "Tiltak Ansvar Frist Status\nBrukeren får hjelp Lothe [DATE|20.09.2023] Gjennomført",
    ],
)
def test_days_beside_somebody_are_not_sorted_away(text):
    assert sorted_in(text)[-1] == "to_decide"


def test_a_short_page_with_the_authors_name_dates_the_work_only_if_nobody_else_is_on_it():
    assert sorted_in("Ingrid Aune\nLevert [DATE|24. mai 2024]", by=("Ingrid Aune",)) == ["not_personal"]
    assert sorted_in("Ingrid Aune\n[Olav] kom [DATE|24. mai 2024]", by=("Ingrid Aune",)) == ["to_decide", "certain"]


def test_a_day_in_somebodys_life_is_so_at_every_place():
    first, second, _person = sorted_in(
        "Prosjektet startet [DATE|9. oktober 2023].", "Den [DATE|09.10.2023] falt [Olav]."
    )
    assert (first, second) == ("to_decide", "certain")


def test_an_exact_day_or_age_of_somebody_named_is_proposed_for_redaction():
    assert sorted_in("[Olav] er [AGE|83 år] og falt [DATE|9. oktober 2023].") == ["to_decide", "certain", "certain"]


def test_counts_in_a_list_are_no_ages_unless_somebody_is_there():
    assert sorted_in("Årsakene var fall ([AGE|13]), svekkelse ([AGE|9]) og slag ([AGE|4]).") == ["not_personal"] * 3
    assert sorted_in("En kvinne med hoftebrudd ([AGE|81]) og en mann med slag ([AGE|76]) kom.") == ["to_decide"] * 2


# Words

SMALL = "Vi spurte sonelederne, og helsefagarbeider etter helsefagarbeider svarte. Kari, Ola, Per, Anne og Liv var med. Veien går opp på bakken."


def low(text: str) -> list[str]:
    """How the marked words are sorted, found with a low score in a document that gives names capitals."""
    pages = [found_in(page) for page in ("[Kari Moe], [Ola Lie], [Per Vik], [Anne Dahl] og [Liv Berg] kom.", SMALL)]
    marked, detections = found_in(text)
    unsure = [Detection(one.start, one.end, one.type, one.text, 0.4, one.reason) for one in detections]
    found = [*(page for _text, page in pages), unsure]
    return [one.triage for one in triage(found, [], [*(text for text, _page in pages), marked])[2]]


def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name():
    assert low("Det gikk bra. [Sonelederne] var fornøyde.") == ["not_personal"]


@pytest.mark.parametrize(
    "text",
    [
        "Det var fint for [Sonelederne] å høre.",
        "Det gikk bra. [Bakken] var fornøyd, sa de om [Bakken] etterpå.",
        "Sykepleier [Bakken] var fornøyd.",
        "Det gikk bra. [Kari] var fornøyd.",
        "Hun bor på [LOCATION|Bakken] nå.",
        "Det gikk bra. [J.A.T.] var der.",
        "Det gikk bra. [H.] var der.",
    ],
)
def test_a_name_that_is_also_a_common_word_is_to_decide(text):
    assert set(low(text)) == {"to_decide"}


def test_an_abbreviation_that_the_text_explains_is_no_name_unless_it_is_a_house():
    assert low("Vi målte med Short Physical Performance Battery (SPPB). [ORGANIZATION|SPPB] er enkel.") == [
        "not_personal"
    ]
    assert low("Solbakken Omsorgssenter (SO) er stort. [ORGANIZATION|SO] ligger ved sjøen.") == ["to_decide"]


# Persons


def test_a_name_that_a_line_ends_in_is_one_person():
    assert keys_in("Kommunalsjef [Geir Olav]\n[Kvamme] var der. [Olav Nesse] og [Olav] også.") == [
        "geir olav kvamme",
        "olav nesse",
        "olav nesse",
    ]


def test_names_one_a_line_stay_apart():
    assert len(keys_in("[Silje]\n[Kari]\n[Tor Wiik]")) == 3


@pytest.mark.parametrize("short", ["Anne Karin", "Anne Karin N. L.", "A.K.N.L.", "Anne Karin Nesse Liens"])
def test_short_forms_are_the_same_person(short):
    assert keys_in(f"[Anne Karin Nesse Lien] kom. [{short}] lo. [Anne Karin N. L.] gikk.")[1] == "anne karin nesse lien"


def test_two_who_share_a_given_name_are_never_made_one():
    assert keys_in("[Kari Moe] og [Kari Lie] kom. [Kari] lo.")[2] == "kari"
