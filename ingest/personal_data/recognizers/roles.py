"""Roles that point at one person in a small place."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import UNIQUE_ROLE
from ingest.personal_data.gazetteer import is_place
from ingest.personal_data.recognizers.hits import Hit

ENTITIES = (UNIQUE_ROLE,)

#: Offices that a small municipality has one of. Only in the definite form: "en avdelingsleder i Solund" may be any of them.
_OFFICE = (
    r"(?:kommuneoverlegen|kommunelegen|kommunalsjefen|kommunaldirektøren|kommunedirektøren|kommunepsykologen|rådmannen|ordføreren|ordføraren|enhetslederen|einingsleiaren|virksomhetslederen|verksemdsleiaren|avdelingslederen|"
    r"avdelingsleiaren|faglederen|fagleiaren|helsesjefen|helse-\sog\s(?:omsorgs|velferds|sosial)sjefen|omsorgssjefen|pleie-\sog\somsorgssjefen|institusjonslederen|lensmannen|soknepresten|sognepresten|presten|rektoren|rektor|"
    r"styreren|jordmora|jordmoren|helsesykepleieren|helsesjukepleiaren|helsesøstera|helsesøsteren|fastlegen|bygdedoktoren|tannlegen|banksjefen|kreftkoordinatoren|kreftsykepleieren|kreftsjukepleiaren|demenskoordinatoren|"
    r"barnevernslederen|barnevernsleiaren|hovedtillitsvalgte|hovudtillitsvalde|hovedverneombudet|hovudverneombodet)"
)
_HOUSE = r"(?:\s(?:kommune|herad|sykehjem|sjukeheim|skole|skule|helsehus|omsorgssenter|legekontor))?"
_ROLE_AT_PLACE = re.compile(
    rf"\b(?:den\s(?:nye|tidligere|forrige|tidlegare|førre)\s)?{_OFFICE}\s(?:i|ved|på|for)\s(?P<place>[\w-]{{2,}}){_HOUSE}",
    re.IGNORECASE,
)
_OWNER = r"(?:den|det|kommunens|kommunen\ssin|bygdas|bygda\ssin|øyas|øya\ssi|avdelingens|avdelinga\ssin|stedets|staden\ssin|vår|min|byens)"
_PERSON_NOUN = (
    r"(?:\w*(?:lege[n]?|pleier(?:en)?|pleiar(?:en)?|terapeut(?:en)?|leder(?:en)?|leiar(?:en)?|arbeider(?:en)?|arbeidar(?:en)?|lærer(?:en)?|lærar(?:en)?|koordinator(?:en)?|konsulent(?:en)?|rådgiver(?:en)?|rådgivar(?:en)?|psykolog(?:en)?|"
    r"mor|mora|moren|søster(?:en|a)?|sjef(?:en)?|assistent(?:en)?|prest(?:en)?)|mann(?:en)?|kvinne[na]?|kar(?:en)?|dame[na]?|ansatte?|tilsette?|gutt(?:en)?|jente[na]?|pasient(?:en)?|bruker(?:en)?|brukar(?:en)?|beboer(?:en)?|bebuar(?:en)?|"
    r"innvandrer(?:en)?|innvandrar(?:en)?|kollega(?:en)?|søker(?:en)?|søkar(?:en)?|lærling(?:en)?|vikar(?:en)?|mannlige|kvinnelige|mannlege|kvinnelege)"
)
_ONLY_ONE = re.compile(
    rf"\b(?:{_OWNER}\s)?(?:eneste|einaste)\s(?:[\w-]+e\s)?{_PERSON_NOUN}\b(?:\s(?:i|ved|på)\s(?:hele\s|heile\s)?[\w-]+{_HOUSE})?"
    r"|\bthe\sonly\s(?:\w+\s)?(?:doctor|nurse|therapist|woman|man|teacher|manager|midwife|leader)\s(?:in|at|on)\s\w+",
    re.IGNORECASE,
)
_AT_THE_ONLY = re.compile(rf"\b{_OFFICE}\s(?:ved|på|i|for)\s(?:den|det)\s(?:eneste|einaste)\s\w+", re.IGNORECASE)


def roles(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Roles with a place ("kommuneoverlegen i Utsira") and words for the only one ("den eneste fysioterapeuten på øya").

    Groups of up to five are held to be identifiable (OsloMet's check list for anonymisation); these are groups of one.
    """
    reason = _("A role that may point at one person, since few or none share it there.")
    for match in _ROLE_AT_PLACE.finditer(text):
        place = match["place"]
        if place[0].isupper() or is_place(place):
            yield Hit(*match.span(), UNIQUE_ROLE, 0.6, reason)
    for pattern in (_ONLY_ONE, _AT_THE_ONLY):
        for match in pattern.finditer(text):
            yield Hit(*match.span(), UNIQUE_ROLE, 0.6, reason)
