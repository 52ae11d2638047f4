"""Precision, recall, F1 and Fβ=2 of the screening, by type and language, on text that the names model wasn't trained on.

(a) The labelled passages of `tests/ingest/personal_data/labelled.txt`. (b) NorNE's dev part, if it is there: its newspaper texts may
not be republished, so get it from <https://github.com/ltgoslo/norne>, bring it to gzipped lines `{"language", "text", "entities":
[[start, end, label]]}`, and lay it in `var/norne/dev.jsonl.gz` or say with `SAMLING_NORNE` where it lies.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from bench.table import Row
from ingest.personal_data.detections import Detection
from ingest.personal_data.recognizers.names import TYPES
from ingest.personal_data.screening import screen
from tests.ingest.personal_data import figures
from tests.ingest.personal_data.figures import Passage

NORNE = Path(
    os.environ.get("SAMLING_NORNE") or Path(__file__).resolve().parent.parent / "var" / "norne" / "dev.jsonl.gz"
)
NEWS_TYPES = frozenset(TYPES.values())

Found = Mapping[int, list[Detection]]


def rows(sentences: int | None) -> list[Row]:
    """What is found of what is labelled, a row each type, language and text. At most `sentences` of NorNE (None: all)."""
    return [*labelled(figures.read_passages()), *(news(_read_norne(sentences)) if NORNE.exists() else _no_norne())]


def labelled(passages: list[Passage]) -> Iterator[Row]:
    """The labelled passages: by part, the kind that care notes are full of, what the officer is asked, and each type."""
    found = _found(passages)
    for part in ("first", "second", "held", "fresh"):
        for language in ("nb", "nn"):
            some = [one for one in passages if (one.part, one.language) == (part, language)]
            yield _row(f"labelled, {part} part, {language}", figures.together(figures.count(some, found)))
    notes = [one for one in passages if one.kind == "care"]
    yield _row("care notes: names … places", figures.together(figures.count(notes, found), figures.MAIN))
    asked = {one.number: figures.asked(found[one.number], one.text) for one in passages}
    yield _row("certain and to decide alone", figures.together(figures.count(passages, asked)))
    for language in ("nb", "nn"):
        counts = figures.count([one for one in passages if one.language == language], found, name=str)
        yield from (_row(f"  {language} {kind}", counts[kind]) for kind in sorted(counts))


def news(passages: list[Passage]) -> Iterator[Row]:
    """Persons by exact spans and by overlap; places and organisations together by overlap, since the one is read as the other."""
    found = {
        number: [one for one in detections if one.type in NEWS_TYPES] for number, detections in _found(passages).items()
    }
    for language in ("nb", "nn"):
        some = [one for one in passages if one.language == language]
        yield _row(f"NorNE dev, {language}: PERSON, exact", _exact(some, found, "PERSON"))
        counts = figures.count(some, found)
        yield _row(f"NorNE dev, {language}: PERSON, overlap", counts["name"])
        yield _row(f"NorNE dev, {language}: places and organisations", counts["place"])


def _found(passages: Iterable[Passage]) -> dict[int, list[Detection]]:
    return dict(screen((one.number, one.text, one.language) for one in passages))


def _exact(passages: Iterable[Passage], found: Found, kind: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in passages:
        wanted = {span for span in passage.spans if span[2] == kind}
        given = {(one.start, one.end, one.type) for one in found[passage.number] if one.type == kind}
        right = len(wanted & given)
        counts.update(true=len(wanted), touched=right, given=len(given), right=right)
    return counts


def _row(what: str, counts: Counter[str]) -> Row:
    p, r, f2 = figures.precision(counts), figures.recall(counts), figures.f_beta(counts, 2)
    return Row(what, figures.f_beta(counts, 1), "F1", note=f"P {p:.3f}  R {r:.3f}  F2 {f2:.3f}  n {counts['true']}")


def _read_norne(sentences: int | None) -> list[Passage]:
    with gzip.open(NORNE, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, sentences)]
    return [
        Passage(
            number,
            "dev",
            record["language"],
            "news",
            record["text"],
            tuple((start, end, TYPES[label]) for start, end, label in record["entities"] if label in TYPES),
        )
        for number, record in enumerate(records)
    ]


def _no_norne() -> list[Row]:
    return [Row("NorNE dev", 0, "sentences", note="not here: see the head of bench/detection.py")]
