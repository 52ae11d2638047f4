"""Where a person can be found: addresses, farms, postcodes, coordinates, and the wards and institutions of their life."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import ADDRESS, COORDINATES, INSTITUTION, LOCATION, POSTCODE
from ingest.personal_data.gazetteer import is_large, is_place
from ingest.personal_data.recognizers.hits import Hit, before, words

ENTITIES = (ADDRESS, COORDINATES, INSTITUTION, LOCATION, POSTCODE)

_STREET = (
    r"(?:gate[na]?|gata|veien|vegen|vei|veg|allé(?:en)?|alle|alleen|plass(?:en)?|bakken?|torget|torg|svingen|sving|stien|sti|løkka|tunet|tun|haugen|lia|lien|brygge|"
    r"brygga|kaia|terrasse[n]?|stubben|ringen|ring|kroken|smauet|grenda|åsen|myra|bukta|jordet|hagen|kleiva|stranda|faret|flata|moen|dalen|berget|ruta|leitet|marka|neset|viken?)"
)
_NUMBER = r"\d{1,4}(?:\s?[A-HJ-Z]\b)?(?:\s?(?:-|–)\s?\d{1,3})?"
_CAPITAL = r"[A-ZÆØÅÁČĐŊŠŦŽ]"
_ADDRESS = re.compile(
    rf"\b(?:{_CAPITAL}[\w.'’-]*\s){{0,3}}(?:{_CAPITAL}[\w'’-]*{_STREET}|{_CAPITAL}[\w.'’-]*\s(?:{_STREET}|gt\.?|v\.))\s{_NUMBER}(?![\d%]|[.,]\d|\s?(?:prosent|kr|timer|ganger))\b"
)
_SPOKEN_ADDRESS = re.compile(r"\b[a-zæøå]{3,}(?:gata|gaten|gate|veien|vegen)\s\d{1,3}(?:\s?[a-z])?\b")
_WITHOUT_NUMBER = re.compile(
    rf"\b(?:{_CAPITAL}[\w'’-]{{2,}}(?:gata|gaten|gate|veien|vegen|bakken|svingen|stien)|{_CAPITAL}[\w'’-]+s\s(?:gate|vei|veg|plass))\b"
)
_LIVES = words(
    "^bor\\b",
    "^bodde",
    "^bur\\b",
    "^budde",
    "^buset",
    "^bosatt",
    "adresse",
    "^flytt",
    "^address",
    "^lives",
    "^heime",
    "^hjemme",
)
_POST_BOX = re.compile(r"\b[Pp](?:ost)?boks\s\d{1,5}(?:\s[A-ZÆØÅ]\w+)?")
_CADASTRE = re.compile(
    r"\bg(?:årds|ards)?\.?nr\.?\s?\d+\s?(?:,|/|og)?\s?b(?:ru)?k?s?\.?nr\.?\s?\d+|\bgnr\.?\s?/\s?bnr\.?\s?\d+/\d+",
    re.IGNORECASE,
)
_FARM = re.compile(
    rf"\b(?:(?:garden|gården|gardsbruket|gårdsbruket|småbruket|plassen|bruket|hytta|setra|sætra)\s((?:(?:[Nn]ordre|[Ss]øndre|[Øø]vre|[Nn]edre|[Ii]ndre|[Yy]tre|[Vv]estre|[Øø]stre|[Ss]tore|[Vv]esle)\s)?{_CAPITAL}[\w-]+(?:\s(?:[Nn]ordre|[Ss]øndre|[Øø]vre|[Nn]edre|[Ii]ndre|[Yy]tre|[Ss]tore|[Vv]esle))?)"
    rf"|((?:[Nn]ordre|[Ss]øndre|[Øø]vre|[Nn]edre|[Ii]ndre|[Yy]tre|[Vv]estre|[Øø]stre)\s{_CAPITAL}[\w-]+)(?=\s(?:gård|gard)\b)|({_CAPITAL}[\w-]+)(?=\s(?:gård|gard)\b))"
)
_POSTCODE = re.compile(
    rf"(?<![\w./–-])(?:N(?:O)?-)?(\d{{4}})\s({_CAPITAL}[\wæøåÆØÅ-]+(?:[ \u00a0](?:i|på|og)?[ \u00a0]?{_CAPITAL}[\w-]+)?)"
)
_DECIMAL = re.compile(
    r"(?<![\d.])((?:5[7-9]|[67]\d|8[01])[.,]\d{3,8})\s?°?\s?[NØE]?\s?[,; ]\s?([1-3]?\d[.,]\d{3,8})\s?°?\s?[NØEØ]?(?!\d)"
)
_DEGREES = re.compile(
    r"\d{1,2}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d+)?\s?[\"″”]\s?)?[NS]\b[ ,]*\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?['′’]\s?(?:\d{1,2}(?:[.,]\d+)?\s?[\"″”]\s?)?[EØVW]\b"
)

_HOUSE = (
    r"(?:sykehjem(?:met)?|sjukeheim(?:en)?|sykeheim(?:en)?|alders?heim(?:en)?|aldershjem(?:met)?|omsorgs(?:senter|senteret|bolig(?:er|en|ene)?|bustad(?:er|en|ane)?|heim|hjem)|bo-?\sog\s\w+senter(?:et)?|"
    r"bu-?\sog\s\w+senter(?:et)?|helsehus(?:et)?|helsetun(?:et)?|helsesenter(?:et)?|legesenter(?:et)?|legekontor(?:et)?|legevakt(?:en|a)?|helsestasjon(?:en)?|"
    r"hjemmetjeneste[nr]?|heimeteneste[nr]?|hjemmesykepleie[n]?|heimesjukepleie[na]?|bofellesskap(?:et)?|bufellesskap(?:et)?|bokollektiv(?:et)?|bukollektiv(?:et)?|bosenter(?:et)?|"
    r"busenter(?:et)?|dagsenter(?:et)?|aktivitetssenter(?:et)?|rehabiliteringssenter(?:et)?|behandlingssenter(?:et)?|avlastnings(?:hjem|senter|bolig|bustad|heim)(?:et|en)?|"
    r"barnehage[nr]?|barnehager?|skole[n]?|skule[n]?|barneskole[n]?|barneskule[n]?|ungdomsskole[n]?|ungdomsskule[n]?|videregående(?:\sskole)?|vidaregåande(?:\sskule)?|sykehus(?:et)?|sjukehus(?:et)?|"
    r"universitets(?:sykehus|sjukehus)(?:et)?|helseforetak(?:et)?|helseføretak(?:et)?|poliklinikk(?:en)?|klinikk(?:en)?|apotek(?:et)?|distriktspsykiatriske\ssenter|DPS|BUP|NAV-kontor(?:et)?|"
    r"asylmottak(?:et)?|fengsel(?:et)?|menighet(?:en)?|kyrkjelyd(?:en)?|frivilligsentral(?:en)?|krisesenter(?:et)?|familievernkontor(?:et)?|barnevern(?:et|steneste[n]?|stjeneste[n]?)?|bedehus(?:et)?|moské(?:en)?|"
    r"omsorgstun(?:et)?|trygdesenter(?:et)?|nursing\shome|care\shome|hospital)"
)
_NAME_PART = rf"{_CAPITAL}[\w'’-]+"
_PART = r"(?:avdeling(?:en)?|avd\.?|post(?:en)?|seksjon(?:en)?|fløy(?:en|a)?|sone|etasje|eining|enhet|gruppe|bolig|bustad|hus|team|rom|ward|unit|floor)"
_SIDE = r"(?:nord|sør|øst|aust|vest|grønn|grøn|blå|gul|rød|raud)\b"
_PART_NAME = rf"(?:[A-ZÆØÅ](?:\d{{1,2}})?\b|\d{{1,3}}(?:\s?[A-ZÆØÅ]\b|\b)(?![.,]\d)(?:\s{_SIDE})?|{_SIDE})"
#: A ward or a clinic before the house it belongs to.
_UNIT = r"(?:[\w-]*(?:post(?:en)?|avdeling(?:en|a)?|poliklinikk(?:en)?|klinikk(?:en)?|seksjon(?:en)?|mottak(?:et)?|team(?:et)?|dialysen|intensiven))"
_INSTITUTION = re.compile(
    rf"\b(?P<unit>{_UNIT}\s(?:ved|på|i)\s)?(?:{_NAME_PART}\s){{1,3}}{_HOUSE}(?:\s(?:i|på)\s{_NAME_PART})?(?:(?:,|\s(?:ved|på|sin|si))?\s{_PART}\s{_PART_NAME})?(?!\w)"
)
_COMPOUND_HOUSE = re.compile(
    rf"\b({_CAPITAL}[a-zæøå-]{{2,}})(?:sykehjemmet|sjukeheimen|heimen|hjemmet|tunet|helsehus|omsorgssenter|barnehage|skole|skule|skolen|skulen|senteret|bofellesskap|bufellesskap)\b(?:,?\s{_PART}\s{_PART_NAME})?"
)
#: A service or a house by its kind and its place: "hjemmetjenesten i Karasjok", "legevakta i Elverum".
_HOUSE_AT = re.compile(
    rf"\b(?:[Ss]ykehjemmet|[Ss]jukeheimen|[Hh]jemmetjenesten|[Hh]eimetenesta|[Hh]jemmesykepleien|[Hh]eimesjukepleia|[Ll]egevakta|[Ll]egevakten|[Ll]egekontoret|[Hh]elsestasjonen|[Hh]elsehuset|[Oo]msorgssenteret|[Bb]ofellesskapet|[Bb]ufellesskapet|"
    rf"[Dd]agsenteret|[Ss]ykehuset|[Ss]jukehuset|[Ss]kolen|[Ss]kulen|[Bb]arnehagen|[Bb]arnevernet|[Mm]enigheten|[Aa]sylmottaket)\s(?:i|på)\s({_NAME_PART})"
)
_NAMED_WARD = re.compile(rf"\b({_NAME_PART}),?\s(?:avdeling|avd\.?|bogruppe|bugruppe|post|fløy)\s{_NAME_PART}")
_WARD = re.compile(
    rf"\b(?i:avdeling(?:en)?|avd\.|sengepost|post|fløy(?:en)?|seksjon|ward|sone|rom|leilighet|leilegheit|hybel)\s(?:{_PART_NAME}|(?i:{_SIDE}))"
)
_NAV = re.compile(rf"\bN(?:AV|av)\s(?!Hjelpemid|Arbeid|Klage|Konti|Tilt){_NAME_PART}(?:-{_NAME_PART})?")
_MUNICIPALITY = re.compile(
    rf"\b(?:(?:Nordre|Søndre|Øvre|Nedre|Indre|Midtre|Østre|Vestre|Nord|Sør|Aust|Vest|Ytre|Evje og|Sande|Hå|Bø|Ås)\s)?({_NAME_PART})\s(?:kommune|herad|bydel|municipality)\b"
)
_OPENINGS = """
    A Aktuelle Alle Andre Annen Da Den Denne Det Dette Din Distriktspsykiatrisk Då Egen Ei Eiga Ein Eit En Et
    Etter Flyttet Flytta Innlagd Innlagt Overflytta Overflyttet Overført Overførd Utskreven Utskrevet Utskriven Europeisk Every Fleire Flere For Fra Frå Før Grunn Hver Hvilken Hvis Høy Høyere I Kommunal Kommunale
    Kommunalt Kommunens Kvar Lille Liten Lokal Lokale Mange Mellom Men Min Mindre Mitt Noen Nokon Noregs
    Norges Norsk Norske Ny Nye Nytt Når Offentlig Og Om Our Over Privat Private Psykiatrisk På Same Samme Sin
    Sitt Skandinavisk Små Som Somatisk Stor Store Større The This Til Under Ved Vidaregåande Videregående Vår
    Vårt
    """
#: "Sykehjemmet" and "Kommunesenteret" are no names.
_KINDS_OF_HOUSES = """
    syke sjuke syk sjuk alders barne ungdoms fag folke grunn vidaregåande videregående høg høy bydels kommune kultur helse lege dag bo bu kompetanse lærings utviklings rehabiliterings
    ressurs kjøpe aktivitets service omsorgs nærmiljø senior foreldre student barne- frivillighets krise data regn by natur steiner ny gjeste pleie- pleie
    """
_HOUSES_IN_GENERAL = frozenset(_KINDS_OF_HOUSES.split())
_NOT_A_NAME = frozenset(_OPENINGS.split())


def place(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Addresses, farms, postcodes with their place, coordinates, institutions, wards and municipalities."""
    yield from addresses(text)
    yield from postcodes(text)
    yield from coordinates(text)
    yield from institutions(text)


