"""Dates, dates of birth and ages: the personal details that care stories hold most of."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import AGE, DATE, DATE_OF_BIRTH
from ingest.personal_data.recognizers.hits import Hit, before, name_spans
from ingest.personal_data.recognizers.numerals import DECADES, NUMBER, ORDINAL, TWO_DIGITS

ENTITIES = (AGE, DATE, DATE_OF_BIRTH)

_MONTH = (
    r"(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|"
    r"january|february|march|may|june|july|october|december|jan\.|feb\.|mar\.|apr\.|aug\.|sept?\.|okt\.|nov\.|des\.)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:18|19|20)\d\d|['’]\d\d)"
_NUMERIC = rf"{_DAY}[./-]\s?(?:0?[1-9]|1[0-2])[./-]\s?(?:(?:18|19|20)\d\d|\d\d)"
#: As scans and careful typists space it: "23 . 01 . 1947".
_SPACED = rf"{_DAY}\s?\.\s?(?:0?[1-9]|1[0-2])\s?\.\s?(?:18|19|20)\d\d"
_WRITTEN = (
    rf"(?:{_DAY}\.?\s?(?:[-–]|til|og)\s?)?{_DAY}(?:\.|st|nd|rd|th)?\s?(?:of\s)?{_MONTH}(?:,?\s{_YEAR}(?!\d))?|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s(?:18|19|20)\d\d"
    rf"|{ORDINAL}\s(?:i\s)?{_MONTH}(?:\s{_YEAR}(?!\d))?"
)
_ISO = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?<![\w./-])(?:{_ISO}|{_NUMERIC}|{_SPACED}|{_WRITTEN})(?![\d/]|[.-]\d)(?<!\w\.)(?:(?<=\.)|\b)", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\s(?:i\s)?(?:fjor|år|(?:19|20)\d\d)\b", re.IGNORECASE)
_DAY_MONTH = re.compile(
    r"(?:\bden|\bdato:?|\bfra|\bfrå|\btil|\binnen|\bfør|\better|\btas|\btatt|\bavtalen?|\bavtalt|\btime|\bmøte|\bdag|\b(?:man|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag|\bsiden|\bsidan)\s(?:den\s)?"
    rf"({_DAY}(?:\.(?:0?[1-9]|1[0-2])\.|/(?:0?[1-9]|1[0-2])))(?!\d|[/.]\d)",
    re.IGNORECASE,
)

_BIRTH = re.compile(
    r"(?:\bfødt|\bfødd|\bfødselsda(?:to|g)\w*|\bfødselsår\w*|\bf\.|\bborn|date of birth|\bd\.?o\.?b\b|\bburd?dag\w*|\bbursdag\w*|\bgeburtsdag\w*)"
    r"(?:\s(?:den|i|er|var|on|in|dato|året|år))*\s*[:=]?\s*\Z",
    re.IGNORECASE,
)
_BIRTH_YEAR = re.compile(
    r"(?:\bfødt|\bfødd|\bf\.|\bfødselsår\w*|\bborn|\bårgang)(?:\s(?:den|i|er|var|in|året|år|på|tidlig|seint|sent))*\s*[:=]?\s*"
    r"((?:18|19|20)\d\d|['’]\d\d|(?:19|20)?\d0-ta[l]{1,2}et)\b(?![./-]\d)",
    re.IGNORECASE,
)
_SHORT_BIRTH = re.compile(
    r"(?:\bf(?:ødt|ødd|\.|\.d\.|d\.)|\bfødselsdato\w*)\s*[:=]?\s*(\d{6}|\d{8})(?![\d -]*\d)", re.IGNORECASE
)
_LAW = re.compile(
    r"(?:\blov(?:en|a)?|\bforskrift(?:en|a)?|\bact|\brundskriv|\bfor)\s(?:av|frå|fra|om|of)?\s*\Z", re.IGNORECASE
)
_LAW_NUMBER = re.compile(r"\A\s?,?\s?(?:nr|no)\.?\s?\d", re.IGNORECASE)

_PERSON_WORDS = re.compile(
    r"\b(?:jeg|eg|meg|kar|karen|han|hun|ho|hen|henne|ham|kvinne[na]?|mann(?:en)?|dame[na]?|jente[na]?|gutt(?:en)?|gut(?:en)?|pasient\w*|brukar?\w*|bebuar\w*|beboer\w*|mor|far|sønn\w*|"
    r"son(?:en)?|datter\w*|dotter\w*|bestemor|bestefar|bestemora|kone|kona|mannen|barn(?:et)?|søster|bror|leder\w*|leiar\w*|ansatt\w*|tilsett\w*|sykepleier\w*|sjukepleiar\w*|"
    r"informant\w*|deltak\w*|medarbeid\w*|elev\w*|person\w*|mora|moren|faren|søstera|søsteren|broren|svigermor|svigerfar|tante|tanta|onkel|onkelen|nabo(?:en)?|ektefelle\w*|enke\w*|pårørende|he|she|woman|man|patient|boy|girl|aged|alder\w*)\b",
    re.IGNORECASE,
)
_YEARS_OLD = re.compile(
    rf"\b(?:{NUMBER}|\d{{1,3}})(?:\s?(?:½|1/2|og et halvt|og eit halvt))?\s?(?:år|års?|måneder?|månader?|mnd\.?|uker?|veker?|dager?|dagar?)\s(?:gammel|gamle|gamal|gammal|gamalt|gammelt)\b"
    rf"|\b(?:{NUMBER}|\d{{1,3}})\s?-?\s?åring(?:en|a|er|ar|ene|ane|s)?\b"
    rf"|\b(?:{NUMBER}|\d{{1,3}})[- ](?:years?|months?|weeks?)[- ]olds?\b|\baged? (?:of )?\d{{1,3}}\b",
    re.IGNORECASE,
)
_PLAIN_YEARS = re.compile(
    rf"\b(?:{NUMBER}|\d{{1,3}})(?:\s(?:år|years)\b(?:s alder\b)?|-?årige?\b|\s?års(?:dag\w*|lag\w*|alder\w*)?\b)",
    re.IGNORECASE,
)
_NOT_AN_AGE = re.compile(
    r"\A\s*(?:siden|sidan|etter|tidligere|tidlegare|før|fram|frem|med|i\s(?:tjeneste|teneste|yrket|jobb|stilling)|ago|later|of experience|erfaring|ansiennitet|fartstid|"
    r"praksis|utdann|bachelor|master|studie|prosjekt|periode|plan|avtale|på rad|om gangen|lang|kontrakt|garanti)",
    re.IGNORECASE,
)
_DURATION_BEFORE = re.compile(
    r"(?:\bi|\bfor|\bover|\better|\binnen|\bde siste|\bdei siste|\bhvert|\bkvart|\bca\.|\bcirka|\bgjennom|\bom|\bin|\bførste)\s(?:løpet av\s)?(?:snart\s|nesten\s|over\s|omtrent\s|om\slag\s|rundt\s|minst\s|meir\senn\s|mer\senn\s)?(?:de\s|dei\s)?\Z"
    r"|\b(?:arbeid\w*|jobb\w*|bodd|bodde|budd|budde|vært|vore|brukte|brukt|tok|tar|tek|varte|venta|ventet|drevet|drive)\s(?:der\s|her\s)?\Z|\b(?:ikke|ikkje|aldri)\b[^.\n]{0,32}\spå\s\Z",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?:(?:\balder(?:en)?\s?(?:er|på|av|:|=)?\s|\bfyl(?:ler|lte|te|t)\s(?:snart\s)?|\bage:?\s|\bturned\s)(\d{{1,3}}|{NUMBER})|(?:\bblir?\s(?:snart\s)?|\bble\s|\bvart\s|\bpassert\s|\bpasserte\s|\bnærm[ea]r\sseg\s|\b(?:godt|langt|like)\s(?:over|under)\s)(?P<turned>\d\d|{TWO_DIGITS}))"
    r"\b(?!\s?(?:%|prosent|kr|mill|stk|timer|timar|ganger|gonger|minutt|av\b|[-/–]|[.,]\d))",
    re.IGNORECASE,
)
_PRONOUN_IS = re.compile(
    rf"\b(?:han|hun|ho|hen|jeg|eg|he|she)\s(?:er|var|is|was|blir|vert)\s(?:nå\s|no\s|snart\s|bare\s|berre\s)?(\d\d|{TWO_DIGITS})\b(?=\s*[,.;]|\s(?:og|and|men|da|då|når)\b|\s*$)(?![.,]\d)",
    re.IGNORECASE,
)
_YEAR_OF_LIFE = re.compile(
    r"\bi\s(?:sitt|sin|hans|hennes|hennar)\s(\d{1,3}\.\s(?:leve)?år)\b|\b(?:er|var|på)\s(\d\d\+)(?!\d)", re.IGNORECASE
)
_NAME_IS = re.compile(
    rf"\s(?:er|var|ble|blir|vart|vert|fyller|fyl|fylte|is|was)\s(?:nå\s|no\s|snart\s|bare\s|berre\s)?(\d\d|{TWO_DIGITS})\b(?=\s*[,.;]|\s(?:og|and|men|da|då|når|år)\b|\s*$)(?![.,]\d)",
    re.IGNORECASE,
)
_FIRST_OF_TWO = re.compile(
    rf"\b(\d{{1,2}}|{NUMBER})(?=\s(?:og|and)\s(?:\d{{1,2}}|{NUMBER})\s(?:år|years)\b(?!\s(?:siden|sidan|ago)))",
    re.IGNORECASE,
)
#: Ages of a sample are statistics, not anybody's: "alderen i utvalget lå mellom 24 og 66 år".
_OF_MANY = re.compile(
    r"\b(?:utval\w*|respondent\w*|svarprosent\w*|gjennomsnitt\w*|snittalder\w*|median\w*|aldersspenn\w*|aldersgruppe\w*|fordel\w*|deltakerne|deltakarane|informantene|informantane|spente|spenner|strekte\sseg)\b",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(r"(?<=[a-zæøåA-ZÆØÅ] )\((\d{1,3})(?:\s?år)?\)|(?<=[a-zæøå], )(\d{2})(?=,|\.\s|\sår\b)")
#: Before "(52)": a word for one person.
_DESCRIBED = re.compile(
    r"\b(?:[\w-]*(?:leder|leiar|pleier|pleiar|arbeider|arbeidar|assistent|terapeut|lege|lærer|lærar|bruker|brukar|beboer|bebuar|pasient|informant|deltaker|deltakar|sjef|konsulent)(?:en)?|kvinne[na]?|mann(?:en)?|dame[na]?|jente[na]?|gutt(?:en)?|gut(?:en)?|mor|far|"
    r"sønn(?:en)?|son(?:en)?|datter(?:en)?|dotter(?:a)?|bestemor|bestefar|kona?|søster|bror|enke|han|hun|ho)\s?\Z",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"\b(?:(?:i|mot|på)\s)?(?:(?:slutten|begynnelsen|byrjinga|starten|midten|løpet)\sav\s|(?:midt|tidlig|seint|sent|langt|godt|høyt|høgt|opp(?:e)?)\s(?:oppe?\s)?(?:i|på|ut\si)\s)"
    rf"(?:(?:\d0|{DECADES})-?\s?(?:årene|åra|årsalderen|årsalder)|{DECADES}(?:årene|åra|årsalderen))"
    rf"|\bi\s(?:\d0-årene|\d0-åra|\d0-årsalderen|{DECADES}(?:årene|åra))\b"
    r"|\bin\s(?:his|her|their)\s(?:early|mid|late)?[- ]?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)\b",
    re.IGNORECASE,
)


def times(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Dates, dates of birth and ages."""
    names = [end for _start, end in name_spans(artifacts)]
    yield from dates(text, names)
    yield from births(text)
    yield from ages(text, names)


