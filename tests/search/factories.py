"""Documents and queries for tests, with defaults for what a test doesn't care about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from search.documents import Document, PassageText
from search.query import Query


def make_document(
    *,
    text: str = "",
    passages: Mapping[int, str] | None = None,
    starts: Mapping[int, float] | None = None,
    **values: Any,
) -> Document:
    """A document with one passage of `text`, or one for each number in `passages`, in the document's language."""
    language = values.setdefault("language", "nb")
    texts = passages if passages is not None else {1: text} if text else {}
    defaults = {
        "id": "a",
        "kind": "thesis",
        "title": "Uten tittel",
        "abstract": "",
        "keywords": (),
        "names": (),
        "cohort": "",
        "programme_class": "",
        "place": "",
        "theme": "",
        "year": 2024,
        "released": date(2024, 6, 1),
        "audience": "programme",
        "passages": tuple(
            PassageText(number=number, start=(starts or {}).get(number), text=text, language=language)
            for number, text in texts.items()
        ),
    }
    return Document(**{**defaults, **values})


def make_query(text: str = "", **values: Any) -> Query:
    """A query by somebody who may see what the programme sees; lists will do for tuples."""
    values = {"audiences": ("programme", "public"), **values}
    values["audiences"] = tuple(values["audiences"])
    values["filters"] = {facet: tuple(chosen) for facet, chosen in values.get("filters", {}).items()}
    values["exclude"] = frozenset(values.get("exclude", ()))
    return Query(text=text, **values)