def addresses(text: str) -> Iterator[Hit]:
    """Street names with a number (Kartverket's rules for addresses), post boxes, cadastral numbers and farm names."""
    for pattern, score in ((_ADDRESS, 0.9), (_SPOKEN_ADDRESS, 0.75), (_POST_BOX, 0.6), (_CADASTRE, 0.85)):
        for match in pattern.finditer(text):
            yield Hit(*match.span(), ADDRESS, score, _("An address."))
    for match in _WITHOUT_NUMBER.finditer(text):
        named = before(text, match.start(), _LIVES, 32)
        yield Hit(*match.span(), ADDRESS, 0.8 if named else 0.5, _("The name of a street."))
    for match in _FARM.finditer(text):
        yield Hit(*match.span(match.lastindex or 0), ADDRESS, 0.6, _("The name of a farm or a house."))


def postcodes(text: str) -> Iterator[Hit]:
    """A postcode with its place ("5003 Bergen"; Posten's register, bring.no). Digits alone are no postcode, and a year before a word isn't one either."""
    for match in _POSTCODE.finditer(text):
        year = match[1].startswith(("19", "20"))
        follows_address = re.search(
            r"\d\s?[A-Z]?\s?[,\n]\s*\Z|boks\s\d+\w*,?\s*\Z", text[max(0, match.start() - 24) : match.start()]
        )
        known = is_place(match[2])
        if not known and " " in match[2] and is_place(match[2].split()[0]):
            yield Hit(
                match.start(), match.start(2) + len(match[2].split()[0]), POSTCODE, 0.8, _("A postcode with its place.")
            )
        elif follows_address or (known and not year):
            yield Hit(*match.span(), POSTCODE, 0.9 if known else 0.75, _("A postcode with its place."))