def dates(text: str, names: list[int]) -> Iterator[Hit]:
    """Days: "12.03.2019", "2019-03-12", "12. mars", "tolvte mars", "12/3-19" (ISO 8601, and the forms that Språkrådet lists).

    Dates of laws and regulations are left out.

    `names` says where persons' names end: a month alone counts only near a person.
    """
    for match in _DATE.finditer(text):
        if _LAW.search(text[max(0, match.start() - 24) : match.start()]) or _LAW_NUMBER.match(
            text[match.end() : match.end() + 8]
        ):
            continue
        if _BIRTH.search(text[max(0, match.start() - 40) : match.start()]):
            yield Hit(*match.span(), DATE_OF_BIRTH, 0.95, _("A date of birth."))
        else:
            yield Hit(*match.span(), DATE, 0.75, _("A day that may point at an event in someone's life."))
    for match in _DAY_MONTH.finditer(text):
        yield Hit(*match.span(1), DATE, 0.6, _("A day that may point at an event in someone's life."))
    for match in _MONTH_YEAR.finditer(text):
        if _BIRTH.search(text[max(0, match.start() - 40) : match.start()]):
            yield Hit(*match.span(), DATE_OF_BIRTH, 0.85, _("A date of birth."))
            continue
        # A month of its own dates a project more often than a life. After "24." it belongs to a date left out above.
        person = any(abs(match.start() - name) < 80 for name in names) or before(text, match.start(), _PERSON_WORDS)
        if person and not re.search(r"\d\.\s?\Z", text[max(0, match.start() - 4) : match.start()]):
            yield Hit(*match.span(), DATE, 0.5, _("A month that may point at an event in someone's life."))


