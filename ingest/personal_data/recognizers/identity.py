"""Numbers that stand for one person, one account, one car or one case."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import (
    BANK_ACCOUNT,
    CASE_NUMBER,
    HEALTH_PERSONNEL_NUMBER,
    IMMIGRATION_NUMBER,
    NATIONAL_ID,
    ORGANISATION_NUMBER,
    PASSPORT,
    VEHICLE_PLATE,
)
from ingest.personal_data.recognizers.checksums import (
    is_account_number,
    is_date_shaped,
    is_national_id,
    is_organisation_number,
)
from ingest.personal_data.recognizers.hits import Hit, before, words

ENTITIES = (
    BANK_ACCOUNT,
    CASE_NUMBER,
    HEALTH_PERSONNEL_NUMBER,
    IMMIGRATION_NUMBER,
    NATIONAL_ID,
    ORGANISATION_NUMBER,
    PASSPORT,
    VEHICLE_PLATE,
)

_ELEVEN = re.compile(
    r"(?<![\d+])(?<!\d[.,])(?:\d{11}|\d{6}[ \u00a0-]\d{5}|\d{2}[ .]\d{2}[ .]\d{2}[ -]?\d{3}[ ]?\d{2}|\d{6} \d{3} \d{2}"
    r"|\d{4}[. \u00a0]\d{2}[. \u00a0]\d{5}|(?:\d ){10}\d)(?!\d)"
)
_HIDDEN_HALF = re.compile(r"(?<!\d)\d{6}[ -]?[xX*]{5}")
_IBAN = re.compile(r"\bNO\d{2}(?: ?\d{4}){2} ?\d{3}\b")
_NATIONAL_WORDS = words(
    "fødsels",
    "fødse?l?s?-? ?n",
    "personn",
    r"^fnr",
    r"^f\.nr",
    r"^pnr",
    "d-n(?:umme|r)",
    "hjelpenummer",
    "national id",
    "identity number",
    "identitetsn",
)
_NATIONAL_SHORT = re.compile(
    r"\b(?:fødsels- ?(?:og|/) ?personnummer|fødselsnummer|personnummer|fødselsnr|personnr|fnr|pnr|d-nummer)\w*\.?(?:\s+(?:er|var|is))?\s*[:=]?\s*"
    r"(\d[\d -]{3,14}\d)",
    re.IGNORECASE,
)
#: The score of eleven digits that nothing speaks for.
_UNNAMED = 0.6
_INVOICE_WORDS = words("faktura", r"^kid\b", "ordre", "bestilling", "^isbn", "^artikkeln", "^issn")
_ACCOUNT_WORDS = words("konto", "^bank", "^overfør", "vipps", "account", "utbetal", "innbetal")

_ORGANISATION = re.compile(r"(?<![\d+.,])(?:NO ?)?(\d{3}[ \u00a0]?\d{3}[ \u00a0]?\d{3})(?: ?MVA)?(?![\d]|[.,]\d)")
_ORGANISATION_WORDS = words(
    r"^org\b", "^orgn", "organisasjonsn", "foretaksn", "føretaksn", "enhetsregister", "brønnøysund"
)
_AFTER_NUMBER_WORD = r"(?:-?\s?(?:nummer|nr|no|number)\w*\.?)?(?:\s+(?:er|var|is))?\s*[:=]?\s*"
_HEALTH_PERSONNEL = re.compile(
    rf"\b(?:HPR|helsepersonell|helsepersonal|autorisasjons){_AFTER_NUMBER_WORD}(\d{{7,9}})\b", re.IGNORECASE
)
_IMMIGRATION = re.compile(
    rf"\b(?:DUF|UDI|utlendings|utlendings-){_AFTER_NUMBER_WORD}((?:19|20)\d\d ?\d{{6}} ?\d{{2}})\b", re.IGNORECASE
)
_PASSPORT = re.compile(
    rf"\b(?:pass|passport|reisebevis|reisedokument){_AFTER_NUMBER_WORD}([A-Z]{{0,3}} ?\d{{6,9}})\b", re.IGNORECASE
)

_PLATE = re.compile(
    r"(?<![\w-])(?!NS|PO|TV|EU|EN|IP|KR|NO|ML|MG|CA|PÅ|OG|IK|FN)[A-HJ-NPR-UVX-Z]{2}[ -]?\d{5}(?![\d/]|[.,]\d)\b"
)
_SHORT_PLATE = re.compile(r"(?<![\w-])[A-Z]{2}[ -]?\d{4,5}\b")
_PLATE_WORDS = words(
    "skilt",
    "kjennetegn",
    "kjenneteikn",
    "kjennemerke",
    "registrerings",
    "reg\\.? ?n",
    "^bil",
    "^tilheng",
    "moped",
    "motorsykkel",
    "plate",
    "leiebil",
    "varebil",
    "tenestebil",
)
_CASE = re.compile(
    r"\b(?:(?!årsak)\w*saks?-?(?:nummer|nr\.?|n)?|arkivsak(?:s?nr\.?|s?nummer)?|journal-?(?:nummer|nr\.?|post)?|j\.?nr\.?|(?:vår|deres|dykkar)? ?ref(?:eranse)?\.?|"
    r"pasient-?(?:nummer|nr\.?|id)|klient(?:nummer|nr\.?)|brukar?(?:nummer|nr\.?)|ansatt(?:nummer|nr\.?)|meldingsnummer|(?:henvisnings|tilvisings|søknads|løpe|referanse)(?:nummer|nr\.?)|vedtak(?:s?nr\.?)?|case (?:no\.?|number))"
    r"\s*[:=]?\s*((?:19|20)?\d{2}/\d{1,6}(?:[-–/]\d+)*|[A-ZÆØÅ]{0,4}-?\d{5,10}(?:[-/]\d+)*)(?!\d)",
    re.IGNORECASE,
)


def identity(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """National identity numbers, accounts, organisation numbers, HPR, DUF, passports, plates and case numbers."""
    yield from elevens(text)
    yield from organisations(text)
    yield from named_numbers(text)
    yield from plates(text)


def elevens(text: str) -> Iterator[Hit]:
    """Numbers of 11 digits: a national identity number, or a bank account.

    The checksum only raises the score. What stands in notes is often mistyped, shortened or made up, so a number that
    starts like a date is kept whatever its check digits say. A number that could be both is taken for the more dangerous
    one, unless it is written like an account or a word before it says account.
    """
    for match in _ELEVEN.finditer(text):
        hit = _eleven(text, match)
        if hit.score > _UNNAMED or not before(text, match.start(), _INVOICE_WORDS, 24):
            yield hit
    for match in _HIDDEN_HALF.finditer(text):
        if is_date_shaped(match[0][:6]):
            yield Hit(*match.span(), NATIONAL_ID, 0.85, _("Half of a national identity number: a date of birth."))
    for match in _IBAN.finditer(text):
        yield Hit(*match.span(), BANK_ACCOUNT, 0.95, _("A bank account number in international form (IBAN)."))


def _eleven(text: str, match: re.Match[str]) -> Hit:
    digits = re.sub(r"\D", "", match[0])
    named_id = before(text, match.start(), _NATIONAL_WORDS)
    named_account = before(text, match.start(), _ACCOUNT_WORDS) and not named_id
    like_account = re.fullmatch(r"\d{4}[. \u00a0]\d{2}[. \u00a0]\d{5}", match[0]) is not None
    span = match.span()
    if (named_account or like_account) and not named_id:
        score = 0.95 if is_account_number(digits) else 0.8
        return Hit(*span, BANK_ACCOUNT, score, _("A bank account number, by its form or by the words before it."))
    if is_national_id(digits):
        return Hit(*span, NATIONAL_ID, 0.99, _("A national identity number; its check digits are right."))
    if named_id or is_date_shaped(digits):
        reason = _("Written like a national identity number; the check digits don't fit, so it may be mistyped.")
        return Hit(*span, NATIONAL_ID, 0.9 if named_id else 0.8, reason)
    if is_account_number(digits):
        return Hit(*span, BANK_ACCOUNT, 0.75, _("Eleven digits with the check digit of a bank account."))
    return Hit(*span, NATIONAL_ID, _UNNAMED, _("Eleven digits: perhaps an identity number or an account, mistyped."))


def organisations(text: str) -> Iterator[Hit]:
    """Organisation numbers: nine digits, the last by modulo 11 (brreg.no). Public, but they lead to a one-person firm."""
    for match in _ORGANISATION.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        valid = is_organisation_number(digits)
        if before(text, match.start(), _ORGANISATION_WORDS):
            yield Hit(*match.span(1), ORGANISATION_NUMBER, 0.95 if valid else 0.75, _("An organisation number."))
        elif valid and digits[0] in "89":
            yield Hit(
                *match.span(1),
                ORGANISATION_NUMBER,
                0.6,
                _("Nine digits with the check digit of an organisation number."),
            )


def named_numbers(text: str) -> Iterator[Hit]:
    """Numbers known by the word before them: HPR, DUF, passport, case, and identity numbers too short or too long.

    HPR: 7–9 digits, no check digit (Helsedirektoratet's register of health personnel). DUF: 12 digits, the year first (udi.no;
    its check digits are not published). Passports: up to three letters and six to nine digits (PRADO, NOR-JO-06001). Cases:
    the year and a running number, as Noark 5 numbers them. None of them can be told from other numbers without the word.
    """
    for match in _NATIONAL_SHORT.finditer(text):
        count = sum(character.isdigit() for character in match[1])
        if 5 <= count <= 12 and count != 11:
            yield Hit(
                *match.span(1), NATIONAL_ID, 0.85, _("Part of a national identity number, by the word before it.")
            )
    for match in _HEALTH_PERSONNEL.finditer(text):
        yield Hit(
            *match.span(1), HEALTH_PERSONNEL_NUMBER, 0.95, _("A number in the register of health personnel (HPR).")
        )
    for match in _IMMIGRATION.finditer(text):
        yield Hit(*match.span(1), IMMIGRATION_NUMBER, 0.95, _("A number of the immigration authorities (DUF)."))
    for match in _PASSPORT.finditer(text):
        yield Hit(*match.span(1), PASSPORT, 0.9, _("A passport number."))
    for match in _CASE.finditer(text):
        yield Hit(
            *match.span(1),
            CASE_NUMBER,
            0.75,
            _("A case, journal or reference number that leads to a file about someone."),
        )


def plates(text: str) -> Iterator[Hit]:
    """Vehicle plates: two letters and five digits (cars), or four digits where a word says vehicle (vegvesen.no)."""
    found: set[tuple[int, int]] = set()
    for match in _PLATE.finditer(text):
        found.add(match.span())
        named = before(text, match.start(), _PLATE_WORDS)
        yield Hit(*match.span(), VEHICLE_PLATE, 0.95 if named else 0.6, _("The number plate of a vehicle."))
    for match in _SHORT_PLATE.finditer(text):
        if match.span() not in found and before(text, match.start(), _PLATE_WORDS):
            yield Hit(*match.span(), VEHICLE_PLATE, 0.8, _("The number plate of a vehicle."))
