"""Proposes a title, an abstract and keywords from a text, for its author to correct."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.extraction.passages import FACE, Passage

MAX_TITLE = 200
MAX_ABSTRACT = 3000
SHORTEST_ABSTRACT = 100
KEYWORDS = 6
FIRST_PAGES = 15  # An abstract stands before the text, or not at all.
LARGER = (
    1.4  # A heading's line is this much higher than the usual one; another font or an Å makes less of a difference.
)
LARGEST = 0.9  # A title's lines are at least this part of the highest one.
USUAL_NUMBER = 4  # A term must occur this often.

OWN_ABSTRACT = ("sammendrag", "samandrag")
FOREIGN_ABSTRACT = ("abstract", "summary")
HEADING = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:sammendrag|samandrag|abstract|summary|forord|føreord|preface|acknowledge?ments|takk"
    r"|innhold(?:sfortegnelse)?|innhald(?:sliste)?|contents|innledning|innleiing|introduction|bakgrunn)\s*:?$",
    re.IGNORECASE,
)
NUMBERED_HEADING = re.compile(r"\d+(?:\.\d+)*\.?\s+[^\W\d_a-zæøå][^.]{2,60}$")
KEYWORD_LINE = re.compile(
    r"^(?:nøkkelord|nykelord|stikkord|emneord|key\s?words)\s*[:–-]\s*(.+)", re.IGNORECASE | re.MULTILINE
)
MEANINGLESS_TITLE = re.compile(
    r"microsoft |\.(?:docx?|pptx?|odt|odp|pdf|tex|indd|txt)$|^(?:untitled|uten (?:navn|tittel)|document|dokument|presentasjon"
    r"|presentation|powerpoint|scan|skann|img|title|tittel)\b[\s\d_.-]*",
    re.IGNORECASE,
)
TERM = re.compile(r"\b[a-zæøåéèòóôäö]{6,}\b")
COMMON = frozenset(
    """
    arbeid arbeidet bedre better between bilder blitt blant burde course denne derfor dermed dersom desse different disse during
    eksempel ettersom forhold forskjellige fortsatt fleire flere første første further gjennom gjerne gjorde grunn handler
    hendig heller hverandre hvordan hvorfor hvorvidt hvilke hvilken hvilket however ifølge igjen ikkje imidlertid innanfor innenfor
    kapittel kapitlet korleis kvarandre kvifor ledere likevel looking mellom mindre mulig mykje måtte neste nettopp nærmere oppgave
    oppgaven oppgåve oppgåva ordentlig particular people person possible problem project prosent rather samtidig selvom should siden
    similar skulle snakke spesielt starte studien support således tidligere tidlegare through together trenger unless utenfor utgangspunkt
    januar februar august september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag søndag
    vanskelig vanskeleg various vanlig veldig verden ville viktig viktige viktigste virkelig whether within without ønsker også annen andre
    """.split()  # noqa: SIM905 - sixty words read better without quotes
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the text says of itself; "" and () where it doesn't."""

    title: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. `height` is a part of the page's height, 0 where unknown."""

    text: str
    height: float


def propose(passages: Sequence[Passage], metadata_title: str = "") -> Proposal:
    """Title, abstract and keywords from a document's passages and, where it has one, the title in its metadata.

    A recording proposes keywords alone: nobody says the title of a lecture in its first sentence.
    """
    written = [passage for passage in passages if passage.kind not in ("speech", "picture")]
    return Proposal(
        title=(_sensible(metadata_title) or _title(written))[:MAX_TITLE],
        abstract=_abstract(written[:FIRST_PAGES]),
        keywords=_stated_keywords(written[:FIRST_PAGES]) or _frequent_terms(passages),
    )


def _sensible(title: str) -> str:
    """The metadata's title unless a program or a file's name made it up."""
    title = " ".join(title.split())
    return "" if len(title) < 8 or " " not in title or MEANINGLESS_TITLE.search(title) else title


def lines(passage: Passage) -> list[Line]:
    """The lines of a passage that hold something."""
    heights: dict[int, list[float]] = {}
    starts = [0, *(match.end() for match in re.finditer("\n", passage.text))]
    texts = passage.text.split("\n")
    number = 0
    for word in passage.words:
        while number + 1 < len(starts) and starts[number + 1] <= word.start:
            number += 1
        heights.setdefault(number, []).append(word.place[3] - word.place[1])
    return [
        Line(text.strip(), median(heights[index]) if index in heights else 0.0)
        for index, text in enumerate(texts)
        if text.strip() and text != FACE
    ]


def _title(passages: Sequence[Passage]) -> str:
    """The largest lines of the first page with text, else its first line."""
    for passage in passages[:3]:
        candidates = [line for line in lines(passage) if sum(map(str.isalpha, line.text)) >= 3]
        if not candidates:
            continue
        highest = max(line.height for line in candidates)
        usual = sorted(line.height for line in candidates)[len(candidates) // 4]
        if highest <= usual * LARGER:
            return candidates[0].text
        title: list[str] = []
        for line in candidates:
            if line.height >= highest * LARGEST:
                title.append(line.text)
            elif title:
                break
        return " ".join(title[:4])
    return ""


def _abstract(passages: Sequence[Passage]) -> str:
    """What stands under the heading of the abstract; the text's own language before a translation."""
    found: dict[str, str] = {}
    pages = [lines(passage) for passage in passages]
    for number, page in enumerate(pages):
        for index, line in enumerate(page):
            heading = re.sub(r"^[\d.\s]+|[\s:]+$", "", line.text).lower()
            if heading in (*OWN_ABSTRACT, *FOREIGN_ABSTRACT) and heading not in found:
                found[heading] = " ".join(_until_heading(pages[number : number + 2], index + 1))
    for heading in (*OWN_ABSTRACT, *FOREIGN_ABSTRACT):
        if len(found.get(heading, "")) > SHORTEST_ABSTRACT:
            return found[heading][:MAX_ABSTRACT]
    return ""


def _until_heading(pages: Sequence[Sequence[Line]], start: int) -> Iterator[str]:
    """The lines of `pages`, from number `start` of the first, to what looks like the next heading."""
    for page in pages:
        usual = median(line.height for line in page) if page else 0
        for line in page[start:]:
            if usual and line.height > usual * LARGER:
                return
            if any(sign.match(line.text) for sign in (HEADING, NUMBERED_HEADING, KEYWORD_LINE)):
                return
            if not re.fullmatch(r"[\divxlc]+", line.text):  # A page number.
                yield line.text
        start = 0


def _stated_keywords(passages: Sequence[Passage]) -> tuple[str, ...]:
    for passage in passages:
        if match := KEYWORD_LINE.search(passage.text):
            stated = match[1].strip()
            rest = passage.text[match.end() :].lstrip("\n")
            if stated.endswith((",", ";")):  # The list goes on in the next line.
                stated += " " + rest.partition("\n")[0]
            words = (word.strip(" .") for word in re.split(r"[,;•·]", stated))
            return tuple(word for word in words if 1 < len(word) <= 60)[:12]
    return ()


def _frequent_terms(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The long words in small letters that the text uses most: no names are among them."""
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(TERM.findall(passage.text))
    terms = [term for term, count in counts.most_common(200) if count >= USUAL_NUMBER and term not in COMMON]
    chosen: list[str] = []
    for term in terms:
        if not any(term.startswith(known[:6]) for known in chosen):  # Not "ledelse" and "ledelsen" both.
            chosen.append(term)
    return tuple(chosen[:KEYWORDS])