def coordinates(text: str) -> Iterator[Hit]:
    """A point on the map within the realm (57–81° north, 4–33° east; Kartverket's EUREF89), in decimals or degrees."""
    for match in _DECIMAL.finditer(text):
        if 4 <= float(match[2].replace(",", ".")) <= 33:
            yield Hit(*match.span(), COORDINATES, 0.85, _("Coordinates of a place."))
    if "°" in text:
        for match in _DEGREES.finditer(text):
            yield Hit(*match.span(), COORDINATES, 0.9, _("Coordinates of a place."))


def institutions(text: str) -> Iterator[Hit]:
    """Named institutions with their ward ("Solbakken sykehjem, avdeling 3"), wards alone, NAV offices, municipalities.

    The kinds of houses are those of the municipal health and care services act, the child welfare and the education acts.
    """
    for match in _INSTITUTION.finditer(text):
        if span := _without_opening(match):
            yield Hit(
                *span, INSTITUTION, 0.85, _("An institution with its name: where someone lives, works or is cared for.")
            )
    for match in _HOUSE_AT.finditer(text):
        if not is_large(match[1]):
            yield Hit(*match.span(), INSTITUTION, 0.7, _("An institution by its kind and its place."))
    for match in _NAMED_WARD.finditer(text):
        if match[1] not in _NOT_A_NAME:
            yield Hit(*match.span(), INSTITUTION, 0.7, _("A ward or a unit of an institution."))
    for match in _COMPOUND_HOUSE.finditer(text):
        if match[1].lower() in _HOUSES_IN_GENERAL:
            continue
        yield Hit(*match.span(), INSTITUTION, 0.6, _("Perhaps the name of an institution."))
    for match in _WARD.finditer(text):
        yield Hit(*match.span(), INSTITUTION, 0.6, _("A ward or a unit of an institution."))
    for match in _NAV.finditer(text):
        yield Hit(*match.span(), INSTITUTION, 0.8, _("A local office of NAV."))
    for match in _MUNICIPALITY.finditer(text):
        if match[1] not in _NOT_A_NAME:
            yield Hit(*match.span(), LOCATION, 0.8, _("A municipality."))


def _without_opening(match: re.Match[str]) -> tuple[int, int] | None:
    """The match without a sentence's opening word that only looks like a name ("Ved Solbakken sykehjem")."""
    start = match.start()
    for word in re.split(r"\s", match[0]):
        if word not in _NOT_A_NAME:
            break
        start += len(word) + 1
    rest = match.string[start : match.end()]
    named = rest[:1].isupper() or match["unit"]
    return (start, match.end()) if named and len(rest.split()) > 1 else None
