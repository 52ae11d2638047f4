"""The labelled passages, and how well detections agree with them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.personal_data.detections import CERTAIN, TO_DECIDE, Detection
from ingest.personal_data.triage import triage

LABELLED = Path(__file__).parent / "labelled.txt"

#: Types that stand for the same kind of detail: a ward may be read as a place, and a date of birth as a date.
GROUPS = {
    "PERSON": "name",
    "AGE": "age",
    "DATE": "date",
    "DATE_OF_BIRTH": "date",
    "PHONE_NUMBER": "phone",
    "NATIONAL_ID": "identity number",
    "LOCATION": "place",
    "INSTITUTION": "place",
    "ORGANIZATION": "place",
    "ADDRESS": "place",
    "POSTCODE": "place",
    "COORDINATES": "place",
    "HEALTH": "health",
    "RELIGION": "belief, union, origin",
    "TRADE_UNION": "belief, union, origin",
    "ETHNICITY": "belief, union, origin",
    "SEXUALITY": "belief, union, origin",
    "UNIQUE_ROLE": "role",
    "EMAIL_ADDRESS": "e-mail, web",
    "URL": "e-mail, web",
    "SOCIAL_HANDLE": "e-mail, web",
    "BANK_ACCOUNT": "other number",
    "ORGANISATION_NUMBER": "other number",
    "HEALTH_PERSONNEL_NUMBER": "other number",
    "IMMIGRATION_NUMBER": "other number",
    "PASSPORT": "other number",
    "VEHICLE_PLATE": "other number",
    "CASE_NUMBER": "other number",
}
#: What care notes are full of: names, ages, dates, phones, identity numbers, places and institutions.
MAIN = ("name", "age", "date", "phone", "identity number", "place")

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled text. `part` is "first", "second", "held" or "fresh", as the headings in the file say."""

    number: int
    part: str
    language: str
    kind: str
    text: str
    spans: tuple[Span, ...]


def group(kind: str) -> str:
    """The group of a type. A type without one is a mistake in a label, and raises `KeyError`."""
    return GROUPS[kind]


def asked(found: Iterable[Detection], text: str) -> list[Detection]:
    """What a privacy officer would have to do with: sorted as certain or to decide, the text being a document of its own."""
    (detections,) = triage([list(found)], [], [text])
    return [one for one in detections if one.triage in {CERTAIN, TO_DECIDE}]


def read_passages() -> list[Passage]:
    passages: list[Passage] = []
    part = ""
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif line and not line.startswith("#"):
            passages.append(_passage(len(passages), part, line))
    return passages


def _passage(number: int, part: str, line: str) -> Passage:
    language, kind, marked = line.split(" ", 2)
    text, spans = "", []
    for piece in re.split(r"(\{[A-Z_]+\|[^}]*\})", marked):
        if label := re.fullmatch(r"\{([A-Z_]+)\|([^}]*)\}", piece):
            spans.append((len(text), len(text) + len(label[2]), label[1]))
            text += label[2]
        else:
            text += piece
    return Passage(number, part, language, kind, text, tuple(spans))


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def count(
    passages: Iterable[Passage], found: Mapping[int, Sequence[Detection]], name: Callable[[str], str] = group
) -> dict[str, Counter[str]]:
    """By what `name` makes of a type: `true` spans, those `touched` by a detection, `given` detections, the `right` ones.

    A span counts as touched if a detection of its group overlaps it, a detection as right if it overlaps a span of its group;
    one that overlaps a span of another group alone is counted neither way, since the detail is found under another name.
    """
    counts: dict[str, Counter[str]] = {}
    for passage in passages:
        given = [(one.start, one.end, one.type) for one in found[passage.number]]
        for span in passage.spans:
            same = [one for one in given if overlaps(one, span) and group(one[2]) == group(span[2])]
            counts.setdefault(name(span[2]), Counter()).update(true=1, touched=bool(same))
        for one in given:
            touched = [span for span in passage.spans if overlaps(one, span)]
            if not touched or any(group(span[2]) == group(one[2]) for span in touched):
                counts.setdefault(name(one[2]), Counter()).update(given=1, right=bool(touched))
    return counts


def together(counts: Mapping[str, Counter[str]], names: Iterable[str] | None = None) -> Counter[str]:
    """The counts of some names (all of them, if None is said) added up."""
    return sum((counts.get(name, Counter()) for name in (counts if names is None else names)), Counter())


def precision(counts: Counter[str]) -> float:
    return counts["right"] / counts["given"] if counts["given"] else 1.0


def recall(counts: Counter[str]) -> float:
    return counts["touched"] / counts["true"] if counts["true"] else 1.0


def f_beta(counts: Counter[str], beta: float) -> float:
    p, r = precision(counts), recall(counts)
    return (1 + beta**2) * p * r / (beta**2 * p + r) if p + r else 0.0


def table(counts: Mapping[str, Counter[str]]) -> str:
    rows = [f"{'':24} {'n':>4} {'P':>6} {'R':>6} {'F1':>6} {'F2':>6}"]
    for name in sorted(counts):
        one = counts[name]
        rows.append(
            f"{name:24} {one['true']:4d} {precision(one):6.3f} {recall(one):6.3f} {f_beta(one, 1):6.3f} {f_beta(one, 2):6.3f}"
        )
    return "\n".join(rows)
