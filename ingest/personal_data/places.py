"""Places, institutions and bodies: which mentions are the same one, and which are too large to point at anybody."""

import re
from functools import lru_cache

from ingest.personal_data import gazetteer
from ingest.personal_data.detections import INSTITUTION, LOCATION, ORGANIZATION, Detection
from ingest.personal_data.surroundings import Surroundings

TYPES = frozenset({LOCATION, ORGANIZATION, INSTITUTION})

#: Countries and realms that nobody in a Norwegian thesis is recognised by, whoever stands beside them.
_HOME = frozenset(
    [
        "norge",
        "norges",
        "noreg",
        "noregs",
        "norway",
        "norden",
        "skandinavia",
        "europa",
        "europe",
        "eu",
        "eøs",
        "stortinget",
        "storting",
        "regjeringen",
        "regjeringa",
        "vestlandet",
        "østlandet",
        "austlandet",
        "sørlandet",
        "vesten",
    ]
)
_BODY = re.compile(
    r"(?:[\w-]*departementet|[\w-]*direktoratet|(?:Helse|Arbeids|Data|Mat|Jernbane|Luftfarts)tilsynet|(?:Universitetet|Høgskolen|Høyskolen|Høgskulen)\s(?:i|på)\s(?:Sør-Øst-)?[\w-]+|University\sof\s\w+|[\w\s]+\sUniversity(?:\sPress)?|"
    r"(?:Statsforvalteren|Statsforvaltaren|Fylkesmannen)(?:\s(?:i|på)\s[\w-]+(?:\sog\s[\w-]+)?)?|[A-ZÆØÅ][\w ]*[Ff]orlaget|Tidsskrift(?:et)?\sfor\s.+|Journal\sof\s.+|[\w-]+\sJournal|"
    r"[A-ZÆØÅ]\w+-(?:utvalget|utvalet|kommisjonen|reformen|reforma|meldingen|meldinga)|Verd[ae]n?s\shelseorganisasjon|Helse-\sog\s(?:omsorgs|sosial)\w+)",
)
_LAW = re.compile(
    r"[\wæøå-]*(?:loven|lova|forskriften|forskrifta)\b|Helse-\sog\s\w+l(?:oven|ova)\b|(?:St\.?\s?)?Meld\.\sSt\.|NOU\b|Prop\.",
    re.IGNORECASE,
)
_UNION_OR_PARTY = re.compile(
    r"(?:\A(?:LO|NHO|NSF|Unio|Delta|KrF|SV|Høyre|Venstre|Rødt)\Z|forbund|forening|foreining|parti|kirke|kyrkje|menighet)",
)
_WARD = re.compile(
    r",?\s+(?:avdeling(?:en)?|avd\.?|post|seksjon|fløy(?:en)?|etasje|rom|ward|unit|gruppe|team|bolig)\s.*\Z",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\A[a-zæøå]+(?:tjenesten|tenesta|sykepleien|sjukepleia|skolen|skulen|barnehagen)\s(?:i|på)\s(?=\w+\Z)"
)
_HOUSE = re.compile(
    r"(?:universitetssykehus|universitetssjukehus|sykehus|sjukehus|sykehjem|sjukeheim|omsorgssenter|omsorgssentrum|helsehus|helsetun|bo-.*|bu-.*|aldersheim|aldershjem)(?:et|en)?"
)
_UNIT_WORD = re.compile(r"\A(?:sone|avdeling|avd\.?|fløy|seksjon|distrikt|team)\s(?=[^\W\d]{2})", re.IGNORECASE)
_MUNICIPALITY = re.compile(r"(?<=\w)\s(?:kommune|kommunes|herad|bydel|municipality)\Z", re.IGNORECASE)
_PART = re.compile(r"(?<=[a-zæøå]{4})(?:s?sida|s?siden|s?bygda|s?bygden|s?området|s?distriktet)\Z")
_ORIGIN = re.compile(
    r"\b(?:er|var|kommer|kom|kjem|opprinnelig|opphavleg|født|fødd|flyktet|flykta|oppvokst|oppvaksen|bakgrunn|familie|flyktning\w*)\s(?:opprinnelig\s|opphavleg\s)?(?:fra|frå|i)\s\Z",
    re.IGNORECASE,
)
#: What ties somebody to a town: home, origin, work, school, kin and treatment. Deliberately wide.
_TIE = re.compile(
    r"\b(?:bor|bur|bodde|budde|bosatt|busett|hjem|heim|hjemme|heime|kom(?:mer)?\sfra|kjem\sfrå|kom\sfrå|opprinnelig|opphavleg|født|fødd|vokste|voks|oppvokst|oppvaksen|flytt\w*|flyktet|reis\w*|jobb\w*|arbeid\w*|utdann\w*|studer\w*|"
    r"innlagt|innlagd|operert|behandl\w*|sykehus\w*|sjukehus\w*|datter\w*|dotter\w*|sønn\w*|sonen?|mor|mora|moren|far|faren|søster\w*|bror\w*|mann|kone|barn\w*|familie\w*|gift|pårørende|pårørande|\w*leder|\w*leiar|leda|ledet|enhet\w*|eining\w*|avdeling\w*|unit|led|leads?|lives?|lived|works?|worked|from|born)\b",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"\A,?\s(?:i|in)\s(\w+)")


