"""Everything that readers get of a document: its PDF, proven, and the pictures of its pages.

`make` runs in the sandbox, since the source that it reads comes from a stranger: nothing here knows settings or translations.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.pictures import page_pictures
from ingest.redaction.spans import Redaction, redact_text
from ingest.redaction.verify import Leak, leaks

Part = tuple[Passage, list[Redaction]]
NAME = "document.pdf"
SECONDS_A_PAGE = 3


def write(parts: Iterable[Part], path: Path) -> None:
    """Lay down for `make` what is to be redacted: a line a page."""
    with path.open("w", encoding="utf-8") as file:
        for passage, redactions in parts:
            words = [(word.start, word.end, *word.place) for word in passage.words]
            spans = [(span.start, span.end, str(span.label)) for span in redactions]
            json.dump((passage.number, passage.kind, passage.text, passage.language, words, spans), file)
            file.write("\n")


def make(original: str, parts: str, folder: str) -> Iterator[int]:
    """Write the redacted PDF of `original` and the pictures of its pages to `folder`; yields the number of each page done.

    `parts` is what `write` wrote. Raises `Unusable`: "still_there" when a redacted string is found again in the result even
    of pictures alone, "bad_page" or "damaged" when the source can't be read.
    """
    target = Path(folder) / NAME
    redacted_document(Path(original), target, list(_read(Path(parts))))
    for number, _picture in enumerate(page_pictures(target, Path(folder)), start=1):
        yield number


def redacted_document(source: Path, target: Path, parts: Sequence[Part]) -> None:
    """Write the redacted PDF, and prove it. Raises as `make`.

    What is found again came along with a page that kept its live text (the name of a font, a colour profile, a bookmark), so
    pictures alone are tried then.
    """
    passages = [passage for passage, _spans in parts]
    redactions = {passage.number: spans for passage, spans in parts if spans}
    forbidden = {
        passage.number: {passage.text[span.start : span.end] for span in spans} for passage, spans in parts if spans
    }
    found = _tried(source, target, passages, redactions, forbidden, pictures_only=False)
    if found:
        found = _tried(source, target, passages, redactions, forbidden, pictures_only=True)
    if found:
        target.unlink()
        pages = ", ".join(str(page) for page in sorted({leak.page for leak in found if leak.page})) or "–"
        raise Unusable("still_there", pages=pages)


def _tried(
    source: Path,
    target: Path,
    passages: Sequence[Passage],
    redactions: Mapping[int, Sequence[Redaction]],
    forbidden: Mapping[int, set[str]],
    *,
    pictures_only: bool,
) -> list[Leak]:
    redact_pdf(source, target, passages, redactions, pictures_only=pictures_only)
    redacted = (replace(each, text=redact_text(each.text, redactions.get(each.number, ()))[0]) for each in passages)
    return leaks(target, forbidden, redacted)


def _read(path: Path) -> Iterator[Part]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            number, kind, text, language, words, spans = json.loads(line)
            placed = tuple(Word(start, end, tuple(place)) for start, end, *place in words)
            passage = Passage(number, kind, text, language=language, words=placed)
            yield passage, [Redaction(*span) for span in spans]
