"""Ways to reach a person: e-mail, telephone, profiles and handles."""

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers
from django.utils.translation import gettext_lazy as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.personal_data.detections import EMAIL_ADDRESS, PHONE_NUMBER, SOCIAL_HANDLE, URL
from ingest.personal_data.gazetteer import is_family_name, is_given_name, is_name
from ingest.personal_data.recognizers.hits import Hit, after, before, words

ENTITIES = (EMAIL_ADDRESS, PHONE_NUMBER, SOCIAL_HANDLE, URL)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")

_TOP = r"(?:no|com|org|net|eu|se|dk|uk|edu|io)"
_DOT = r"\s*(?:\.|\(dot\)|\[dot\]|\bpunktum\b|\bprikk\b|\bdot\b)\s*"
_SPOKEN_DOT = r"\s*(?:\(dot\)|\[dot\]|\bpunktum\b|\bprikk\b|\bdot\b)\s*"
_SPOKEN_DOMAIN = re.compile(
    rf"(?:(?:\bkrøllalfa\b|\balfakrøll\b|[(\[{{](?:at|krøllalfa|a)[)\]}}])\s*[\w-]+(?:{_DOT}[\w-]+){{0,4}}?{_DOT}"
    rf"|\bat\s[\w-]+(?:{_DOT}[\w-]+){{0,4}}?{_SPOKEN_DOT}){_TOP}\b",
    re.IGNORECASE,
)
_SPOKEN_LOCAL_PART = re.compile(
    r"[\w+-]+(?:(?:\.|\s+(?:punktum|prikk|dot|bindestrek|understrek)\s+)[\w+-]+){0,4}\s*$", re.IGNORECASE
)

_TELEPHONE = words(
    "telefon",
    r"^tlf",
    r"^tel\b",
    "mobil",
    r"^mob\b",
    r"^ring",
    r"^sms",
    r"^faks",
    "phone",
    r"^call",
    "kontakt",
    "nummer",
    "^nås",
    "^nåast",
)
_AMOUNT = re.compile(
    r"\A\s*(?:kr\b|kroner|nok\b|,-|%|prosent|mill|mrd|euro|eur\b|personer|innbygg|ansatte|tilsette|timer|timar|stk|per\b)",
    re.IGNORECASE,
)
_CURRENCY_BEFORE = re.compile(r"(?:kr\.?|nok|€|\$|£)\s*\Z", re.IGNORECASE)
_LAW_OR_CASE = words(
    "^sak", "arkiv", "journal", "^lov-", "orgnr", "^org", "konto", "isbn", "issn", "^doi", "kid-?n", "faktura"
)

_SPACE = r"[ \u00a0\n.-]"
_DOMESTIC = re.compile(
    r"(?<![\w/.,+-])(?P<prefix>(?:\(?(?:\+|00) ?47\)?)[ \u00a0-]?)?"
    rf"(?P<number>[2-9]\d{{7}}|[2-9]\d{{2}}{_SPACE}\d{{2}}{_SPACE}\d{{3}}|[2-9]\d(?:{_SPACE}\d{{2}}){{3}}"
    rf"|[2-9]\d{{2}}{_SPACE}\d{{3}}{_SPACE}\d{{2}}|[2-9]\d{_SPACE}\d{{3}}{_SPACE}\d{{3}}|[2-9]\d{{3}}{_SPACE}\d{{4}}"
    rf"|(?:\d ){{7}}\d)(?![\d/-]|[.,]\d)"
)
_FOREIGN = re.compile(
    r"(?<![\w+])(?:\+|00)(?!\s?47)[1-9]\d{0,2}[ \u00a0()./-]{0,2}\d(?:[ \u00a0()./-]{0,2}\d){5,12}(?!\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d\D?(?:19|20)\d\d")
_PAIRS = re.compile(rf"\d\d(?:{_SPACE}\d\d){{3}}")
_ROW_OF_PAIRS = re.compile(r"(?<!\d)\d\d(?: \d\d){3}(?= *(?:\n|$| [^\W\d]))")
_DATE_DIGITS = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)

_PROFILE = re.compile(
    r"(?:https?://|www\.)?(?:[\w-]+\.)?(?:linkedin\.com/in|facebook\.com|fb\.com|instagram\.com|x\.com|twitter\.com|tiktok\.com|"
    r"snapchat\.com/add|youtube\.com/@|researchgate\.net/profile|orcid\.org|github\.com)/?[\w.@%-]+[^\s<>()\"»]*",
    re.IGNORECASE,
)
_PERSONAL_PAGE = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"»]*/(?:~|(?:ansatte?|tilsette?|people|person|personer|staff|employees|profil)/)[\w.%-]+[^\s<>()\"»]*",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:https?://|\bwww\.)(?P<host>[\w.-]+\.[a-z]{2,})(?P<path>/[^\s<>()\"»]*)?", re.IGNORECASE)
#: What people call the pages they keep, after their names.
_PAGE_WORDS = ("bloggen", "blogg", "blog", "siden", "sida", "side", "heim", "hjem", "photo", "foto")
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-zÆØÅæøå_][\w.]{2,29}\b")
_NAMED_HANDLE = re.compile(
    r"\b(?:snapchat|snap|instagram|insta|facebook|twitter|tiktok|brukernavn|brukarnamn|username)(?:-?\w*)?\s*[:=]\s*(@?[\w.]{3,30})",
    re.IGNORECASE,
)


