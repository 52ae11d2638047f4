"""Where the words of a question stand in one text, for the pages of an item: just those that the engines find it by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from archive import marking
from search import language, standards
from search.expressions import Leaf, Word, parse, wanted
from search.language import Term, fold, query_stems

Test = Callable[[Term], bool]


@marking.finder
def spans(text: str, query: str, in_language: str) -> Iterator[marking.Span]:
    """The places in `text`, which is in `in_language`, of all that speaks for a hit in `query`."""
    words, places = language.terms(text, in_language), language.spans(text)
    for leaf in wanted(parse(query)):
        tests = _tests(leaf)
        for at in _runs(words, tests):
            yield places[at][0], places[at + len(tests) - 1][1]


def _tests(leaf: Leaf) -> list[Test]:
    """What each word of a run has to be."""
    if isinstance(leaf, Word):
        return [_begins(leaf.text) if leaf.prefix else _means(leaf.text, compounds=True)]
    if len(leaf.words) == 1:
        return [_is(leaf.words[0])]
    return [_means(word) for word in leaf.words]


def _begins(start: str) -> Test:
    folded = fold(start)
    return lambda term: term.folded.startswith(folded)


def _is(word: str) -> Test:
    folded = fold(word)
    return lambda term: term.folded == folded


def _means(word: str, *, compounds: bool = False) -> Test:
    stems = frozenset((*query_stems(word), *standards.stems(word)))
    if compounds:
        return lambda term: term.stem in stems or not stems.isdisjoint(term.parts)
    return lambda term: term.stem in stems


def _runs(words: Sequence[Term], tests: Sequence[Test]) -> Iterator[int]:
    """The number of the first word of each run that passes `tests`, one a word."""
    first, *rest = tests
    passing = {term for term in dict.fromkeys(words) if first(term)}
    for at, term in enumerate(words[: len(words) - len(rest)] if rest else words):
        if term in passing and all(test(words[at + place]) for place, test in enumerate(rest, 1)):
            yield at
