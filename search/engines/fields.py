"""What all engines look in, and how much each field weighs."""

import math
from collections.abc import Iterable
from itertools import chain

from search import stems
from search.documents import Document
from search.language import LIGHT_WORDS, Term, composed, terms

STEMMED = {"title": 4.0, "keywords": 3.0, "abstract": 2.0, "body": 1.0}
"""Fields of stems, with their weight beside the body's."""
NAMES = 4.0
EXACT = 0.7
"""What is added for the word as it was typed, so that it outranks its other forms."""
PARTS = 0.5
"""Weight of a word that is only part of a compound."""
OTHER = 0.8
"""How much the word of the other written standard counts beside the one that was asked for."""
TIE = 0.2
"""How much the fields beside a word's best one count."""

TELLING_STEMS = 25
"""So many stems stand for an item when others like it are looked for …"""
STEMS_CONSIDERED = 150
"""… of so many that are the most frequent in it."""
MOST_SHARED = 4
LIGHT_STEMS = frozenset(map(stems.norwegian, LIGHT_WORDS))

Described = dict[str, list[list[Term]]]
"""By field, the words of each of its values."""


def described(document: Document) -> Described:
    """The words that describe the item. Place, theme, cohort and class are found by words too, like keywords."""
    keywords = (*document.keywords, document.theme, document.place, document.cohort, document.programme_class)
    values = {"title": (document.title,), "abstract": (document.abstract,), "keywords": keywords}
    return {
        name: [terms(composed(part), document.language) for part in parts if part] for name, parts in values.items()
    }


def weight(times: int, items: int, of: int) -> float:
    """How much a stem tells of an item that has it `times`, where `items` of all items have it."""
    return (1 + math.log(times)) * math.log(1 + of / (1 + items))


def words_of(described: Described) -> Iterable[Term]:
    """All words of `described`, one after the other."""
    return chain.from_iterable(chain.from_iterable(described.values()))
