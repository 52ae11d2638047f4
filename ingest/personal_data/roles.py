"""Whether a mention is that of a contributor of the item, or of somebody in public office. Narrow on purpose."""

import re
from collections.abc import Sequence

from ingest.personal_data import persons
from ingest.personal_data.detections import Detection
from ingest.personal_data.surroundings import has_title

_OFFICE = re.compile(
    r"\b(?:(?:stats|finans|helse|justis|kunnskaps|kommunal|utenriks|utanriks|forsvars|arbeids|kultur|nærings|barne|sosial|omsorgs|klima|eldre|folkehelse|helse-\sog\s\w*omsorgs)?(?:minister(?:en)?|statsråd(?:en)?)|"
    r"stortingsrepresentant(?:en)?|stortingspresident(?:en)?|statssekretær(?:en)?|riksrevisor(?:en)?|helsedirektør(?:en)?|assisterende\shelsedirektør|direktør(?:en)?\s(?:i|for)\s(?:Helsedirektoratet|Folkehelseinstituttet|Helsetilsynet|NAV|Nav|KS)|"
    r"statsforvalter(?:en)?|statsforvaltar(?:en)?|fylkesmann(?:en)?|partileder(?:en)?|partileiar(?:en)?|sivilombud(?:et)?|kong(?:en)?|dronning(?:a|en)?|president(?:en)?|(?:vara|fylkes)?ordfører(?:en)?|(?:vara|fylkes)?ordførar(?:en)?|prime\sminister|minister\sof\s\w+)\s*\Z",
    re.IGNORECASE,
)
_OFFICE_AFTER = re.compile(
    r"\A,?\s(?:som\s)?(?:(?:er|var|is|was)\s)?(?:(?:dagens|daværende|dåverande|tidligere|tidlegare|then|former)\s)?(?:[\w-]+\sog\s)?[\w-]*(?:minister|statsråd|statssekretær|helsedirektør|statsforvalter|statsforvaltar|ordfører|ordførar|stortingsrepresentant)\b(?!-|\s?(?:sin|si|sitt)\b)",
    re.IGNORECASE,
)
_SPEAKS_OF_HERSELF = re.compile(r"\b(?:jeg|eg),\s\Z|\b(?:underskrevet|underteikna|undertegnede)\s\Z", re.IGNORECASE)
_MET_BEFORE = re.compile(
    r"\b(?:takk(?:e|er|ar)?(?:\s\w+){0,4}|hos|besøkte|møtte|intervju(?:et|a)?(?:\s(?:med|av))?|snakket\smed|snakka\smed)(?:\s(?:til|for))?\s\Z",
    re.IGNORECASE,
)


def holds_office(one: Detection, text: str) -> bool:
    """Whether a title of public office stands beside this name."""
    return (
        _OFFICE.search(text, max(0, one.start - 60), one.start) is not None
        or _OFFICE_AFTER.match(text[one.end : one.end + 60]) is not None
    )


def may_be_in_office(one: Detection, text: str) -> bool:
    """Whether this mention of somebody who holds office elsewhere in the document speaks of the office: not by a given name alone."""
    return len(persons.parts(one.text)) > 1 and not has_title(text, one.start)


def is_own(one: Detection, text: str, contributors: Sequence[str], full_names: frozenset[str], private: bool) -> bool:
    """Whether this is a contributor's name.

    In full or with initials it is. A given name alone may be a patient's: it counts where the contributor surely is, in a
    text that also names her in full or beside a co-author's given name, and if nobody else in the document bears it, no
    occupation stands before it and nothing `private` (an age, an illness) beside it. A family name alone doesn't count.
    """
    if persons.is_full_name_of(one.text, contributors):
        return not has_title(text, one.start) or len(persons.parts(one.text)) > 1
    words = persons.parts(one.text)
    bare = " ".join(words)
    forms = {bare, bare.removesuffix("s")}
    if private or len(bare) < 2 or has_title(text, one.start):
        return False
    bearers = [name for name in contributors if forms & _given(name)]
    if len(bearers) != 1:
        return False
    others = [
        name
        for name in full_names
        if forms & {name.split()[0], " ".join(name.split()[:-1])} and not persons.is_full_name_of(name, contributors)
    ]
    if others:
        return False
    before = text[max(0, one.start - 60) : one.start]
    if _SPEAKS_OF_HERSELF.search(before):
        return True
    return not _MET_BEFORE.search(before) and _is_of_the_authors(bearers[0], contributors, text)


def _given(name: str) -> set[str]:
    """The given names of a full name, alone and together: "Tor Håkon Wiik" → {"tor", "tor håkon"}."""
    words = persons.parts(name)
    return {words[0], " ".join(words[:-1])} if len(words) > 1 else set()


def _is_of_the_authors(name: str, contributors: Sequence[str], text: str) -> bool:
    """Whether a text names this contributor in full, or a co-author by the given name too."""
    plain = " ".join(text.split()).lower()
    if name.lower() in plain:
        return True
    others = [form for other in contributors if other != name for form in _given(other)]
    return any(re.search(rf"\b{re.escape(form)}\b", plain) for form in others)
