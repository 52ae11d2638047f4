"""Days and months: which mentions are the same one, and which belong to the work or the project and to nobody's life."""

import re
from collections.abc import Collection, Sequence

from ingest.personal_data.detections import Detection
from ingest.personal_data.surroundings import NEAR, Surroundings

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("mars", "march", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt"),
            ("november", "nov"),
            ("desember", "december", "des"),
        ),
        start=1,
    )
    for name in names
}
_NUMERIC = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})(?:[./-]\s?(\d{2,4}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:\.|st|nd|rd|th)?\s?)?(?:of\s)?([a-zæøå]+)\.?(?:,?\s(?:i\s)?(\d{4}))?")

#: Words of a project, a study or a council in the sentence of a day. None of them is also a step in a patient's case.
_PROJECT = re.compile(
    r"\b(?:prosjekt\w*|pilot\w*|innføring\w*|oppstart\w*|kommunestyre\w*|formannskap\w*|leder(?:gruppe|gruppa|møte)\w*|leiar(?:gruppe|gruppa|møte)\w*|styringsgrupp\w*|arbeidsgrupp\w*|referansegrupp\w*|arbeidsmiljøutval\w*|"
    r"spørreundersøk\w*|spørjeundersøk\w*|datainnsamling\w*|data(?:materiale|grunnlag)\w*|materialet|intervjua|intervjuene|uttrekk\w*|tabell\w*|figur\w*|referat\w*|perioden?|sikt|nsd|høring\w*|høyring\w*|budsjett\w*|økonomiplan\w*|"
    r"kurset|opplæring\w*|workshop\w*|fagdag\w*|samling(?:en|a|ene|ane)|kull|oppgaven?|oppgåva|innlever\w*|levert|eksamen|loven|lova|forskrift\w*|meldingen|meldinga|reformen|reforma|vedtatt\si|vedteke\si|avtalen\smellom|partene|kjøreliste\w*|turnus\w*|"
    r"startet\s(?:vi|opp)|starta\s(?:vi|opp)|vi\s(?:startet|starta|begynte|byrja|avsluttet|avslutta)|tall(?:ene|a)?\sfra|innbygger\w*|innbyggjar\w*|ansatte|tilsette|pandemi\w*|covid\w*)\b",
    re.IGNORECASE,
)
_STATISTICS = re.compile(r"\bper\s(?:den\s)?\Z|\bstatus\sper\s\Z", re.IGNORECASE)
_INTERVIEW_LENGTH = re.compile(r"\A\s+\d{1,3}\s?min(?:utter|utt|\.)?\b", re.IGNORECASE)
#: A plan's columns; a plan for a patient has a number, an age, an illness or her part in it.
_PLAN = (
    re.compile(r"\bFrist\b"),
    re.compile(r"\b(?:Ansvar(?:lig|leg)?|Status)\b"),
    re.compile(r"\b(?:Tiltak|Aktivitet|Milepæl)"),
)
_CARE = re.compile(
    r"\b(?:pasient|bruker|brukar|beboer|bebuar)(?:en|a)?\b|\bdiagnose|\bpårørende\b|\bpårørande\b", re.IGNORECASE
)


def key(text: str) -> str:
    """ "9. oktober 2023" and "09.10.2023" are "2023-10-09", "9. oktober" is "--10-09", "mai 2023" is "2023-05"; else the text itself."""
    plain = " ".join(text.lower().split()).strip(" .,")
    if _ISO.fullmatch(plain):
        return plain
    if numeric := _NUMERIC.fullmatch(plain):
        day, month, year = numeric.groups()
    elif (written := _WRITTEN.fullmatch(plain)) and written[2] in _MONTHS:
        day, month, year = written[1], str(_MONTHS[written[2]]), written[3]
    else:
        return plain
    year = f"20{year}" if year and len(year) == 2 else year or "-"
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def with_years(keys: Collection[str]) -> dict[str, str]:
    """For each key of a day without a year ("--03-04"), the one day of the document that it may be."""
    whole = [key for key in keys if is_one(key)]
    fitting = {
        key: [day for day in whole if day.endswith(key.removeprefix("-"))] for key in keys if key.startswith("--")
    }
    return {key: found[0] for key, found in fitting.items() if len(found) == 1}


def is_day(key: str) -> bool:
    """Whether a key is that of a day, with its year or without."""
    return re.fullmatch(r"(?:\d{4}|-)-\d\d-\d\d", key) is not None


def is_one(key: str) -> bool:
    """Whether a key is that of one day of one year, which may tie what is said at one place to somebody at another."""
    return _ISO.fullmatch(key) is not None


def is_of_the_project(one: Detection, around: Surroundings, contributors: Sequence[str]) -> bool:
    """Whether a day or month belongs to the work, and nobody's life: on the title page or over the author's signature, in a
    sentence about the project without anybody in it, in the list of interviews, or in a plan. Of a month the author may
    speak in the first person.
    """
    text = around.text
    if _dates_the_work(one, around, contributors):
        return True
    if _INTERVIEW_LENGTH.match(text[one.end : one.end + 20]) or _STATISTICS.search(
        text[max(0, one.start - 16) : one.start]
    ):
        return True
    if all(column.search(text) for column in _PLAN) and not _CARE.search(text):
        return True
    somebody = around.others_in_sentence if _is_month(one.person) else around.in_sentence
    return not somebody(one.start, one.end) and _PROJECT.search(text, *around.sentence(one.start, one.end)) is not None


def is_far_from_anybody(one: Detection, around: Surroundings) -> bool:
    """Whether nobody is near a day, in a text long enough to tell, or an author speaks of a month in the first person."""
    if _is_month(one.person):
        return not around.others_in_sentence(one.start, one.end)
    return len(around.text) > 2 * NEAR and not around.near(one.start, one.end)


def _is_month(key: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d", key) is not None


def _dates_the_work(one: Detection, around: Surroundings, contributors: Sequence[str]) -> bool:
    """Whether a contributor's name is signed right below the day, or stands with it, and no other, on a page as short as a title page."""
    plain = " ".join(around.text.split()).lower()
    signed = " ".join(around.text[one.end : one.end + 80].split()).lower()
    title_page = len(plain) < 800 and not around.named and not _CARE.search(plain)
    return any(signed.startswith(name.lower()) or (title_page and name.lower() in plain) for name in contributors)
