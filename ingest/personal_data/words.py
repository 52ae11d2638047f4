"""What was taken for a name or an age and is a common word, an abbreviation that the text explains, or a count."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.personal_data import gazetteer
from ingest.personal_data.detections import Detection
from ingest.personal_data.surroundings import Surroundings, has_title

#: From this score on a name is a name, whatever else the word means.
_SURE = 0.8
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITALISED = re.compile(r"\b[A-ZÆØÅÁČĐŊŠŽ][a-zæøåáčđŋšžéèöäü]+")
_DIRECTIONS = frozenset({"nord", "sør", "øst", "aust", "vest", "sone", "midt", "sentrum"})
_HEADINGS = frozenset(
    [
        "forord",
        "årsak",
        "føreord",
        "etterord",
        "sammendrag",
        "samandrag",
        "abstract",
        "innhold",
        "innhald",
        "innledning",
        "innleiing",
        "bakgrunn",
        "teori",
        "metode",
        "funn",
        "resultat",
        "resultater",
        "drøfting",
        "diskusjon",
        "konklusjon",
        "avslutning",
        "avslutting",
        "referanser",
        "litteratur",
        "vedlegg",
        "tabell",
        "figur",
        "kapittel",
        "problemstilling",
        "tema",
        "undertema",
        "undertemaer",
        "tiltak",
        "status",
        "frist",
        "ansvar",
        "mål",
        "start",
        "slutt",
        "nøkkelord",
        "summary",
        "keywords",
    ]
)
#: Long words with the article at the end, several of a kind or an office: nobody is called "Feilalarmane" or "Kommunalsjefen".
_DEFINITE = re.compile(r"\w{7,}(?:ene|ane|erne|sjefen|lederen|leiaren|reformen|reforma)\Z")
_EXPLAINED = re.compile(r"((?:[A-ZÆØÅ][\w-]+[ \n]){1,6})\(\s*([A-ZÆØÅ]{2,6})\s*\)")
_HOUSE = re.compile(
    r"(?:heim|hjem|tun|senter|sykehus|sjukehus|bolig|bustad|kommune|skole|skule|barnehage|helsehus|legekontor|avdeling|omsorg)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(?<=[a-zæøå]\s)\((\d{1,3})\)|(?<=[a-zæøå]\n)\((\d{1,3})\)")


class Words:
    """The words of a document: how often each stands in small letters, which have a capital within a sentence, and which
    abbreviations are explained.
    """

    def __init__(self, texts: Sequence[str], capitalised: bool) -> None:
        self.capitalised = capitalised
        self.small = Counter(word for text in texts for word in _WORD.findall(text) if word.islower())
        self.named = {
            match[0].lower()
            for text in texts
            for match in _CAPITALISED.finditer(text)
            if not begins(text, match.start())
        }
        self.explained: set[str] = set()
        for text in texts:
            for match in _EXPLAINED.finditer(text):
                phrase = match[1].split()
                initials = "".join(word[0] for word in phrase)
                if initials.endswith(match[2]) and not _HOUSE.search(match[1]):
                    self.explained |= {match[2], " ".join(phrase[-len(match[2]) :]).lower()}

    def is_explained(self, one: Detection) -> bool:
        """Whether it is an abbreviation that the text explains, or the explanation, and nothing in it is a house or a place."""
        plain = " ".join(one.text.split())
        return plain in self.explained or plain.lower() in self.explained

    def is_common(self, one: Detection, text: str) -> bool:
        """Whether what looks like a name is a common word or a letter: in small letters itself, a heading, a quarter of the sky, or
        with a capital only where a sentence or a line begins and in small letters elsewhere.

        Never if the lists know it as a name or a place, nor after an occupation; and in a document that writes names in
        small letters too, such as a transcript, nothing is.
        """
        found = _WORD.findall(one.text)
        if not self.capitalised or not found:
            return False
        if is_direction(one):
            return True
        if all(word.lower() in _HEADINGS for word in found):
            return True
        initials = "." in one.text or text[one.end : one.end + 1] == "."
        if has_title(text, one.start) or one.score >= _SURE or _is_listed(found):
            return False
        if all(len(word) == 1 for word in found):
            return not initials and len(found) == 1
        return all(len(word) == 1 or word.islower() or self._is_capital_by_place(word.lower()) for word in found) and (
            one.text[:1].islower() or begins(text, one.start)
        )

    def _is_capital_by_place(self, word: str) -> bool:
        return word not in self.named and (self.small[word] > 0 or _DEFINITE.search(word) is not None)


def is_direction(one: Detection) -> bool:
    """Whether it is a quarter of the sky, or the zone called after it: "Nord", "sone Sør"."""
    return all(word.lower() in _DIRECTIONS for word in _WORD.findall(one.text))


def _is_listed(found: Sequence[str]) -> bool:
    return any(gazetteer.is_name(word) or gazetteer.is_place(word) for word in found)


def begins(text: str, start: int) -> bool:
    """Whether a sentence, a heading or a cell of a table begins here, so that a capital says nothing."""
    before = text[max(0, start - 200) : start].rstrip(" \t")
    if before.endswith("\n"):
        line = before.rstrip().rpartition("\n")[2].strip()
        return len(line) < 50 or line[-1] in ".!?:"
    return not before or before[-1] in ".!?:•·–»«|" or before[-1].isdigit()


def of(texts: Sequence[str], names: Iterable[Detection]) -> Words:
    """The words of a document in which `names` were found; most of them must have capitals for small letters to say anything."""
    capitals = [not one.text.islower() for one in names]
    return Words(texts, len(capitals) >= 5 and sum(capitals) >= 0.9 * len(capitals))


def is_count(one: Detection, around: Surroundings) -> bool:
    """Whether a bare number in parentheses is one of several in a sentence that speaks of nobody: "fall (13), hjerneslag (4)"."""
    if not one.text.isdigit() or around.in_sentence(one.start, one.end):
        return False
    first, last = around.sentence(one.start, one.end)
    counts = [match.span(match.lastindex or 0) for match in _COUNT.finditer(around.text, first, last)]
    return len(counts) >= 2 and (one.start, one.end) in counts