# A document names its places again and again. What was asked for stays in the worker's memory, as forms do in `Network`: names
# of places, and of persons that may be places.
@lru_cache(maxsize=1 << 14)
def key(text: str, known: frozenset[str] = frozenset()) -> str:
    """What all mentions of one place share: "Skarvøy kommune", "Skarvøys" and "SKARVØY" are "skarvøy".

    Wards and units belong to their house ("Skarvøytunet, rom 12"), a zone to what it is called after ("sone Nord"), a service
    to its municipality ("hjemmetjenesten i Skarvøy"), and "Haukeland" is the one hospital of that name.
    `known` are the keys met in the document: a genitive's s goes only where the name without it is known.
    """
    name = " ".join(re.sub(r"(?<=\w)-\s*\n\s*(?=[a-zæøå])", "", text).split()).strip(" .,").lower()
    name = _SERVICE.sub("", name)
    name = _WARD.sub("", name)
    name = _UNIT_WORD.sub("", name)
    name = _MUNICIPALITY.sub("", name)
    part = _PART.sub("", name)
    name = part if part in known else name
    if " " not in name and not gazetteer.is_place(name):
        houses = [other for other in known if other.startswith(f"{name} ") and _HOUSE.fullmatch(other, len(name) + 1)]
        if len(houses) == 1:
            return houses[0]
    if name.endswith(("s", "s'", "s’")) and len(name) > 4:
        bare = name.rstrip("'’").removesuffix("s")
        return bare if bare in known or gazetteer.is_place(bare) else name
    return name


def names_in(one: Detection) -> set[str]:
    """What a place may be called by elsewhere: without "kommune", ward and service, and a house by its own name alone.

    "Solbakken sykehjem, avdeling 3" → {"Solbakken sykehjem", "Solbakken"}.
    """
    name = " ".join(one.text.split()).strip(" .,")
    name = _MUNICIPALITY.sub("", _WARD.sub("", _SERVICE.sub("", name)))
    own, _blank, rest = name.partition(" ")
    return {name, own} if one.type == INSTITUTION and _HOUSE.match(rest) else {name}


def is_large(one: Detection, text: str) -> bool:
    """Whether it is a country, a region, a body of the whole country or a law, with whatever stands around it."""
    if gazetteer.is_large(one.text):
        return True
    body = _BODY.match(text, one.start) or _LAW.match(text, one.start)
    return body is not None and body.end() >= one.end


def speaks_of_somebody(one: Detection, around: Surroundings) -> bool:
    """Whether a large place or body may tell where somebody comes from, or what she is a member of."""
    name = one.text.strip().lower()
    if name in _HOME:
        return False
    if _ORIGIN.search(around.text, max(0, one.start - 40), one.start):
        return True
    if one.type == LOCATION and not _LAW.match(one.text) and not _BODY.match(one.text):
        return around.in_sentence(one.start, one.end)
    return _UNION_OR_PARTY.search(one.text) is not None and around.in_sentence(one.start, one.end)


def is_remote(one: Detection, around: Surroundings) -> bool:
    """Whether it is a big town or a place abroad that nobody in the sentence lives in, comes from or is treated in.

    A municipality named as one ("Bergen kommune") may be the author's workplace, and doesn't count.
    """
    abroad = _ABROAD.match(around.text[one.end : one.end + 40])
    far = one.text in gazetteer.abroad() or (abroad is not None and abroad[1] in gazetteer.abroad())
    city = gazetteer.is_city(one.text)
    if not (city or far) or _MUNICIPALITY.search(one.text):
        return False
    if _ORIGIN.search(around.text, max(0, one.start - 40), one.start):
        return False
    if not around.in_sentence(one.start, one.end):
        return True
    return city and not _TIE.search(around.text, *around.sentence(one.start, one.end))
