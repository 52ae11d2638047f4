"""How well searches are answered: ours beside Wagtail's own search, on the same works and questions.

What is right to find is known because the collection was made so (`collection`); questions and texts were written before either
search saw them, by the same people, so the figures compare searches and don't foretell how content readers will be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from django.core.management import call_command

from bench import engines
from bench.relevance.collection import works
from bench.relevance.judged import Judged, Measures, measure, questions
from bench.sizes import Size
from bench.table import Row

PACKAGES = ("tantivy", "wagtail", "modelsearch")
WAGTAIL = {"Tantivy": "Wagtail's search in the database", "Elasticsearch": "Wagtail's search in Elasticsearch"}
"""What each engine of ours is set beside: as it comes, in the process or in the cluster."""
Found = list[list[str]]
"""The ids found for each question, best first."""


def run(size: Size) -> list[Row]:
    """Ours and Wagtail's, over all questions and by kind of question. nDCG must be above Wagtail's."""
    call_command("migrate", verbosity=0)
    asked = questions()
    # Imported here, as Wagtail's own site has no archive and is a part of this package.
    from bench.relevance.ours import fill, found

    reader = fill()
    wagtails = _wagtails(asked)
    rows = [Row("works", len(works()), ""), Row("questions", len(asked), "")]
    for name in engines.names():
        with engines.using(name):
            rows += _rows(name, _measured(found(reader, asked), asked), _measured(wagtails[name], asked), asked)
    return rows


def _wagtails(asked: Sequence[Judged]) -> dict[str, Found]:
    """What Wagtail finds in the same engine's place, with any or with all of the words, whichever is better over all questions.

    In the database that is SQLite with FTS5.
    """
    with TemporaryDirectory() as folder:
        (Path(folder) / "static").mkdir()
        answer = subprocess.run(
            [sys.executable, "-m", "bench.relevance.wagtail_site"],
            input=json.dumps([question.text for question in asked]),
            env={**os.environ, "SAMLING_VAR": folder},
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, dict[str, Found]] = json.loads(answer.stdout)
    return {
        name: max(ways.values(), key=lambda each: mean(measured.ndcg for measured in _measured(each, asked)))
        for name, ways in zip(WAGTAIL, found.values(), strict=False)
    }


def _measured(found: Found, asked: Sequence[Judged]) -> list[Measures]:
    return [measure(question, ids) for question, ids in zip(asked, found, strict=True)]


def _rows(name: str, ours: Sequence[Measures], wagtails: Sequence[Measures], asked: Sequence[Judged]) -> list[Row]:
    def row(what: str, figure: str, places: Sequence[int], *, floor: bool = False) -> Row:
        mine, other = (mean(getattr(each[place], figure) for place in places) for each in (ours, wagtails))
        return Row(f"{name}, {what}", mine, "", WAGTAIL[name], other, least=other if floor else None)

    everything = range(len(asked))
    kinds = dict.fromkeys(question.kind for question in asked)
    return [
        row("nDCG@10", "ndcg", everything, floor=True),
        row("recall@20", "recall", everything),
        row("MRR", "mrr", everything),
        *(row(f"nDCG@10, {kind}", "ndcg", [i for i in everything if asked[i].kind == kind]) for kind in kinds),
    ]
