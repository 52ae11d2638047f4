"""Texts in, detections out: in chunks, in batches, and never an empty answer because something broke."""

import copy
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from presidio_analyzer import RecognizerResult

from ingest.personal_data import engine, persons, places
from ingest.personal_data.detections import (
    ADDRESS,
    AGE,
    DATE,
    DATE_OF_BIRTH,
    EMAIL_ADDRESS,
    INSTITUTION,
    LOCATION,
    NATIONAL_ID,
    ORGANIZATION,
    PERSON,
    URL,
    Detection,
)
from ingest.personal_data.recognizers import LANGUAGES
from ingest.personal_data.triage import triage

Key = TypeVar("Key", bound=Hashable)

#: Characters a chunk owns, and how many it reads on either side: Presidio's time grows faster than the text, and a name on
#: the border must be seen whole by one of the two.
CHUNK, OVERLAP = 6_000, 200
#: From this score on, a name is looked for in the rest of the document.
_SURE = 0.6
#: Chunks whose names are looked for together.
_BATCH = 16

#: Of two spans that overlap, the type named first here wins; others by score, then length.
_STRONGEST = (NATIONAL_ID, EMAIL_ADDRESS, URL, INSTITUTION, ADDRESS, DATE_OF_BIRTH)
_WEAKEST = (DATE, AGE, PERSON, LOCATION, ORGANIZATION)
#: A street's name without a number scores less, and gives way to whatever else it may be.
_CERTAIN_ADDRESS = 0.6
_WORD = re.compile(r"[^\W\d_][\w'’.-]+")
_SMALL = re.compile(r"\b[a-zæøåáčđŋšžéèöäü]{3,}\b")


