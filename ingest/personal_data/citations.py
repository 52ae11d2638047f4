"""Where a text cites: the reference list, and citations in the running text, whatever the style.

Styles read: APA, Harvard, Chicago and the variants students make of them, with the year first or last. Numbered styles
(Vancouver) cite by number, so that only their list matters.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_HEADING = re.compile(
    r"^[ \t]*(?:\d+(?:\.\d+)*\.?[ \t]+)?(?:litteratur(?:liste|referanser|henvisninger|tilvising[ae]r)?|referanse(?:liste|r)?|referansar|kjelde(?:liste|r)?|kilde(?:liste|r|henvisninger)?|"
    r"bibliografi|bibliography|references|works cited|litteratur og kilder|litteratur og kjelder)[ \t]*:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_LIST = re.compile(
    r"^[ \t]*(?:\d+(?:\.\d+)*\.?[ \t]+)?(?:vedlegg|appendiks|appendix|intervjuguide|attachments?|forord|etterord|samtykkeskjema)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_CAPITAL = r"[A-ZÆØÅÁČĐŊŠŽÖÄÜÉ]"
_NAME = rf"(?:(?:van|von|de|der|den|af|la|di|du)\s)*{_CAPITAL}[\w'’]+(?:-{_CAPITAL}?[\w'’]+)*"
_INITIAL = rf"{_CAPITAL}\.(?:\s?-?{_CAPITAL}\.){{0,3}}"
_YEAR = r"(?:1[89]\d\d|20\d\d)[a-z]?"
_JOIN = r"(?:\s?,\s|\s?&\s|\s?;\s|\s(?:og|and|m\.?\s?fl\.?|mfl\.?|et\sal\.?)\s?|,\s(?:og|&|and)\s)"

#: "Hansen, K. (2019)", "Nordmann, Kari & Berg, O. (2001).", at the start of a line: the year in parentheses, on the same line
#: or the next. A heading in capitals with a date below it is no entry.
_ENTRY = re.compile(
    rf"^[ \t]*(?:\[?\d{{1,3}}[\].]?\s+)?(?=[^\s,]*[a-zæøåöäüé]){_NAME}(?:\s{_NAME})?,\s(?:{_INITIAL}|{_NAME}(?=\s?[.,&(]|\s(?:og|and|{_INITIAL})\s?))[^\n(]{{0,300}}?(?:\n[^\n(]{{0,160}}?)?\({_YEAR}",
    re.MULTILINE,
)
#: Within parentheses: anything with a year after names: "(Hansen, 2019; Berg & Lie, 2001, s. 12)".
_PARENTHESES = re.compile(r"\(([^()\n]{2,200}(?:\n[^()\n]{0,120})?)\)")
_NAME_BEFORE_YEAR = re.compile(
    rf"{_NAME}(?:\s{_NAME}){{0,2}}(?:{_JOIN}{_NAME}(?:\s{_NAME})?){{0,6}}(?:{_JOIN})?[,\s]+(?:i\s{_NAME},?\s)?(?:{_YEAR}|u\.å\.|n\.d\.)"
)
#: In the sentence: "Hansen og Berg (2019)", "Kotter (1996)", "Senge (gjengitt i Hansen, 2019)".
_NARRATIVE = re.compile(
    rf"(?:(?:{_INITIAL}|{_NAME})\s){{0,2}}{_NAME}(?:{_JOIN}(?:(?:{_INITIAL}|{_NAME})\s){{0,2}}{_NAME}){{0,6}}(?:\s(?:m\.?\s?fl\.?|mfl\.?|et\sal\.?|med\sflere|med\sfleire|og\s(?:kolleg|medarbeid|medforf)\w+))?(?:s|'|’)?\s\((?!f\.|født|fødd|born|f\s)(?:[^()\n]{{0,60}}?\b)?(?:{_YEAR}|u\.å\.|n\.d\.|ibid\b|op\.\s?cit)[^()\n]{{0,60}}\)"
)
#: "ifølge Kotter", "hos Weick", "jf. Hansen, 2019": only with a year near.
_ACCORDING = re.compile(
    rf"\b(?:[Ii]følge|[Ii]følgje|[Jj]f\.?|[Ss]itert\s(?:i|hos)|[Gg]jengitt\s(?:i|hos|av)|[Rr]eferert\si|[Oo]mtalt\s(?:i|hos)|[Ss]e\s(?:også\s)?|according\sto|cited\sin)\s({_NAME}(?:\s{_NAME}){{0,2}}(?:{_JOIN}{_NAME}(?:\s{_NAME})?){{0,4}})[,\s]+\(?{_YEAR}"
)
_AUTHOR = re.compile(rf"{_NAME}(?:\s{_NAME})*")
#: One author of a list's entry: "Hansen, K.", "Nordmann, Kari", and in numbered lists "Hansen KO".
_LISTED_AUTHOR = re.compile(
    rf"(?P<family>{_NAME}(?:\s{_NAME})?)(?:,\s(?P<given>{_CAPITAL}[\w.]*)|\s(?P<initials>{_CAPITAL}{{1,3}})(?=[,.]|\set\sal))"
)
#: Numbered, "5. Kotter JP. Leading change. Boston: Harvard; 1996.", and with a colon, "Bang, Henning: Kultur. Oslo 2011".
_NUMBERED_ENTRY = re.compile(
    rf"^[ \t]*\[?(\d{{1,3}})[\].)]?\s+{_NAME}(?:\s{_NAME})?\s{_CAPITAL}{{1,3}}[,.][^\n]{{0,300}}?(?:\n[^\n]{{0,160}}){{0,2}}?\b{_YEAR}",
    re.MULTILINE,
)
_COLON_ENTRY = re.compile(
    rf"^[ \t]*{_NAME}(?:\s{_NAME})?,\s{_CAPITAL}[^\n:(]{{0,80}}:\s[^\n]{{3,300}}?(?:\n[^\n]{{0,160}}?){{0,2}}\b{_YEAR}",
    re.MULTILINE,
)
_ENTRIES = (_ENTRY, _NUMBERED_ENTRY, _COLON_ENTRY)
#: "Kotter (5)", "Amundsen og Kongsvik (6, s. 12)", "Bang [4]".
_NUMBERED_CITATION = re.compile(
    rf"(?P<names>{_NAME}(?:{_JOIN}{_NAME}){{0,3}}(?:\s(?:m\.?\s?fl\.?|mfl\.?|et\sal\.?))?)\s[(\[](?P<number>\d{{1,3}})(?:[,–-]\s?\d{{1,3}})*(?:,\ss\.\s?[\d–-]+)?[)\]]"
)
#: In a footnote: "Sjå Hagen, R.: Små kommunar, Samlaget 2008".
_FOOTNOTE = re.compile(
    rf"(?:\b[Ss]e|\b[Ss]jå|\b[Jj]f\.?|[¹²³⁴⁵⁶⁷⁸⁹])\s{_NAME},\s{_INITIAL}(?:\s(?:og|&)\s{_NAME},\s{_INITIAL})?[:,\s][^\n]{{3,160}}?\b{_YEAR}"
)
_SIDE_BY_SIDE = 12
"""Characters at most between two authors of one entry."""
_LONGEST_GAP = 600
"""Characters in a reference list without a year; after more the list is over, whatever follows."""


@dataclass(slots=True)
class Works:
    """The citing stretches of each text of a document, and its authors: family name (lower case) to given names' initials.

    `lists` are the stretches of the reference list, `spans` these and the citations in the text. `listed` are the authors
    that the list names, `together` those side by side in it, `numbered` is its last entry's number, 0 if it has none.
    """

    spans: list[list[tuple[int, int]]]
    lists: list[list[tuple[int, int]]]
    authors: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    listed: set[str] = field(default_factory=set)
    together: set[tuple[str, str]] = field(default_factory=set)
    has_list: bool = False
    numbered: int = 0

    def covers(self, text: int, start: int, end: int) -> bool:
        """Whether a span of a text lies in a citing stretch."""
        return any(left <= start and end <= right for left, right in self.spans[text])

    def covers_list(self, text: int, start: int, end: int) -> bool:
        """Whether a span of a text lies in the reference list."""
        return any(left <= start and end <= right for left, right in self.lists[text])

    def just_cited(self, number: int, text: str, before: int, reach: int) -> set[str]:
        """The words, in lower case, of the citations that end within `reach` characters before an offset of a text."""
        return {
            word.lower()
            for start, end in self.spans[number]
            if before - reach <= end <= before
            for word in re.findall(r"[^\W\d_]+", text[start:end])
        }

    def is_author(self, family: str, initial: str) -> bool:
        """Whether a cited author has this family name and, unless `initial` is "", a given name with this initial."""
        return family in self.authors and (not initial or initial in self.authors[family])


def find(texts: Sequence[str]) -> Works:
    """The citations of one document, whose texts stand in reading order."""
    lists, has_list = _lists(texts)
    works = Works([list(spans) for spans in lists], lists, has_list=has_list)
    entries = [
        int(entry[1])
        for text, spans in zip(texts, lists, strict=True)
        for start, end in spans
        for entry in _NUMBERED_ENTRY.finditer(text, start, end)
    ]
    works.numbered = max(entries, default=0) if len(entries) > 1 else 0
    _read_authors(works, texts)
    for number, text in enumerate(texts):
        for start, end in [*_in_text(text), *_by_number(text, works)]:
            works.spans[number].append((start, end))
            for name in _AUTHOR.finditer(text, start, end):
                works.authors[name[0].split()[-1].lower()] |= set()
    return works


def _read_authors(works: Works, texts: Sequence[str]) -> None:
    """Take down who stands in the list, and who stands there side by side."""
    for number, text in enumerate(texts):
        for start, end in works.lists[number]:
            before = ("", -_SIDE_BY_SIDE)
            for author in _LISTED_AUTHOR.finditer(text, start, end):
                family = author["family"].split()[-1].lower()
                works.authors[family] |= {(author["given"] or author["initials"])[0].lower()}
                works.listed.add(family)
                if author.start() - before[1] < _SIDE_BY_SIDE:
                    works.together.add((before[0], family))
                before = (family, author.end())


def _by_number(text: str, works: Works) -> Iterator[tuple[int, int]]:
    """Citations by number, "Kotter (5)", "Tuntland og Ness [4]": the number must be that of an entry, and the names listed."""
    if works.numbered:
        for match in _NUMBERED_CITATION.finditer(text):
            names = [name[0].split()[-1].lower() for name in _AUTHOR.finditer(match["names"])]
            families = {form for name in names for form in (name, name.removesuffix("s"))}
            if int(match["number"]) <= works.numbered and families & works.listed:
                yield match.span()


def _lists(texts: Sequence[str]) -> tuple[list[list[tuple[int, int]]], bool]:
    """The stretches of the reference list, and whether there is one: from its heading (the last one; the first stands in the contents) to the appendices or the end.

    A heading counts only if entries follow. Entries anywhere (a list after each chapter, a list without a heading) count
    one by one.
    """
    spans: list[list[tuple[int, int]]] = [[match.span() for match in _ENTRY.finditer(text)] for text in texts]
    for number in reversed(range(len(texts))):
        for heading in reversed(list(_HEADING.finditer(texts[number]))):
            rest = texts[number][heading.end() :] + "".join(texts[number + 1 : number + 2])
            if max(len(entry.findall(rest)) for entry in _ENTRIES) >= 2:
                _mark_list(texts, spans, number, heading.end())
                return spans, True
    return spans, any(spans)


def _mark_list(texts: Sequence[str], spans: list[list[tuple[int, int]]], number: int, start: int) -> None:
    for following in range(number, len(texts)):
        begin = start if following == number else 0
        end = min(_end_of_list(texts[following], begin), _last_year(texts[following], begin))
        spans[following].append((begin, end))
        if end < len(texts[following]):
            return


def _end_of_list(text: str, begin: int) -> int:
    end = _END_OF_LIST.search(text, begin)
    return end.start() if end else len(text)


def _last_year(text: str, begin: int) -> int:
    """Where the entries end: at the last year before a long stretch without any, or at the end of the text."""
    at = begin
    for year in re.finditer(_YEAR, text[begin:]):
        if begin + year.start() - at > _LONGEST_GAP:
            return min(len(text), at + 200)
        at = begin + year.end()
    return len(text) if len(text) - at <= _LONGEST_GAP else min(len(text), at + 200)


def _in_text(text: str) -> list[tuple[int, int]]:
    found = [match.span() for match in _NARRATIVE.finditer(text)]
    found += [match.span() for match in _ACCORDING.finditer(text)]
    found += [match.span() for match in _FOOTNOTE.finditer(text)]
    for parentheses in _PARENTHESES.finditer(text):
        if re.search(r"\d{4}|u\.å\.|n\.d\.", parentheses[1]):
            found += [
                match.span() for match in _NAME_BEFORE_YEAR.finditer(text, parentheses.start(1), parentheses.end(1))
            ]
    return found
