"""Special categories of personal data (GDPR Art. 9) in a sentence about one person."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data import gazetteer
from ingest.personal_data.detections import ETHNICITY, HEALTH, RELIGION, SEXUALITY, TRADE_UNION
from ingest.personal_data.recognizers.hits import Hit, name_spans

ENTITIES = (ETHNICITY, HEALTH, RELIGION, SEXUALITY, TRADE_UNION)

_REASONS: dict[str, str | Promise] = {
    HEALTH: _("Health data about one person (special category)."),
    RELIGION: _("One person's religion or belief (special category)."),
    TRADE_UNION: _("One person's union membership (special category)."),
    ETHNICITY: _("One person's origin (special category)."),
    SEXUALITY: _("One person's sexual orientation or gender identity (special category)."),
}
#: Capitals alone: in lower case these are other words.
_ABBREVIATIONS = frozenset({"ALS", "MS", "CP", "TIA", "UVI"})
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W_]+)*")
_INFLECTION = r"(?:e|en|ene|ens|a|an|ane|et|er|ar|ert|s|t|te)?"

_BODY = (
    r"(?:\w*hals(?:en)?|hoft[ea]n?|håndledd(?:et)?|handledd(?:et)?|\w*arm(?:en)?|\w*bein(?:et)?|\w*ben(?:et)?|\w*fot(?:en)?|ankel(?:en)?|kne(?:et)?|rygg(?:en)?|nakk(?:en|e)|skulder(?:en|a)?|"
    r"albue[n]?|olboge[n]?|finger(?:en)?|hånd(?:a|en)?|hand(?:a)?|hode(?:t)?|hovud(?:et)?|kjeve[n]?|ribbein(?:a)?|kragebein(?:et)?|bekken(?:et)?|nese[n]?|tå(?:a|en)?)"
)
_INJURY = (
    rf"(?:brakk|brekt|brukket|brekte|braut|brote|knuste|knekte|knekt|forstuet|forstua|vrikket|vrikka|amputerte?|opererte?|slo|slått|slege|skadet|skadde|skada)"
    rf"\s(?:seg\s)?(?:(?:i|på|av|begge|høyre|venstre|høgre|den)\s){{0,2}}{_BODY}|brudd\s(?:i|på)\s{_BODY}|bro[tk]\s(?:i|på)\s{_BODY}"
)
_PREGNANT = r"gravid\si\s(?:uke|veke)\s\d+|gravid\s(?:med|i)\s(?:sitt|den|sin|sjette|sjuende|sjuande|åttende|åttande|niende|niande|femte|fjerde)\s\w+"
_STROKE = r"(?:hatt|fikk|fekk|etter|fått)\s(?:et\s|eit\s)?slag(?:et)?(?=\s(?:i|for|og|som|da|då|,)|[.,;]|$)"
_INFECTED = r"(?:hatt|fikk|fekk|fått|smittet\sav|smitta\sav)\s(?:korona|covid(?:-19)?)\b"
_CONGREGATION = (
    r"(?:aktiv(?:t)?|medlem|med|vokst\sopp|vakse\sopp|engasjert|døpt|døypt)\s(?:av|i)\s(?:en\s|ein\s|ei\s|den\s)?(?:[\w-]+\s)?"
    r"[\w-]*(?:menighet\w*|kyrkjelyd\w*|misjonskirk\w*|misjonskyrkj\w*|frikirk\w*|frikyrkj\w*|bedehus\w*|frelsesarmeen|normisjon|moské\w*|synagog\w*|trossamfunn\w*|smiths\svenner)"
)
_HIJAB = r"(?:går|bruker|brukar|bar|bær|kler\sseg)\s(?:med\s|i\s)?(?:hijab|niqab|turban|kippa)"
_UNION = (
    r"(?:fagforbundet|(?:norsk\s)?sykepleierforbund(?:et)?|(?:norsk\s)?sjukepleiarforbund(?:et)?|nsf|delta|utdanningsforbundet|fellesforbundet|fellesorganisasjonen|fo|lo|ys|ntl|nito|parat|negotia|unio|akademikerne|legeforeningen|legeforeininga|"
    r"(?:den\s)?norske\slegeforening|(?:norsk\s)?ergoterapeutforbund(?:et)?|ergoterapeutene|ergoterapeutane|(?:norsk\s)?fysioterapeutforbund(?:et)?|psykologforeningen|jordmorforbundet|handel\sog\skontor|fagforening\w*|fagforeining\w*)"
)
_MEMBER = (
    rf"(?:medlem(?:men)?|innmeldt|innmeld|organisert|fagorganisert)\s(?:av|i|hos)\s{_UNION}\b|meld(?:te|t|er)\s(?:seg\s)?(?:inn\si|ut\sav)\s{_UNION}\b"
    rf"|(?:hoved|hovud|plass|fylkes)?tillitsval(?:gt|d)e?\s(?:for|i)\s(?:{_UNION}\b|[A-ZÆØÅ][\w-]+)"
)
_FROM = r"(?:bakgrunn|opphav|opprinnelse|opphavleg|herkomst|avstamming|avstamning|slekt|familie|røtter|blod|minoritetsbakgrunn)"
_PEOPLE = (
    r"(?:pakistansk|somalisk|polsk|syrisk|eritreisk|afghansk|irakisk|iransk|tyrkisk|vietnamesisk|tamilsk|kurdisk|russisk|ukrainsk|litauisk|filippinsk|thailandsk|etiopisk|rumensk|bosnisk|kosovoalbansk|kvensk|samisk|romsk|"
    r"marokkansk|arabisk|latvisk|indisk|kinesisk|gambisk|nigeriansk|kongolesisk|sudansk|palestinsk|libanesisk|bulgarsk)"
)
_BEARER = r"(?:kvinne\w*|mann(?:en)?|dame\w*|jente\w*|gutt\w*|gut(?:en)?|kollega\w*|\w*pleier(?:en)?|\w*pleiar(?:en)?|lege[n]?|\w*arbeider(?:en)?|\w*arbeidar(?:en)?|assistent(?:en)?|bruker(?:en)?|brukar(?:en)?|pasient(?:en)?|mor|far|familie[n]?)"
_A_NATIVE = (
    r"(?:er|var|som|heter|heiter)\s(?:jo\s|også\s|òg\s|selv\s|sjølv\s|en\s|ein\s|ei\s){0,3}"
    r"(?P<native>(?:nord|sør|lule|sjø)?same(?=\s(?:sjølv|selv|og|så|men|frå|fra)\b|[.,;]|$)|kven(?=\s(?:sjølv|selv|og|så|men|frå|fra)\b|[.,;]|$)|kurder|kurdar|somalier|somaliar|polakk|tamil|romani|tater)\b"
)
_ETHNICITY = rf"(?:norsk-)?{_PEOPLE}\s{_BEARER}\b|(?:[\w-]*(?:nsk|isk|lsk|rsk|vsk|msk)|afrikansk|innvandrer|innvandrar|minoritets)-?\s?{_FROM}\b"

_PATTERNS: dict[str, re.Pattern[str]] = {
    HEALTH: re.compile(rf"\b(?:{_INJURY}|{_PREGNANT}|{_STROKE}|{_INFECTED})\b", re.IGNORECASE),
    RELIGION: re.compile(rf"\b(?:{_CONGREGATION}|{_HIJAB})\b", re.IGNORECASE),
    TRADE_UNION: re.compile(rf"\b(?:{_MEMBER})", re.IGNORECASE),
    ETHNICITY: re.compile(rf"\b(?:{_ETHNICITY}|{_A_NATIVE})", re.IGNORECASE),
}

_KIN = r"(?:mor|mora|moren|far|faren|mannen|kona|kone|sønn|sønnen|son|sonen|datter|datteren|datra|dotter|dottera|bestemor|bestemora|bestefar|søster|søsteren|søstera|bror|broren|ektefelle[n]?|samboer(?:en)?|sambuar(?:en)?|svigermor|svigerfar|tante|onkel|enke|enka|nabo(?:en)?)"
_ROLE = (
    r"(?:pasient|bruker|brukar|beboer|bebuar|ansatt|tilsett|kollega|medarbeider|medarbeidar|leder|leiar|kvinne|mann|dame|jente|gutt|gut|elev|informant|deltaker|deltakar|\w*pleier|\w*pleiar|\w*arbeider|\w*arbeidar|\w*leder|\w*leiar|"
    r"lege|assistent|vikar|lærling|student|pårørende|pårørande|mor|far)"
)
_ONE_PERSON = re.compile(
    rf"\b(?:han|hun|ho|hen|henne|hennes|hennar|hans|ham|jeg|eg|meg|he|she|his|her|my|{_KIN}"
    r"|pasienten|pas\.|brukeren|brukaren|beboeren|bebuaren|kollegaen|lederen|leiaren|sjefen|medarbeideren|medarbeidaren|informanten|informant\s\w{1,2}|leder\s[A-Z0-9]{1,2}|leiar\s[A-Z0-9]{1,2}|den\s(?:ansatte|tilsette)"
    rf"|(?:en|ein|ei|ene|eine|denne|min|mi)\s(?:\w+\s){{0,2}}{_ROLE}|(?:en|ein|ei|eine?)\sav\s(?:de\s|dei\s)?(?:\w+\s)?\w+(?:ene|ane))\b"
    # Notes leave the subject out, or the article.
    r"|(?:^|[.!?]\s)(?:Bruker|Brukar|Pasient(?:en)?|Pas\.?|Beboer|Bebuar|Pårørende|Har|Er|Fikk|Fekk|Ble|Vart|Lider|Kjent|Tidligere|Tidlegare)\b",
    re.IGNORECASE | re.MULTILINE,
)
#: What makes a fact nobody's: "brukere med demens", "kunnskap om kreft", "forebygge depresjon".
_NOBODYS = re.compile(
    r"(?:\b(?:\w*(?:pasienter|pasientar|brukere|brukarar|beboere|bebuarar|personer|personar|mennesker|menneske|innbyggere|innbyggjarar|eldre|barn|unge|voksne|vaksne|ansatte|tilsette|kvinner|menn|mange|noen|nokon|alle|flere|fleire|dem|de|dei)|"
    r"\w+(?:ige|(?<!år)ene|(?<!år)ane)|people|patients|those)\s(?:med|som\shar|som\ser|som\sblir|som\svert|with|who\shave)(?:\s[\w-]+,?(?:\s(?:og|eller|and|or))?){0,2}"
    r"|\b(?:kunnskap(?:en)?|kompetanse(?:n)?|kurs|undervisning|temadag|forskning|forsking|opplæring|litteratur|studier?|studiar|avdeling(?:en)?|tilbud(?:et)?|tilbod(?:et)?|teori)\s(?:om|i|innen|innan|innenfor|for|til|på)"
    r"|\b(?:forebygge|førebygge|forebygging(?:en)?\sav|førebygging(?:a)?\sav|behandling(?:en)?\sav|redusere|knyttet\stil|knytt\stil|innen|innan|type|risiko(?:en)?\sfor)|\b(?:ved|mot))\s(?:[\w-]+,?\s(?:og|eller|and|or)\s)?\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÆØÅ«–-])|\n\s*\n")
_REACH = 200


def facts(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Health, belief, union, origin and sexuality (GDPR Art. 9), where the sentence speaks of one person.

    "Pasienter med demens" is nobody's health; "Kari har demens" and "hun ble sykmeldt" are somebody's. The words stand in
    `lists/facts.txt`, what needs several words in patterns here: "brakk lårhalsen", "medlem i Fagforbundet", "samisk bakgrunn".
    """
    names = [start for start, _end in name_spans(artifacts)]
    for kind, start, end in _candidates(text):
        left, right = _sentence(text, start, end)
        about_one = any(left <= name < right for name in names) or _ONE_PERSON.search(text, left, right)
        if about_one and not _NOBODYS.search(text[max(left, start - 60) : start]):
            yield Hit(start, end, kind, 0.65, _REASONS[kind])


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text):
        if kind := _kind_of(match[0]):
            yield kind, *match.span()
    for kind, pattern in _phrases().items():
        for match in pattern.finditer(text):
            yield kind, *match.span()
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield kind, *match.span(match.lastgroup or 0)


@lru_cache(maxsize=1 << 15)
def _kind_of(word: str) -> str:
    """The category of a single word, "" if it has none. A text repeats its words, and a set of patterns is slow to try."""
    if word in _ABBREVIATIONS:
        return HEALTH
    lower = word.lower()
    return next((kind for kind, pattern in _single_words().items() if pattern.fullmatch(lower)), "")


@cache
def _single_words() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(_pattern(term) for term in terms if "_" not in term))
        for kind, terms in gazetteer.facts().items()
    }


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    several = {kind: [_pattern(term) for term in terms if "_" in term] for kind, terms in gazetteer.facts().items()}
    return {kind: re.compile(rf"\b(?:{'|'.join(some)})\b", re.IGNORECASE) for kind, some in several.items() if some}


def _pattern(term: str) -> str:
    return term.replace("*", r"\w*").replace("~", _INFLECTION).replace("_", r"\s")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, at most `_REACH` characters to each side."""
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    first = max((stop.end() for stop in _SENTENCE_END.finditer(text, left, start)), default=left)
    stop = _SENTENCE_END.search(text, end, right)
    return first, stop.start() if stop else right