class PassageLike(Protocol):
    """What `screen_document` reads of a passage (`ingest.extraction.passages.Passage`)."""

    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of a text: what it owns (`start` to `end`), and where its reading begins (`offset`)."""

    text: str
    offset: int
    start: int
    end: int
    language: str


def screen(passages: Iterable[tuple[Key, str, str]]) -> Iterator[tuple[Key, list[Detection]]]:
    """For each (key, text, language), in order: its detections, by where they start.

    `language` is "nb", "nn" or "en"; anything else is read as bokmål. Offsets count code points of the text. Any error is
    raised; an empty list means that the text was read to its end and nothing was found.
    """
    stream = iter(passages)
    while group := list(_up_to_a_batch(stream)):
        chunks = [list(_chunks(text, language)) for _key, text, language in group]
        found = _analyze([chunk for part in chunks for chunk in part])
        for (key, text, _language), part in zip(group, chunks, strict=True):
            results = [result for _chunk in part for result in next(found)]
            yield key, _detections(text, results)


def screen_document(
    passages: Sequence[PassageLike], contributors: Sequence[str]
) -> Iterator[tuple[int, list[Detection]]]:
    """For each passage of one file, in order: (its number, its detections), sorted and with the persons named.

    `contributors` are the names of those who made the item, as in its metadata. Every mention of one person in the file
    carries the same `person` key. The whole file is read before the first answer, since a reference list stands at the end.
    """
    found = [detections for _number, detections in screen((p.number, p.text, p.language) for p in passages)]
    texts = [passage.text for passage in passages]
    sorted_out = triage(_with_echoes(found, texts), contributors, texts)
    yield from zip((passage.number for passage in passages), sorted_out, strict=True)


def _with_echoes(found: list[list[Detection]], texts: Sequence[str]) -> list[list[Detection]]:
    """The detections, and every other place in the document where a name stands that was surely found once."""
    sure = [one for detections in found for one in detections if one.score >= _SURE]
    small = _small_words(texts)
    patterns = {
        PERSON: persons.echoes([one.text for one in sure if one.type == PERSON], small),
        LOCATION: persons.whole_echoes(_places_met_often(found, small)),
    }
    completed = []
    for text, detections in zip(texts, found, strict=True):
        taken = bytearray(len(text))
        for one in detections:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
        added = [
            Detection(
                *match.span(),
                type=kind,
                text=match[0],
                score=0.5,
                reason=_("The same name is found elsewhere in the document."),
            )
            for kind, pattern in patterns.items()
            if pattern
            for match in pattern.finditer(text)
            if not any(taken[match.start() : match.end()])
        ]
        completed.append(sorted([*detections, *added], key=lambda one: one.start))
    return completed


def _places_met_often(found: list[list[Detection]], small: Collection[str]) -> set[str]:
    """The names of places and institutions that were surely found, or found twice; without "kommune" and the ward.

    Only names that aren't among the `small`, words that stand in small letters too: "Sykehjemmet" at the start of a sentence is none.
    """
    names: Counter[str] = Counter()
    for one in (one for detections in found for one in detections if one.type in places.TYPES):
        sure = one.type != ORGANIZATION and one.score >= _SURE
        for name in places.names_in(one):
            names[name] += 2 if sure else 1
    return {
        name
        for name, count in names.items()
        if count > 1 and name[:1].isupper() and name.split()[0].lower() not in small
    }


def _small_words(texts: Sequence[str]) -> set[str]:
    """The words that stand in small letters somewhere in the document."""
    return {word for text in texts for word in _SMALL.findall(text)}


def _up_to_a_batch(stream: Iterator[tuple[Key, str, str]]) -> Iterator[tuple[Key, str, str]]:
    """Passages until their chunks fill a batch: memory stays bounded however many there are."""
    room = _BATCH * CHUNK
    for key, text, language in stream:
        yield key, text, language if language in LANGUAGES else "nb"
        room -= len(text) + 200
        if room <= 0:
            return


def _chunks(text: str, language: str) -> Iterator[_Chunk]:
    start = 0
    while start < len(text):
        end = _good_end(text, start + CHUNK)
        offset = max(0, start - OVERLAP)
        yield _Chunk(text[offset : end + OVERLAP], offset, start, end, language)
        start = end


def _good_end(text: str, end: int) -> int:
    """The last paragraph's, sentence's or word's end before `end`, not more than a tenth of a chunk away."""
    if end >= len(text):
        return len(text)
    for separator in ("\n\n", "\n", ". ", " "):
        if (at := text.rfind(separator, end - CHUNK // 10, end)) > 0:
            return at + len(separator)
    return end


def _analyze(chunks: Sequence[_Chunk]) -> Iterator[list[RecognizerResult]]:
    """Presidio's results for each chunk that start in what it owns, with offsets into the whole text."""
    analyzer = engine.analyzer()
    # The names model is one for all languages, so that a batch may mix them.
    artifacts = analyzer.nlp_engine.process_batch((chunk.text for chunk in chunks), "nb", batch_size=_BATCH)
    for chunk, (text, artifact) in zip(chunks, artifacts, strict=True):
        results = analyzer.analyze(text, chunk.language, nlp_artifacts=artifact, return_decision_process=True)
        for result in results:
            result.start += chunk.offset
            result.end += chunk.offset
        yield [result for result in results if chunk.start <= result.start < chunk.end]


def _detections(text: str, results: list[RecognizerResult]) -> list[Detection]:
    """One detection for each stretch: of overlapping results the strongest stays, and of a name or address what is left."""
    kept: list[RecognizerResult] = []
    taken = bytearray(len(text))
    for result in sorted(results, key=_strength):
        for part in _free_parts(text, taken, result):
            taken[part.start : part.end] = b"\1" * (part.end - part.start)
            kept.append(part)
    return [
        Detection(
            start=result.start,
            end=result.end,
            type=result.entity_type,
            text=text[result.start : result.end],
            score=result.score,
            reason=str(result.recognition_metadata["reason"]),
        )
        for result in sorted(kept, key=lambda result: result.start)
    ]


def _free_parts(text: str, taken: bytearray, result: RecognizerResult) -> list[RecognizerResult]:
    """`result` where nothing stronger overlaps it; else, of a person or an address, its words outside what is taken."""
    if not any(taken[result.start : result.end]):
        return [result]
    if result.entity_type not in (PERSON, ADDRESS):
        return []
    parts = []
    for word in _WORD.finditer(text, result.start, result.end):
        if not any(taken[word.start() : word.end()]):
            part = copy.copy(result)
            part.start, part.end = word.span()
            parts.append(part)
    return parts


def _strength(result: RecognizerResult) -> tuple[int, float, int, int]:
    kind = result.entity_type
    if kind == ADDRESS and result.score < _CERTAIN_ADDRESS:  # "Solbakken" alone: as likely a family name.
        return len(_WEAKEST) + 1, -result.score, result.start - result.end, result.start
    rank = (
        _STRONGEST.index(kind) - len(_STRONGEST)
        if kind in _STRONGEST
        else 1 + _WEAKEST.index(kind)
        if kind in _WEAKEST
        else 0
    )
    return rank, -result.score, result.start - result.end, result.start
