"""The collection released in the archive, and asked for as a reader asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

import numpy as np

from archive.models import Audience, ThesisPage
from bench import catalogue
from bench.relevance.collection import Work, works
from bench.relevance.judged import DEEP, Judged
from people.models import Class, User
from search.engines.base import get_engine
from search.service import answer


def fill() -> User:
    """Release the works in the database, and return somebody who may read them."""
    classes = catalogue.make_classes()
    catalogue.fill(_item(work, classes[0]) for work in works())
    return catalogue.make_reader(classes[0])


def _item(work: Work, programme_class: Class) -> catalogue.Item:
    made = work.document
    return catalogue.Item(
        number=int(made.id),
        kind=made.kind,
        model=ThesisPage,
        title=made.title,
        abstract=made.abstract,
        keywords=made.keywords,
        names=made.names,
        programme_class=programme_class,
        theme=1,
        released=datetime.combine(made.released, time(12), UTC),
        audience=Audience.PROGRAMME,
        topic=np.array([]),
    )


def found(reader: User, asked: Sequence[Judged]) -> list[list[str]]:
    """The ids that the results page shows `reader` for each question, best first."""
    get_engine().rebuild(
        replace(work.document, id=str(catalogue.FIRST_KEY + int(work.document.id))) for work in works()
    )
    answers = [answer(question.text, reader, size=DEEP) for question in asked]
    return [[str(int(hit.id) - catalogue.FIRST_KEY) for hit in each.hits] for each in answers]
