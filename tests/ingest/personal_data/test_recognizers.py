"""Each rule on what it must find and on what it must leave alone. Numbers are test numbers, names are invented."""

import pytest

from ingest.personal_data.screening import screen


def found(text: str, language: str = "nb") -> set[tuple[str, str]]:
    ((_key, detections),) = screen([("it", text, language)])
    assert all(text[one.start : one.end] == one.text for one in detections)
    return {(one.type, one.text) for one in detections}


def types(text: str) -> set[str]:
    return {kind for kind, _text in found(text)}


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Skriv til kari.hansen@eksempel.kommune.no i dag.", "EMAIL_ADDRESS", "kari.hansen@eksempel.kommune.no"),
        (
            "send til kari punktum hansen krøllalfa eksempel punktum no",
            "EMAIL_ADDRESS",
            "kari punktum hansen krøllalfa eksempel punktum no",
        ),
        ("Adressen er ola (at) eksempel.no.", "EMAIL_ADDRESS", "ola (at) eksempel.no"),
        ("Ring 905 48 694 etter klokka fire.", "PHONE_NUMBER", "905 48 694"),
        ("Tlf. 22 11 33 44", "PHONE_NUMBER", "22 11 33 44"),
        ("mobil 40055612", "PHONE_NUMBER", "40055612"),
        ("Nummeret er +47 905 48 694.", "PHONE_NUMBER", "+47 905 48 694"),
        ("Ho ringde frå +46 70 174 06 05.", "PHONE_NUMBER", "+46 70 174 06 05"),
        ("Mobilnummeret hennes: 9 0 5 4 8 6 9 4", "PHONE_NUMBER", "9 0 5 4 8 6 9 4"),
        ("ring meg på ni null fem fire åtte seks ni fire", "PHONE_NUMBER", "ni null fem fire åtte seks ni fire"),
        ("nummeret er nitti førtiåtte sekstini tjueto", "PHONE_NUMBER", "nitti førtiåtte sekstini tjueto"),
        ("Mob. 0047 905 48 694", "PHONE_NUMBER", "0047 905 48 694"),
        ("Tlf. 905-48-694", "PHONE_NUMBER", "905-48-694"),
        ("Skannet: tlf. 9O5 48 694", "PHONE_NUMBER", "9O5 48 694"),
        (
            "fødselsnummeret er ein to åtte ein fire åtte ein null null to åtte",
            "NATIONAL_ID",
            "ein to åtte ein fire åtte ein null null to åtte",
        ),
        ("Fødselsnummer 128148 10028", "NATIONAL_ID", "128148 10028"),
        ("Journalen har 12814810029 som nummer.", "NATIONAL_ID", "12814810029"),
        ("Personnummer 10028 mangla.", "NATIONAL_ID", "10028"),
        ("Innført 120348 ***** i skjemaet.", "NATIONAL_ID", "120348 *****"),
        ("Kontonr. 1503.24.12340", "BANK_ACCOUNT", "1503.24.12340"),
        ("Betal til konto 15032412341", "BANK_ACCOUNT", "15032412341"),
        ("Org.nr. 974 760 673", "ORGANISATION_NUMBER", "974 760 673"),
        ("HPR-nummer 7654321", "HEALTH_PERSONNEL_NUMBER", "7654321"),
        ("DUF-nr. 2019 123456 07", "IMMIGRATION_NUMBER", "2019 123456 07"),
        ("Passnummer: CCA123456", "PASSPORT", "CCA123456"),
        ("Bilen med skilt EK 12345 sto der.", "VEHICLE_PLATE", "EK 12345"),
        ("Sak 2021/4471 vart lagd bort.", "CASE_NUMBER", "2021/4471"),
        ("Han bor i Karl Johans gate 12B.", "ADDRESS", "Karl Johans gate 12B"),
        ("hun bodde i storgata 5 den gangen", "ADDRESS", "storgata 5"),
        ("Gnr. 12 bnr. 34 er delt.", "ADDRESS", "Gnr. 12 bnr. 34"),
        ("Elveveien 3, 2380 Brumunddal", "POSTCODE", "2380 Brumunddal"),
        ("Hytta ligger på 60.3913, 5.3221.", "COORDINATES", "60.3913, 5.3221"),
        ("Ho fekk plass på Solbakken sjukeheim, avdeling 3.", "INSTITUTION", "Solbakken sjukeheim, avdeling 3"),
        ("Møtet var hos NAV Eidsvoll.", "INSTITUTION", "NAV Eidsvoll"),
        ("Kvinne, 83 år gammel, alene.", "AGE", "83 år gammel"),
        ("En 34-åring flyttet inn.", "AGE", "34-åring"),
        ("Han er i slutten av 70-årene.", "AGE", "i slutten av 70-årene"),
        ("Ho er trettifire år og einsleg.", "AGE", "trettifire år"),
        ("Hun er fireogtredve år.", "AGE", "fireogtredve år"),
        ("Møtet med mor var 12. mars 2019.", "DATE", "12. mars 2019"),
        ("Det skjedde den tolvte mars.", "DATE", "tolvte mars"),
        ("født 14.08.1936", "DATE_OF_BIRTH", "14.08.1936"),
        ("Ho er fødd i 1948.", "DATE_OF_BIRTH", "1948"),
        ("Han er født på 50-tallet.", "DATE_OF_BIRTH", "50-tallet"),
        ("født 23 . 01 . 1947", "DATE_OF_BIRTH", "23 . 01 . 1947"),
        ("Innlagt l2.O9.2020 om natta.", "DATE", "l2.O9.2020"),
        ("Samtalen med mor var 6.–8. mars 2023.", "DATE", "6.–8. mars 2023"),
        ("Født i august 1948 i Narvik.", "DATE_OF_BIRTH", "august 1948"),
        ("Kari er 19 og venter på svar.", "AGE", "19"),
        ("Hun er i sitt 84. år.", "AGE", "84. år"),
        ("Mora er godt over nitti.", "AGE", "nitti"),
        ("hun bor hjemme og han er førtifire", "AGE", "førtifire"),
        ("Barnevernssak 2020/33 er henlagt.", "CASE_NUMBER", "2020/33"),
        ("Utlendingsnummer: 2019 123456 07", "IMMIGRATION_NUMBER", "2019 123456 07"),
        ("Avdelingslederen (52) sa nei.", "AGE", "52"),
        ("Han bur på garden Øvre Kvamme.", "ADDRESS", "Øvre Kvamme"),
        ("Ho ligg på slagposten ved Førde sjukehus.", "INSTITUTION", "slagposten ved Førde sjukehus"),
        ("Operert ved Haukeland\nuniversitetssykehus i mai.", "INSTITUTION", "Haukeland\nuniversitetssykehus"),
        ("Hun leder hjemmetjenesten i Karasjok.", "INSTITUTION", "hjemmetjenesten i Karasjok"),
        ("Hun ble sykmeldt i mars.", "HEALTH", "sykmeldt"),
        ("Ho braut handleddet på isen.", "HEALTH", "braut handleddet"),
        ("Hun er gravid i uke 24.", "HEALTH", "gravid i uke 24"),
        ("Pasienten har skizofreni.", "HEALTH", "skizofreni"),
        ("Pasienten er muslim.", "RELIGION", "muslim"),
        ("Bruker er Jehovas vitne.", "RELIGION", "Jehovas vitne"),
        ("Ho er medlem i Norsk Sjukepleiarforbund.", "TRADE_UNION", "medlem i Norsk Sjukepleiarforbund"),
        ("Han er plasstillitsvalgt for Fagforbundet.", "TRADE_UNION", "plasstillitsvalgt for Fagforbundet"),
        ("En kvinne med samisk bakgrunn leder laget.", "ETHNICITY", "samisk bakgrunn"),
        ("eg er jo same sjølv", "ETHNICITY", "same"),
        ("Han er homofil.", "SEXUALITY", "homofil"),
        ("Den eneste fysioterapeuten i Utsira sluttet.", "UNIQUE_ROLE", "Den eneste fysioterapeuten i Utsira"),
        ("eg er einaste jordmora på fedje", "UNIQUE_ROLE", "einaste jordmora på fedje"),
        ("Les www.ragnhildsblogg.no om det.", "URL", "www.ragnhildsblogg.no"),
        ("Følg @kari_hansen på nettet.", "SOCIAL_HANDLE", "@kari_hansen"),
        ("Se linkedin.com/in/kari-hansen-123 for mer.", "URL", "linkedin.com/in/kari-hansen-123"),
    ],
)
def test_finds(text, kind, part):
    assert (kind, part) in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Budsjettet var på 45 000 000 kroner.", "PHONE_NUMBER"),
        ("I årene 2019 2021 endret alt seg.", "PHONE_NUMBER"),
        ("Fakturanr. 20231234567 er betalt.", "NATIONAL_ID"),
        ("Datoen var 12.03.2019 og senere 20190312.", "PHONE_NUMBER"),
        ("Fødselsnummer 128148 10028", "PHONE_NUMBER"),
        ("Jeg så at endring.no er en ide.", "EMAIL_ADDRESS"),
        ("Hun har 10 års erfaring fra yrket.", "AGE"),
        ("For 20 år siden var dette annerledes.", "AGE"),
        ("På 80-tallet kom reformen.", "AGE"),
        ("Lov 24. juni 2011 nr. 30 gjelder.", "DATE"),
        ("Pasienter med demens trenger ro.", "HEALTH"),
        ("Jeg har tatt kurs om demens og kreft.", "HEALTH"),
        ("Hun brukte mye krefter på motkreftene.", "HEALTH"),
        ("Kreftkoordinatoren ringte henne.", "HEALTH"),
        ("Han snakket med dem på samme måte, og same kva.", "ETHNICITY"),
        ("En avdelingsleder i Solund svarte.", "UNIQUE_ROLE"),
        ("tre fire fem seks", "PHONE_NUMBER"),
        ("Vi talte en to tre fire fem seks sju åtte", "PHONE_NUMBER"),
        ("Bra miljø 55 76 88 58\nNok tid 45 66 76 50\nTrivsel 39 72 94 42", "PHONE_NUMBER"),
        ("Grunnene var brudd (13), hjerneslag (4) og funksjonstap (5).", "AGE"),
        ("Alderen i utvalget lå mellom 24 og 66 år.", "AGE"),
        ("Han arbeidet ti år på et senter.", "AGE"),
        ("Fekk Paracet, blodtrykk 142/86.", "ORGANIZATION"),
        ("Vi var ute, og sensoren sto på alarmmottaket.", "LOCATION"),
        ("Sykehjemmet har to avdelinger.", "INSTITUTION"),
        ("Les https://www.bergen.kommune.no/omsorg om det.", "URL"),
        ("Se kapittel 4.2 og tabell 3.1.", "DATE"),
        ("I 2019 Universitetsforlaget", "POSTCODE"),
        ("Etter ISO 9001 og NS 8500 er det slik.", "VEHICLE_PLATE"),
    ],
)
def test_leaves_alone(text, kind):
    assert kind not in types(text)


def test_a_wrong_checksum_lowers_the_score_of_a_national_id_and_drops_nothing():
    ((_one, right), (_other, wrong)) = screen([("a", "Nummer 12814810028.", "nb"), ("b", "Nummer 12814810029.", "nb")])
    assert right[0].type == wrong[0].type == "NATIONAL_ID"
    assert right[0].score > wrong[0].score > 0.5