def births(text: str) -> Iterator[Hit]:
    """Years of birth ("f. 1948", "født i 1948"), and dates of birth without points ("født 120348")."""
    for match in _BIRTH_YEAR.finditer(text):
        yield Hit(*match.span(1), DATE_OF_BIRTH, 0.85, _("A year of birth."))
    for match in _SHORT_BIRTH.finditer(text):
        yield Hit(*match.span(1), DATE_OF_BIRTH, 0.9, _("A date of birth."))


def ages(text: str, names: list[int]) -> Iterator[Hit]:
    """Ages in digits and words: "83 år gammel", "83-åring", "i slutten av 70-årene", "Kari (83)", "fylte åtti".

    "83 år" alone is an age only beside a word for a person, and never as a length of time ("for 20 år siden").
    """
    reason = _("A person's age.")
    for pattern, score in ((_YEARS_OLD, 0.9), (_DECADE, 0.8), (_YEAR_OF_LIFE, 0.8), (_ALONE, 0.7), (_PRONOUN_IS, 0.7)):
        for match in pattern.finditer(text):
            span = match.span(match.lastindex or 0)
            if pattern is not _ALONE or _is_said_of_someone(text, match, names):
                yield Hit(*span, AGE, score, reason)
    for match in _IN_PARENTHESES.finditer(text):
        group = match.lastindex or 0
        follows_a_name = any(0 <= match.start() - name <= 2 for name in names)
        if 0 < int(match[group]) <= 110 and (follows_a_name or _DESCRIBED.search(text[: match.start()][-24:])):
            yield Hit(*match.span(group), AGE, 0.55, reason)
    for name in names:
        if said := _NAME_IS.match(text, name):
            yield Hit(*said.span(1), AGE, 0.7, reason)
    for match in _FIRST_OF_TWO.finditer(text):
        if not before(text, match.start(), _OF_MANY, 80) and not _is_a_length(text, match.start()):
            yield Hit(*match.span(1), AGE, 0.6, reason)
    for match in _PLAIN_YEARS.finditer(text):
        if _is_age(text, match, names):
            yield Hit(*match.span(), AGE, 0.7, reason)


