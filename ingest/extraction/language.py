"""Tells bokmål, nynorsk and English apart, passage by passage."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from ingest.extraction.passages import Passage

CODES = {Language.BOKMAL: "nb", Language.NYNORSK: "nn", Language.ENGLISH: "en"}
ENOUGH = 60  # Letters; of less than this the two written standards of Norwegian can't be told apart.
SURE = 0.75  # Between the likeliest two; less, and it goes by the rest of the document.
LOOKED_AT = 1000  # Characters of a passage; with 300 it is right 99 times of 100 already.


@cache
def detector() -> LanguageDetector:
    """Loads its models (some 100 MB) at first use."""
    return LanguageDetectorBuilder.from_languages(*CODES).build()


def language_of(text: str) -> str:
    """ "nb", "nn", "en", or "" where the text is too short or too mixed to tell."""
    if sum(character.isalpha() for character in text[:LOOKED_AT]) < ENOUGH:
        return ""
    likeliest = detector().compute_language_confidence_values(text[:LOOKED_AT])[0]
    return CODES[likeliest.language] if likeliest.value >= SURE else ""


def detect(texts: Iterable[str]) -> list[str]:
    """The language of each text; where it can't be told, that of most of the document ("" if none could be told)."""
    found = []
    weights: Counter[str] = Counter()
    for text in texts:
        language = language_of(text)
        found.append(language)
        if language:
            weights[language] += len(text)
    usual = weights.most_common(1)[0][0] if weights else ""
    return [language or usual for language in found]


def mark(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages with their languages, as they come; one that can't be told has that of most of the text so far.

    Those before the first that can be told wait for it.
    """
    waiting: list[Passage] = []
    weights: Counter[str] = Counter()
    for passage in passages:
        language = language_of(passage.text)
        if language:
            weights[language] += len(passage.text)
        if not weights:
            waiting.append(passage)
            continue
        usual = weights.most_common(1)[0][0]
        yield from (replace(early, language=early.language or usual) for early in waiting)
        waiting.clear()
        yield replace(passage, language=language or passage.language or usual)
    yield from waiting
