"""What a question may become while it is typed: titles, the names shown, keywords, and frequent phrases of the text.

An item offers its own, as keys that an index can look up by their beginning: the words folded, from each word on at which somebody
may begin, then the kind and the text to show. Nothing is offered that the item's readers don't read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import cast

from search import language
from search.documents import Document
from search.language import Term
from search.query import CompletionKind

SHORTEST_START = 2
LONGEST_START = 60
LEAST_ITEMS = 2
"""A phrase is suggested when so many items have it: what one person alone writes is nobody else's question."""

_LEAST_TIMES = 3
_MOST_PHRASES = 15
_MOST_OF_A_KIND = 4
_SEPARATOR = "\x1f"
_KINDS: tuple[CompletionKind, ...] = ("title", "keyword", "phrase", "name")


def keys(document: Document, body: Sequence[Term]) -> set[str]:
    """The keys of all that `document` offers; `body` are the words of its passages."""
    offered: list[tuple[CompletionKind, str, bool]] = [
        ("title", document.title, True),
        *(("keyword", keyword, True) for keyword in document.keywords),
        *(("name", name, True) for name in document.names),
        *(("phrase", phrase, False) for phrase in frequent_phrases(body)),
    ]
    return {
        _SEPARATOR.join((start, kind, language.composed(text).strip()))
        for kind, text, anywhere in offered
        for start in _starts(text, anywhere)
    }


def start_key(typed: str) -> str:
    """How the keys begin of what begins with `typed`; empty where that is too little to go by."""
    folded = " ".join(map(language.fold, language.words(language.composed(typed[:LONGEST_START]))))
    return folded if len(folded) >= SHORTEST_START else ""


def read_back(key: str) -> tuple[CompletionKind, str]:
    """The kind and the text of a key."""
    _start, kind, text = key.split(_SEPARATOR)
    return cast(CompletionKind, kind), text


def best(counted: Iterable[tuple[str, int]], most: int) -> list[str]:
    """The keys worth showing of those found, with how many items have each: kind by kind, none crowding out the others."""
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for key, count in counted:
        kind, text = read_back(key)
        if kind != "phrase" or count >= LEAST_ITEMS:
            # The same title may begin so at several of its words.
            seen.setdefault((kind, text.casefold()), (key, count))
    ranked = sorted(seen.items(), key=lambda entry: (-entry[1][1], len(entry[0][1]), entry[0]))
    kinds = {kind: [key for (of, _text), (key, _count) in ranked if of == kind] for kind in _KINDS}
    chosen = [key for kind in _KINDS for key in kinds[kind][:_MOST_OF_A_KIND]]
    return sorted(chosen[:most], key=lambda key: _KINDS.index(read_back(key)[0]))


def frequent_phrases(body: Sequence[Term]) -> list[str]:
    """The two or three words that stand together most often, folded; none that begins or ends with a word without a topic."""
    often = {term for term, count in Counter(body).items() if count >= _LEAST_TIMES and language.has_topic(term.folded)}
    triples = zip(body, body[1:], body[2:], strict=False)
    counts: Counter[tuple[Term, ...]] = Counter()
    counts.update(phrase for phrase in triples if phrase[0] in often and phrase[2] in often)
    counts.update(phrase for phrase in pairwise(body) if phrase[0] in often and phrase[1] in often)
    found = {phrase: count for phrase, count in counts.items() if count >= _LEAST_TIMES}
    ranked = sorted(found, key=lambda phrase: (-found[phrase], [term.folded for term in phrase]))
    return [" ".join(term.folded for term in phrase) for phrase in ranked[:_MOST_PHRASES]]


def _starts(text: str, anywhere: bool) -> Iterator[str]:
    """`text` folded, and where somebody may begin `anywhere` also from each later word that has a topic."""
    words = list(map(language.fold, language.words(language.composed(text))))
    for place, word in enumerate(words):
        if place == 0 or (anywhere and not language.is_stop_word(word)):
            yield " ".join(words[place:])
