"""Pseudonyms: words that stand for one person or place through a whole document, "Leder A", "Kommune B".

Here is what can be told from texts alone: which word fits, which letter is free, and what a pseudonym must not say. That
one person has one pseudonym, and no two share one, is seen to where decisions are made (`ingest.review.decide`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product
from string import ascii_uppercase

from django.utils.translation import gettext as _

from ingest.exceptions import Refused
from ingest.personal_data import detections, gazetteer

LONGEST = 40
"""Characters, as `FindingDecision.replacement` holds."""
BESIDE = 45
"""Characters before and after a name within which a title or a part played is taken for this person's."""

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding of the type `type` where it stands: `text[start:end]` of a passage in `language`."""

    type: str
    text: str
    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class Kind:
    """The word of a pseudonym in the three languages. It becomes part of the document, whatever the interface speaks."""

    nb: str
    nn: str
    en: str

    def word(self, language: str) -> str:
        return {"nn": self.nn, "en": self.en}.get(language, self.nb)


PERSON = Kind("Person", "Person", "Person")
PLACE, MUNICIPALITY = Kind("Sted", "Stad", "Place"), Kind("Kommune", "Kommune", "Municipality")
INSTITUTION, WARD = Kind("Institusjon", "Institusjon", "Institution"), Kind("Avdeling", "Avdeling", "Ward")
OTHER = Kind("Opplysning", "Opplysning", "Detail")
KINDS = {
    detections.ORGANIZATION: Kind("Virksomhet", "Verksemd", "Organisation"),
    detections.ADDRESS: Kind("Adresse", "Adresse", "Address"),
    detections.POSTCODE: Kind("Adresse", "Adresse", "Address"),
    detections.DATE: Kind("Dato", "Dato", "Date"),
    detections.DATE_OF_BIRTH: Kind("Dato", "Dato", "Date"),
    detections.AGE: Kind("Alder", "Alder", "Age"),
}
PARTS = {
    Kind("Leder", "Leiar", "Manager"): r"\w*(?:leder|leiar|sjef|direktør|rektor)(?:en)?|managers?|director|leader",
    Kind("Pasient", "Pasient", "Patient"): r"\w*pasient(?:en)?|patient",
    Kind(
        "Bruker", "Brukar", "User"
    ): r"(?:\w+[st])?bruk[ea]r(?:en)?|tjenestemottaker(?:en)?|tenestemottakar(?:en)?|client",
    Kind("Beboer", "Bebuar", "Resident"): r"beboer(?:en)?|bebuar(?:en)?|resident",
    Kind("Pårørende", "Pårørande", "Relative"): (
        r"pårørende|pårørande|(?:sviger)?(?:mor|far)(?:en|a)?|datter(?:en|a)?|dotter(?:a)?|sønn(?:en)?|sonen|kon[ae]|"
        r"mannen|ektefelle[nr]?|søster(?:en|a)?|bror(?:en)?|relative|daughter|wife|husband|mother|father"
    ),
    Kind("Kollega", "Kollega", "Colleague"): (
        r"\w*(?:pleier|pleiar|lege|assistent|fagarbeid[ea]r|terapeut|lærer|lærar|psykolog|konsulent|rådgiv[ea]r|"
        r"koordinator|tillitsvalgt|tillitsvald|verneombud|vikar|medarbeid[ea]r)(?:en)?|kollega(?:en|er|ene)?|informant(?:en)?|"
        r"nurse|colleague|assistant|therapist|doctor|teacher|consultant|adviser"
    ),
}
"""The parts people play beside whose names words like these stand, in bokmål, nynorsk and English, in compounds too."""

_PARTS = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in PARTS.items()]
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n\s*\n")
_MUNICIPALITY = re.compile(r"(?:kommun|herad|municipality)", re.IGNORECASE)
_MUNICIPALITY_AFTER = re.compile(r"\s+(?:kommun|herad|municipality)", re.IGNORECASE)
_WARD = re.compile(r"\b\w*(?:avdeling|post|ward|unit)\w{0,3}\b", re.IGNORECASE)
_ALLOWED = re.compile(r"[^\W_](?:[\w .’'-]*[^\W_])?")
_WORD = re.compile(r"[^\W_]+")


# Proposing


def proposal(mentions: Sequence[Mention], taken: Collection[str], texts: Iterable[str]) -> str:
    """The pseudonym proposed for what has these mentions (at least one): a word that fits, and its first free letter.

    The word is in the language that most mentions stand in. A letter is free when it is not `taken` with this word, and the
    word doesn't stand with it in one of the document's `texts`: authors write "leder A" themselves.
    """
    language = Counter(mention.language for mention in mentions).most_common(1)[0][0]
    word = kind_of(mentions).word(language)
    own = re.compile(rf"\b(?i:{re.escape(word)}\w{{0,3}})\s+([A-Z]{{1,2}})\b")
    written = {letter for text in texts for letter in own.findall(text)}
    used = {pseudonym.casefold() for pseudonym in taken}
    letters = (letter for letter in _letters() if letter not in written)
    return next(each for each in (f"{word} {letter}" for letter in letters) if each.casefold() not in used)


def kind_of(mentions: Sequence[Mention]) -> Kind:
    """What to call what is mentioned: by the type, for people by the part they play, for places by what they are."""
    type_ = mentions[0].type
    if type_ in (detections.PERSON, detections.UNIQUE_ROLE):
        parts = Counter(part for part in map(_part, mentions) if part is not None)
        return parts.most_common(1)[0][0] if parts else PERSON
    names = [mention.text[mention.start : mention.end] for mention in mentions]
    if type_ == detections.LOCATION:
        if any(_MUNICIPALITY.search(name) for name in names):
            return MUNICIPALITY
        # "Sted A kommune" reads better than "Kommune A kommune".
        named_so = any(_MUNICIPALITY_AFTER.match(mention.text, mention.end) for mention in mentions)
        return MUNICIPALITY if not named_so and any(map(gazetteer.is_place, names)) else PLACE
    if type_ == detections.INSTITUTION:
        return WARD if any(_WARD.match(name) for name in names) else INSTITUTION
    return KINDS.get(type_, OTHER)


def _part(mention: Mention) -> Kind | None:
    """The part named nearest to the mention in its sentence, before it rather than after; within it for a role."""
    before = _SENTENCE_END.split(mention.text[max(mention.start - BESIDE, 0) : mention.start])[-1]
    after = _SENTENCE_END.split(mention.text[mention.end : mention.end + BESIDE])[0]
    within = mention.text[mention.start : mention.end] if mention.type == detections.UNIQUE_ROLE else ""
    found = [(0, kind) for kind, words in _PARTS if words.search(within)]
    found += [(len(before) - each.end(), kind) for kind, words in _PARTS for each in words.finditer(before)]
    found += [(each.start() + 1, kind) for kind, words in _PARTS for each in words.finditer(after)]
    return min(found, key=lambda each: each[0])[1] if found else None


def _letters() -> Iterator[str]:
    """A, B … Z, AA, AB …"""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


# What a pseudonym may be


def cleaned(pseudonym: str) -> str:
    """`pseudonym` with single blanks. Raises `Refused` when it is empty, too long, or more than letters, digits, blanks, .’'-"""
    pseudonym = " ".join(unicodedata.normalize("NFC", pseudonym).split())
    if not pseudonym:
        raise Refused(_("Write what is to stand there instead."))
    if len(pseudonym) > LONGEST:
        sentence = _("A pseudonym has at most %(longest)d characters. Write a shorter one.")
        raise Refused(sentence % {"longest": LONGEST})
    if not _ALLOWED.fullmatch(pseudonym):
        raise Refused(
            _("A pseudonym is made of letters, digits, spaces and . ’ -, with a letter or digit first and last.")
        )
    return pseudonym


