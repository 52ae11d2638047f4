"""Who stands near a span: a place, a day or an illness is personal only if there is somebody it belongs to.

In doubt there is: every test here errs towards finding somebody.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Characters on either side of a span that count as near it, and the longest stretch that counts as its sentence.
NEAR, LONGEST_SENTENCE = 250, 300

_OCCUPATION = (
    r"\w*(?:pleier|pleiar|lege|leder|leiar|sjef|assistent|fagarbeider|fagarbeidar|terapeut|lærer|lærar|psykolog|prest|konsulent|rådgiver|rådgivar|koordinator|"
    r"kontakt|tillitsvalgt|tillitsvald|verneombud|ombud|direktør|trener|trenar|holder|haldar|vikar|lærling|student|renholder|reinhaldar|kokk|vaktmester|vaktmeister|utvikler|utviklar|overlege|"
    r"hjelper|hjelpar|jordmor|lensmann|politimann)"
)
_PART_PLAYED = r"(?:pasient|bruker|brukar|beboer|bebuar|informant|klient|kollega|elev|deltaker|deltakar|medarbeider|medarbeidar|nabo|kunde|vikar|enke|enkje|jubilant|arbeidstaker|arbeidstakar)"
_KIN = (
    r"(?:mor|mora|moren|far|faren|mamma|pappa|sønn|sønnen|son|sonen|datter|datteren|dattera|dotter|dottera|kone|kona|konen|mannen|ektefelle|ektefellen|ektemann|ektemannen|samboer|samboeren|"
    r"sambuar|sambuaren|kjæreste|kjæresten|kjærasten|søster|søsteren|søstera|syster|systera|bror|broren|svigermor|svigerinne|svigerinnen|svoger|tante|onkel|bestemor|bestefar|barnebarn|tvilling|pårørende|pårørande)"
)
_TITLE_BEFORE = re.compile(
    rf"\b(?:{_OCCUPATION}(?:en|a)?|{_PART_PLAYED}(?:en|a)?|{_KIN}|fru|frøken|herr|hr\.|dr\.)[ ,]*\s?\Z", re.IGNORECASE
)
_SOMEBODY = re.compile(
    rf"\b(?:han|hun|ho|hen|ham|honom|henne|hennes|hennar|hans|hens|jeg|eg|meg|min|mi|mitt|mine|he|she|his|her|him|my|"
    rf"{_OCCUPATION}(?:en|a)?|{_PART_PLAYED}(?:en|a)?|{_KIN}|kvinne|kvinna|kvinnen|mann|dame|dama|damen|kar|karen|jente|jenta|gutt|gutten|gut|guten|"
    rf"avdøde|avlidne|personen|vedkommende|vedkomande|fru|frøken|født|fødd|døde|døydde|patient|woman|man|(?-i:(?:[A-ZÆØÅ]\.\s?){{2,3}}))(?!\w)",
    re.IGNORECASE,
)
_FIRST_PERSON = frozenset({"jeg", "eg", "meg", "min", "mi", "mitt", "mine", "my"})
_SENTENCE_END = re.compile(
    r"[.!?:][»”\"’)]*\s+(?=[«“\"–—-]?\s?[A-ZÆØÅÁČŠ])|\n\s*\n|\n(?=\d+(?:\.\d+)*\.?[ \t]+[A-ZÆØÅ])"
)


def has_title(text: str, start: int) -> bool:
    """Whether an occupation, a part played or a kinship stands right before: "sykepleier Hansen", "pasienten Hansen"."""
    return _TITLE_BEFORE.search(text, max(0, start - 60), start) is not None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One text, and where in it somebody is: sorted offsets.

    `named` are those with a name that is to be decided about, `others` all but whoever says "I".
    """

    text: str
    people: tuple[int, ...]
    named: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds of the sentence that a span stands in; a table or a form is one long sentence."""
        first, last = max(0, start - LONGEST_SENTENCE), min(len(self.text), end + LONGEST_SENTENCE)
        for stop in _SENTENCE_END.finditer(self.text, first, last):
            if stop.end() <= start:
                first = stop.end()
            elif stop.start() >= end:
                return first, stop.start()
        return first, last

    def in_sentence(self, start: int, end: int) -> bool:
        """Whether somebody is in the sentence of the span."""
        return _within(self.people, *self.sentence(start, end), start, end)

    def named_in_sentence(self, start: int, end: int) -> bool:
        """Whether somebody is named in the sentence of the span."""
        return _within(self.named, *self.sentence(start, end), start, end)

    def others_in_sentence(self, start: int, end: int) -> bool:
        """Whether somebody else than the one who says "I" is in the sentence of the span."""
        return _within(self.others, *self.sentence(start, end), start, end)

    def near(self, start: int, end: int) -> bool:
        """Whether somebody is in the sentence of the span or within `NEAR` characters of it."""
        first, last = self.sentence(start, end)
        return _within(self.people, min(first, max(0, start - NEAR)), max(last, end + NEAR), start, end)


def of(text: str, named: Iterable[int], flagged: Iterable[int]) -> Surroundings:
    """The surroundings in a text: who is `named` where, and where an age or an illness was `flagged`."""
    names = tuple(sorted(named))
    met = {match.start(): match[0].lower() for match in _SOMEBODY.finditer(text)}
    others = {*names, *flagged, *(at for at, word in met.items() if word not in _FIRST_PERSON)}
    return Surroundings(text, tuple(sorted(others | met.keys())), names, tuple(sorted(others)))


def _within(people: Sequence[int], first: int, last: int, start: int, end: int) -> bool:
    """Whether somebody is between `first` and `last`, other than in the span itself."""
    return any(not start <= people[at] < end for at in range(bisect_left(people, first), bisect_left(people, last)))
