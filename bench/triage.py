"""What is left to the privacy officer on the sample theses, and whether any planted detail was sorted away.

Of each thesis in `samples/`, whose keys (`tools.samples.key`) say what was planted: decisions and findings *to decide* for ten
pages, how many of the cited authors are among them, and the planted details that aren't *certain* or *to decide*.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sizes import Size
from bench.table import Row, part
from ingest.extraction.document import extract
from ingest.extraction.passages import Passage
from ingest.personal_data.detections import CERTAIN, CITED_WORK, TO_DECIDE, Detection
from ingest.personal_data.screening import screen_document
from tools.samples import key as keys

PACKAGES = ("spacy", "presidio-analyzer")
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGES = 10
DECISIONS, CITED, LOST = 15.0, 0.02, 0.0
"""At most: decisions for ten pages, the share of cited authors among what is to decide, planted details sorted away."""

Mention = tuple[str, str, set[str]]
"""A planted text where it stands: the text, what is expected of it, and how the findings over it were sorted."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """A thesis as it was sorted: its passages, their findings, and its key."""

    key: dict[str, Any]
    passages: Sequence[Passage]
    found: Sequence[Sequence[Detection]]

    def to_decide(self) -> list[Detection]:
        return [one for page in self.found for one in page if one.triage == TO_DECIDE]

    def decisions(self) -> int:
        """How many questions the officer is asked: the same person, place or day, or the same words of a type, are one."""
        return len({(one.type, one.person or " ".join(one.text.casefold().split())) for one in self.to_decide()})

    def mentions(self) -> Iterator[Mention]:
        """Every place where something planted stands; of overlapping ones the longest."""
        planted = sorted(self.key["planted"], key=lambda each: -len(each["text"]))
        for passage, found in zip(self.passages, self.found, strict=True):
            taken = bytearray(len(passage.text))
            for each in planted:
                words = r"\s+".join(map(re.escape, each["text"].split()))
                for match in re.finditer(rf"(?<!\w){words}(?!\w)", passage.text):
                    if not any(taken[slice(*match.span())]):
                        taken[slice(*match.span())] = b"\1" * len(match[0])
                        over = [one for one in found if one.start < match.end() and match.start() < one.end]
                        yield each["text"], each["expect"], {one.triage for one in over}


def run(size: Size) -> list[Row]:
    """Three rows of targets for each thesis in the samples."""
    theses = [each for each in keys.read_all() if each["file"].startswith("oppgave")]
    return [row for each in theses for row in rows(screened(each))]


def screened(key: dict[str, Any]) -> Sorted:
    """The thesis of a key, screened with the contributors that its metadata name."""
    with (SAMPLES / "metadata.csv").open(encoding="utf-8") as lines:
        supervisors = {line["file"]: line["supervisor"] for line in csv.DictReader(lines)}
    passages = list(extract(SAMPLES / "files" / key["file"]))
    contributors = [*key["authors"], supervisors[key["file"]]]
    return Sorted(key, passages, [found for _number, found in screen_document(passages, contributors)])


def rows(thesis: Sorted) -> list[Row]:
    tens = len(thesis.passages) / PAGES
    asked = thesis.to_decide()
    mentions = list(thesis.mentions())
    cited = [sortings for _text, expected, sortings in mentions if expected == CITED_WORK and sortings]
    among = sum(TO_DECIDE in sortings for sortings in cited)
    lost = missed(mentions)
    name = f"{thesis.key['file']}, {len(thesis.passages)} pages"
    every = sum(len(page) for page in thesis.found)
    return [
        Row(f"{name}: decisions for 10 pages", thesis.decisions() / tens, "decisions", limit=DECISIONS),
        part("findings to decide for 10 pages", len(asked) / tens, "findings", every / tens, "of all findings"),
        *(
            part(f"of these {kind}", number / tens, "findings", len(asked) / tens)
            for kind, number in Counter(one.type for one in asked).most_common(4)
        ),
        Row("cited authors among what is to decide", among / max(len(cited), 1), "share", limit=CITED),
        Row("planted details sorted away", float(len(lost)), "mentions", limit=LOST, note=", ".join(sorted(set(lost)))),
    ]


def missed(mentions: Sequence[Mention]) -> list[str]:
    """The planted texts, once for each place, that should be certain or to decide and are neither."""
    return [
        text
        for text, expected, sortings in mentions
        if expected in {CERTAIN, TO_DECIDE} and not sortings & {CERTAIN, TO_DECIDE}
    ]
