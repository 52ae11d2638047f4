"""One document with what was found in it, and what is known of it as a whole before anything is sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.personal_data import authors, citations, days, gazetteer, persons, places, roles, words
from ingest.personal_data.detections import DATE, LOCATION, ORGANIZATION, PERSON, Detection

At = tuple[int, int]
"""Where a finding stands: the number of its text, and its own among those of the text."""

#: From this score on what looks like a person is one, even if a place has the same name.
_SURE_PERSON = 0.6
#: Unless the place is met so often.
_OFTEN = 4
_NAMES = frozenset({PERSON, LOCATION, ORGANIZATION})


@dataclass(frozen=True, slots=True)
class Document:
    """`found` are the findings of each of the `texts`, under the type that most mentions of the same place have.

    `keys` are the keys of the persons, `places` those of the places and bodies; `doubted` is where a name was taken for a
    person's at first and for a place's in the rest of the document. `in_office` are the keys of those in public office,
    `years` the whole days that days without a year must be.
    """

    texts: Sequence[str]
    found: Sequence[Sequence[Detection]]
    contributors: Sequence[str]
    works: citations.Works
    words: words.Words
    keys: dict[At, str]
    places: frozenset[str]
    doubted: frozenset[At]
    in_office: frozenset[str]
    doubts: authors.Doubts
    years: dict[str, str]

    def everything(self) -> Iterator[tuple[At, Detection]]:
        return _everything(self.found)

    def place_key(self, one: Detection) -> str:
        return places.key(one.text, self.places)

    def day_key(self, one: Detection) -> str:
        key = days.key(one.text)
        return self.years.get(key, key)


def read(found: Sequence[Sequence[Detection]], contributors: Sequence[str], texts: Sequence[str]) -> Document:
    """Put together what is known of a document. `found` and `texts` are parallel, texts in reading order."""
    known = frozenset(" ".join(one.text.lower().split()) for page in found for one in page)
    whole = [persons.joined(text, page, known) for page, text in zip(found, texts, strict=True)]
    types = _place_types(whole)
    known_places = frozenset(types)
    people = Counter(places.key(one.text, known_places) for _at, one in _everything(whole) if one.type == PERSON)
    retyped = [[_as_place(one, types, known_places, people) for one in page] for page in whole]
    mentions = [(at, one) for at, one in _everything(retyped) if one.type == PERSON]
    keys = dict(zip((at for at, _one in mentions), persons.keys([one.text for _at, one in mentions]), strict=True))
    full_names = frozenset(key for key in keys.values() if " " in key)
    return Document(
        texts=texts,
        found=retyped,
        contributors=contributors,
        works=citations.find(texts),
        words=words.of(texts, [one for _at, one in _everything(whole) if one.type in _NAMES]),
        keys=keys,
        places=known_places,
        doubted=frozenset(
            at for at, one in _everything(whole) if one.type == PERSON and retyped[at[0]][at[1]].type != PERSON
        ),
        in_office=frozenset(keys[at] for at, one in mentions if roles.holds_office(one, texts[at[0]])),
        doubts=authors.doubts([(one, texts[at[0]]) for at, one in mentions], full_names),
        years=days.with_years({days.key(one.text) for _at, one in _everything(whole) if one.type == DATE}),
    )


def _everything(found: Sequence[Sequence[Detection]]) -> Iterator[tuple[At, Detection]]:
    for page, detections in enumerate(found):
        for number, one in enumerate(detections):
            yield (page, number), one


def _place_types(found: Sequence[Sequence[Detection]]) -> dict[str, tuple[str, int]]:
    """By the key of each place or body, the type that most of its mentions have, and how many mentions it has."""
    names = [one for _at, one in _everything(found) if one.type in places.TYPES]
    known = frozenset(places.key(one.text) for one in names)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in names:
        counts[places.key(one.text, known)][one.type] += 1
    return {key: (kinds.most_common(1)[0][0], kinds.total()) for key, kinds in counts.items()}


def _as_place(
    one: Detection, types: dict[str, tuple[str, int]], known_places: frozenset[str], people: Counter[str]
) -> Detection:
    """A finding under the type that its place mostly has, so that one name isn't asked about twice.

    What was taken for a person is a place too, if it is met as a place more often than as one of the `people`, and nothing
    speaks for a person.
    """
    if one.type not in places.TYPES | {PERSON}:
        return one
    key = places.key(one.text, known_places)
    kind, mentions = types.get(key, ("", 0))
    person = one.type == PERSON and (
        len(persons.parts(one.text)) != 1
        or gazetteer.is_given_name(one.text)
        or (mentions < _OFTEN and (one.score >= _SURE_PERSON or mentions < people[key]))
    )
    return one if not kind or person else replace(one, type=kind)
