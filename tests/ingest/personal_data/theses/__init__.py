"""Short texts like theses, with what should become of each detail marked in them. Written before the triage was tuned.

A file: lines of `name: value`, then pages, each after a line `---`. `{decide|Kari Nordmann}` must be certain or to decide,
`{cited|Kotter}` is an author of a cited work, `{own|…}` a contributor, `{public|…}` somebody in public office.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.extraction.passages import Passage
from ingest.personal_data.detections import Detection
from ingest.personal_data.screening import screen_document

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
CHARACTERS = 1_950
"""On a page of a thesis, as in the samples."""
_MARK = re.compile(r"\{(\w+)\|([^}]*)\}")


@dataclass(frozen=True)
class Mark:
    page: int
    start: int
    end: int
    expected: str
    text: str


@dataclass(frozen=True)
class Thesis:
    passages: list[Passage]
    marks: list[Mark]
    found: list[list[Detection]]

    @property
    def pages(self) -> float:
        return sum(len(passage.text) for passage in self.passages) / CHARACTERS

    def sorted_as(self, mark: Mark) -> set[str]:
        """How the findings over a mark were sorted; empty if there are none."""
        return {one.triage for one in self.found[mark.page] if one.start < mark.end and mark.start < one.end}

    def marked(self, *expected: str) -> Iterator[Mark]:
        return (mark for mark in self.marks if mark.expected in expected)


def read(name: str) -> Thesis:
    """A thesis of the folder, screened."""
    head, *pages = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    contributors = fields["contributors"].split(", ")
    passages, marks = [], []
    for number, page in enumerate(pages):
        text = ""
        for part in re.split(r"(\{\w+\|[^}]*\})", page):
            if mark := _MARK.fullmatch(part):
                marks.append(Mark(number, len(text), len(text) + len(mark[2]), mark[1], mark[2]))
            text += mark[2] if mark else part
        passages.append(Passage(number + 1, "page", text, language=fields["language"]))
    found = [detections for _number, detections in screen_document(passages, contributors)]
    return Thesis(passages, marks, found)
