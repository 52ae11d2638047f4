"""Questions with what is right to find, and how well a ranking answers them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bench.relevance.collection import HERE, Work, works

DEEP = 20
"""Hits that are looked at."""
ABOUT, MENTIONS = 3, 1
"""How relevant is a work about what was asked, and one that mentions it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its kind, and the grade of each work that is right to find, by its id."""

    text: str
    kind: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Measures:
    """nDCG of the first ten (Järvelin and Kekäläinen 2002, gains 2^grade - 1), recall among the first twenty of those about it, as far
    as twenty can hold them, and the reciprocal rank of the first one about it."""

    ndcg: float
    recall: float
    mrr: float


def questions() -> list[Judged]:
    """Those of `queries.tsv`."""
    lines = (HERE / "queries.tsv").read_text(encoding="utf-8").splitlines()
    return [_judged(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def _judged(text: str, kind: str, meant: str) -> Judged:
    names = [each for each in meant.split(",") if each]
    grades = {work.document.id: grade for work in works() if (grade := _grade(work, text, names))}
    return Judged(text, kind, grades)


def _grade(work: Work, text: str, meant: Sequence[str]) -> int:
    """For a phrase: works that have it word by word, and those about its subject. For a person's name: works of that person, about
    the subject where one is named, too."""
    if text.startswith('"'):
        whole = " ".join([work.document.title, *(passage.text for passage in work.document.passages)])
        return ABOUT if text.strip('"').casefold() in whole.casefold() else MENTIONS if work.subject in meant else 0
    if work.document.names[0] in text:
        return ABOUT if not meant or work.subject in meant else MENTIONS
    if not meant or any(person in text for person in _people()):
        return 0
    if work.subject in meant:
        return ABOUT
    return MENTIONS if work.mentioned in meant else 0


def _people() -> set[str]:
    return {work.document.names[0] for work in works()}


def measure(question: Judged, found: Sequence[str]) -> Measures:
    """How well the ids `found`, in their order, answer `question`."""
    gains = [2 ** question.grades.get(each, 0) - 1 for each in found[:10]]
    best = sorted((2**grade - 1 for grade in question.grades.values()), reverse=True)[:10]
    about = {key for key, grade in question.grades.items() if grade == ABOUT}
    ranks = [rank for rank, each in enumerate(found, 1) if each in about]
    held = min(len(about), 20)
    return Measures(
        ndcg=_discounted(gains) / _discounted(best),
        recall=len(about & set(found[:20])) / held,
        mrr=1 / ranks[0] if ranks else 0.0,
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
