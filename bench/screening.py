"""Characters a second of the screening for personal data beside the bare names pipeline, and how well it finds."""

import time
from collections import deque
from pathlib import Path

from bench import detection
from bench.sizes import Size
from bench.table import Row, part
from bench.timing import best
from ingest.extraction import pdf
from ingest.extraction.passages import Passage
from ingest.personal_data import engine, names, screening

PACKAGES = ("spacy", "presidio-analyzer", "phonenumbers", "numpy")
THESIS = Path(__file__).resolve().parent.parent / "samples" / "files" / "oppgave-bokmaal.pdf"
SLOWEST = 3


def run(size: Size) -> list[Row]:
    """The pages of the sample thesis, after a first page that loads the models; then what is found of what is labelled."""
    passages = list(pdf.read_pages(THESIS))
    return [
        *compared(passages[: 6 if size.repeats == 1 else None], max(size.repeats // 2, 1)),
        *detection.rows(200 if size.repeats == 1 else None),
    ]


def compared(passages: list[Passage], repeats: int) -> list[Row]:
    """Rows for the screening of `passages`, taken for bokmål."""
    texts = [(passage.number, passage.text, "nb") for passage in passages]
    chunks = [chunk.text for _number, text, language in texts for chunk in screening._chunks(text, language)]
    characters = sum(len(text) for _number, text, _language in texts)
    _screened(texts[:1])
    ours = best(lambda: _screened(texts), repeats)
    bare = best(lambda: _piped(chunks), repeats)
    document = best(lambda: deque(screening.screen_document(passages, ["Kari Nordmann"]), maxlen=0), repeats)
    spent = recognizer_seconds(chunks)
    slowest = sorted(spent.items(), key=lambda pair: -pair[1])[:SLOWEST]
    others = sum(spent.values()) - sum(each for _name, each in slowest)
    peer = "the names pipeline, Language.pipe"
    return [
        Row(f"screen(), {characters:,} characters", characters / ours, "characters/s", peer, characters / bare),
        part("the names pipeline", bare, "s", ours),
        *(part(f"recognizer “{name}”", each, "s", ours) for name, each in slowest),
        part(f"the other {len(spent) - len(slowest)} recognizers", others, "s", ours),
        part(
            "Presidio's own work, our choice among overlaps",
            ours - bare - sum(spent.values()),
            "s",
            ours,
            "what is left",
        ),
        Row(
            "screen_document(): with triage and persons", characters / document, "characters/s", peer, characters / bare
        ),
    ]


def _screened(texts: list[tuple[int, str, str]]) -> None:
    deque(screening.screen(texts), maxlen=0)


def _piped(chunks: list[str]) -> None:
    deque(names.load().pipe(chunks, batch_size=screening._BATCH), maxlen=0)


def recognizer_seconds(chunks: list[str]) -> dict[str, float]:
    """How long each of our recognizers takes for all of `chunks`, by its name."""
    analyzer = engine.analyzer()
    ready = list(analyzer.nlp_engine.process_batch(chunks, "nb"))
    spent: dict[str, float] = {}
    for recognizer in analyzer.registry.get_recognizers(language="nb", all_fields=True):
        start = time.perf_counter()
        for text, artifacts in ready:
            recognizer.analyze(text, recognizer.supported_entities, artifacts)
        spent[str(recognizer.name)] = time.perf_counter() - start  # type: ignore[has-type]
    return spent