def reveals(pseudonym: str, original: str) -> bool:
    """Whether `pseudonym` says what stood there: all of it, a name or number in it, or a person's initials."""
    said, hidden = _sequence(pseudonym), _sequence(original)
    joined = "".join(hidden)
    telling = {word.casefold() for word in _WORD.findall(original) if _is_telling(word)}
    return (
        bool(telling & set(said))
        or any(said[at : at + len(hidden)] == hidden for at in range(len(said) - len(hidden) + 1) if hidden)
        or (len(joined) > 3 and joined in "".join(said))
        or (len(hidden) > 1 and "".join(said) == "".join(word[0] for word in hidden))
    )


def _is_telling(word: str) -> bool:
    """Whether a word is a name or a number, as "Solbakken" in "Solbakken sykehjem"; not a word that pseudonyms are made of."""
    return len(word) > 1 and word.casefold() not in _GENERIC and (not word.islower() or gazetteer.is_name(word))


def words_of(name: str) -> Words:
    return frozenset(_sequence(name))


def may_share(one: Words, other: Words) -> bool:
    """Whether what is named by these words may be the same, as "Solbakken" and "Solbakken sykehjem": only then, one pseudonym."""
    return one <= other or other <= one


def _sequence(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


_GENERIC = {
    "sykehjem",
    "sjukeheim",
    "sykehus",
    "sjukehus",
    "omsorgssenter",
    "barnehage",
    "skole",
    "skule",
    "bydel",
    "hospital",
} | {
    word.casefold()
    for kind in (PERSON, PLACE, MUNICIPALITY, INSTITUTION, WARD, OTHER, *KINDS.values(), *PARTS)
    for word in (kind.nb, kind.nn, kind.en)
}