def contact(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """E-mail addresses, telephone numbers, profile pages and handles."""
    yield from emails(text)
    yield from telephones(text)
    yield from profiles(text)


def emails(text: str) -> Iterator[Hit]:
    """E-mail addresses as written (RFC 5322 dot-atoms), and as they are spelled to people or hidden from robots.

    "kari.hansen@bergen.kommune.no", "kari at bergen dot no", "kari punktum hansen krøllalfa gmail punktum com". Since "at" is
    Norwegian for "that", it only counts before something that ends like a domain.
    """
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Hit(*match.span(), EMAIL_ADDRESS, 0.98, _("An e-mail address."))
    for match in _SPOKEN_DOMAIN.finditer(text):
        earlier = max(0, match.start() - 80)
        if local := _SPOKEN_LOCAL_PART.search(text[earlier : match.start()]):
            yield Hit(earlier + local.start(), match.end(), EMAIL_ADDRESS, 0.85, _("An e-mail address in words."))


def telephones(text: str) -> Iterator[Hit]:
    """Telephone numbers: 8 digits starting with 2–9 in the groupings people write, or any country with + or 00.

    The number must be one in use by Google's libphonenumber (`phonenumbers`, region NO; Nkom's "alle nummerserier"). Years,
    dates, amounts, account and organisation numbers look alike and are left to their own rules.
    """
    abroad: set[int] = set()
    for match in _FOREIGN.finditer(text):
        if _is_in_use(match[0].replace("00", "+", 1) if match[0].startswith("00") else match[0]):
            abroad.update(range(*match.span()))
            yield Hit(*match.span(), PHONE_NUMBER, 0.9, _("A telephone number from another country."))
    for match in _DOMESTIC.finditer(text):
        if match.start() not in abroad and (score := _domestic_score(text, match)) > 0:
            yield Hit(match.start(), match.end(), PHONE_NUMBER, score, _("A telephone number."))


def _names_someone(host: str, path: str) -> bool:
    """Whether a site is called after a person ("ragnhildsblogg.no"), or a page after one in full ("/ansatte/kari-moen")."""
    label = host.lower().split(".")[-2]
    stem = next((label.removesuffix(word) for word in _PAGE_WORDS if label.endswith(word)), "")
    pieces = [label.split("-"), *(re.split(r"[-_.+]", part) for part in path.lower().split("/"))]
    return (
        is_given_name(stem)
        or is_given_name(stem.removesuffix("s"))
        or any(
            len(one) > 2 and is_given_name(one) and is_family_name(other)
            for words_ in pieces
            for one, other in pairwise(words_)
        )
    )


def _domestic_score(text: str, match: re.Match[str]) -> float:
    number = match["number"]
    digits = re.sub(r"\D", "", number)
    named = before(text, match.start(), _TELEPHONE)
    if "\n" in number and not (named or match["prefix"]):
        return 0
    if digits[0] in "01" or not (named or _is_in_use("+47" + digits)):
        return 0
    if match["prefix"]:
        return 0.95
    if _AMOUNT.match(text[match.end() :][:12]) or _CURRENCY_BEFORE.search(text[: match.start()][-6:]):
        return 0
    if named:
        return 0.95
    looks_like_something_else = (
        _YEARS.fullmatch(number)
        or _DATE_DIGITS.fullmatch(digits)
        or digits.endswith("000")
        or re.fullmatch(r"\d\d\.\d\d\.\d\d\.\d\d", number) is not None
        or before(text, match.start(), _LAW_OR_CASE, 24)
    )
    if looks_like_something_else and not after(text, match.end(), _TELEPHONE, 16):
        return 0
    if _PAIRS.fullmatch(number):
        return _score_of_pairs(text, match)
    return 0.8 if number != digits else 0.7


def _score_of_pairs(text: str, match: re.Match[str]) -> float:
    """Four pairs without a word for telephone: a number, or four columns of a table, where rows of pairs stand together."""
    if any(is_name(word.strip(",:")) for word in text[: match.start()][-32:].split()[-2:]):
        return 0.8  # "Kari Moen 55 76 88 58"
    around = text[max(0, match.start() - 400) : match.end() + 400]
    return 0.0 if sum(1 for _row in _ROW_OF_PAIRS.finditer(around)) > 2 else 0.5


def _is_in_use(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "NO"))
    except phonenumbers.NumberParseException:
        return False


def profiles(text: str) -> Iterator[Hit]:
    """Profiles and personal pages, sites called after someone, and handles ("@karihansen", "snap: kari_h").

    The forms are those of the networks' own addresses. An ordinary web address is nobody's.
    """
    if "/" in text:
        for pattern in (_PROFILE, _PERSONAL_PAGE):
            for match in pattern.finditer(text):
                end = match.start() + len(match[0].rstrip(".,;:"))
                yield Hit(match.start(), end, URL, 0.8, _("A web address that leads to a person's profile or page."))
    for match in _SITE.finditer(text):
        if _names_someone(match["host"].removeprefix("www."), match["path"] or ""):
            end = match.start() + len(match[0].rstrip(".,;:"))
            yield Hit(match.start(), end, URL, 0.7, _("A web address with a person's name in it."))
    if "@" in text:
        for match in _HANDLE.finditer(text):
            yield Hit(*match.span(), SOCIAL_HANDLE, 0.75, _("A user name on a social network."))
    for match in _NAMED_HANDLE.finditer(text):
        yield Hit(*match.span(1), SOCIAL_HANDLE, 0.8, _("A user name on a social network."))
