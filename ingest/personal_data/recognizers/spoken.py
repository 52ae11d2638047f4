"""Numbers that are said digit by digit or in pairs, as transcripts write them: telephone and identity numbers."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import NATIONAL_ID, PHONE_NUMBER
from ingest.personal_data.recognizers.checksums import is_date_shaped
from ingest.personal_data.recognizers.hits import Hit, before, words

ENTITIES = (NATIONAL_ID, PHONE_NUMBER)

_UNITS = {"null": 0, "en": 1, "ein": 1, "én": 1, "ett": 1, "eitt": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "åtte": 8, "ni": 9}  # fmt: skip
_TEENS = {"ti": 10, "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19}  # fmt: skip
_TENS = {"tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "førti": 40, "femti": 50, "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90}  # fmt: skip
_WORD = "|".join(sorted((*_UNITS, *_TEENS, *_TENS, "eh", "øh"), key=len, reverse=True))
_COMPOUND = rf"(?:{'|'.join(_TENS)})(?:{'|'.join(_UNITS)})"
_RUN = re.compile(rf"\b(?:{_COMPOUND}|{_WORD})(?:[ ,.–-]{{1,3}}(?:{_COMPOUND}|{_WORD}))+\b", re.IGNORECASE)
_ONE = re.compile(rf"(?P<tens>{'|'.join(_TENS)})(?P<unit>{'|'.join(_UNITS)})?|[^\W\d_]+", re.IGNORECASE)
_IDENTITY_WORDS = words("fødsels", "personn", "identitetsn", "d-n(?:umme|r)")


def spoken(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Eight digits in words from 2 on ("ni fire sju åtte …", "førtifem tjueto …"; Nkom's series), or eleven that start like a date."""
    for match in _RUN.finditer(text):
        for joined in (True, False):
            digits = _digits(match[0], joined)
            if len(digits) == 8 and digits[0] not in "01":
                yield Hit(*match.span(), PHONE_NUMBER, 0.8, _("A telephone number in words."))
                break
            if len(digits) == 11 and (is_date_shaped(digits) or before(text, match.start(), _IDENTITY_WORDS)):
                yield Hit(*match.span(), NATIONAL_ID, 0.85, _("A national identity number in words."))
                break


def _digits(run: str, joined: bool) -> str:
    """The digits of a run of number words. `joined` reads "nitti to" as 92, else as 90 2."""
    digits: list[str] = []
    open_tens = False
    for word in _ONE.finditer(run.lower()):
        if tens := word["tens"]:
            unit = word["unit"]
            digits.append(str(_TENS[tens] + (_UNITS[unit] if unit else 0)))
            open_tens = joined and not unit
        elif word[0] in _TEENS:
            digits.append(str(_TEENS[word[0]]))
            open_tens = False
        elif word[0] in _UNITS:
            value = _UNITS[word[0]]
            if open_tens and value:
                digits[-1] = str(int(digits[-1]) + value)
            else:
                digits.append(str(value))
            open_tens = False
    return "".join(digits)