def _is_said_of_someone(text: str, match: re.Match[str], names: list[int]) -> bool:
    """Whether "ble 12" follows a person, and no noun follows it: "Intervju 5 ble 12 sider" is nobody's age."""
    if not match.groupdict().get("turned"):
        return True
    near = any(0 <= match.start() - name < 24 for name in names)
    ends = re.match(r"\s*[.,;]|\s*$|\s(?:og|år|i|den|da|då|når|for|men|and)\b", text[match.end() :][:8])
    return ends is not None and (near or before(text, match.start(), _PERSON_WORDS, 32))


def _is_a_length(text: str, start: int) -> bool:
    """Whether what stands before makes "ti år" a length of time: "for ti år siden", "arbeidet ti år", "ikke på sju år"."""
    return _DURATION_BEFORE.search(text[max(0, start - 48) : start]) is not None


def _is_age(text: str, match: re.Match[str], names: list[int]) -> bool:
    lower = match[0].lower()
    if lower.endswith(("alder", "alderen", "årsdag", "årsdagen")):
        return True
    if _NOT_AN_AGE.match(text[match.end() : match.end() + 20]):
        return False
    if _is_a_length(text, match.start()):
        return False
    if before(text, match.start(), _OF_MANY, 80):
        return False
    if "årig" in lower and lower[0].isdigit() and int(re.match(r"\d+", lower)[0]) < 11:  # type: ignore[index]  # it starts with a digit
        return False
    near_a_name = any(0 < match.start() - end < 16 for end in names)
    described = _PERSON_WORDS.match(text[match.end() :][:20].lstrip()) is not None
    return near_a_name or described or before(text, match.start(), _PERSON_WORDS, 40)
