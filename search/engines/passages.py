"""Which passages of an item speak for a hit, and where the words stand in them.

The text of an item is kept a second time with each word as *one character*: its number in the item's own vocabulary. Finding
a word or a phrase in a whole thesis is then a search in a string of some ten thousand characters, across page breaks too, and
the place of the character is the place of the word.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from search import standards
from search.expressions import Leaf, Phrase, Word
from search.language import Term, fold, query_stems, spans, terms
from search.marks import Span, marked

Run = tuple[int, int]
"""The number of the first word and the number after the last."""

_OF_STEM = b"\t\v"
"""What stands before a stem, a word's own or that of a part."""

_SURROGATES = 0xD800
_LAST = 0x10FFFF - 0x800


def _character(number: int) -> str:
    """The character for word `number`. Surrogates are left out, as no encoding has them; a text with more than a million
    different words (no such thing is written by people) has one character for all the rest."""
    number = min(number, _LAST)
    return chr(number if number < _SURROGATES else number + 0x800)


def _number(character: str) -> int:
    code = ord(character)
    return code if code < _SURROGATES else code - 0x800


def _entry(term: Term) -> str:
    return "\v".join((f"{term.folded}\t{term.stem}", *term.parts, ""))


@dataclass(frozen=True, slots=True)
class WordMap:
    """The words of a text in order: `codes` has one character a word; `vocabulary` has the words, in UTF-8, as it is stored
    and searched: `\\nfolded\\tstem\\vpart\\vpart\\v\\n…\\n`, where only compounds have parts."""

    vocabulary: bytes
    codes: str
    english: bool = True
    """Whether any word is English: where none is, none is looked for."""

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "WordMap":
        """The map of `terms`, which are the words of a text one after the other."""
        numbers: defaultdict[Term, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        places = list(map(numbers.__getitem__, terms))
        characters = list(map(chr, range(min(len(numbers), _SURROGATES))))
        characters += map(_character, range(_SURROGATES, len(numbers)))
        entries = "\n".join(map(_entry, numbers))
        return cls(f"\n{entries}\n".encode(), "".join(map(characters.__getitem__, places)))

    def find(self, leaf: Leaf) -> list[Run]:
        """Where `leaf` occurs, in order."""
        match leaf:
            case Word(text, prefix):
                codes = self._starting(fold(text)) if prefix else self._saying(text)
                return [(place, place + 1) for place in self._places(codes)]
            case Phrase((single,)):
                return [(place, place + 1) for place in self._places(self._written(fold(single)))]
            case Phrase(words):
                return self._phrase([self._meaning(word) for word in words])

    def stems(self) -> Counter[str]:
        """How often each stem occurs."""
        entries = self._split()
        counts: Counter[str] = Counter()
        for character, count in Counter(self.codes).items():
            counts[entries[_number(character)][1]] += count
        return counts

    def words(self) -> list[str]:
        """Each different word, folded."""
        return [folded for folded, _stem in self._split()]

    def place(self, stem: str) -> int:
        """The number of the first word with this stem, which is there."""
        return min(self._places(self._entries(f"\t{stem}\v")))

    def _split(self) -> list[tuple[str, str]]:
        """Word and stem of each entry; of a text without words, one that is empty."""
        lines = [line.partition("\t") for line in self.vocabulary.decode().strip("\n").split("\n")]
        return [(folded, rest.partition("\v")[0]) for folded, _, rest in lines]

    def _phrase(self, parts: Sequence[frozenset[str]]) -> list[Run]:
        length = len(parts)
        if not all(parts):
            return []
        return [
            (place, place + length)
            for place in self._places(parts[0])
            if all(self.codes[place + index : place + index + 1] in parts[index] for index in range(1, length))
        ]

    def _places(self, codes: frozenset[str]) -> list[int]:
        places = [place for code in codes for place in _each(self.codes, code)]
        return sorted(places) if len(codes) > 1 else places

    def _saying(self, word: str) -> frozenset[str]:
        """The words that mean `word`, and the compounds with it in them, in either written standard."""
        return frozenset().union(*[self._entries(f"{stem}\v", after=_OF_STEM) for stem in self._meanings(word)])

    def _meaning(self, word: str) -> frozenset[str]:
        """The words with the stem of `word`, or of the same in the other written standard."""
        return frozenset().union(*[self._entries(f"\t{stem}\v") for stem in self._meanings(word)])

    def _meanings(self, word: str) -> tuple[str, ...]:
        return meanings(word) if self.english else (query_stems(word)[0], *standards.stems(word))

    def _written(self, folded: str) -> frozenset[str]:
        return self._entries(f"\n{folded}\t")

    def _starting(self, folded: str) -> frozenset[str]:
        return self._entries(f"\n{folded}")

    def _entries(self, pattern: str, after: bytes = b"") -> frozenset[str]:
        """The characters of the entries in which `pattern` stands, after any of the letters `after` if there are some."""
        vocabulary, sought = self.vocabulary, pattern.encode()
        found, number, counted = [], -1, 0
        place = vocabulary.find(sought)
        while place >= 0:
            if not after or vocabulary[place - 1] in after:
                # An entry's number is the count of line ends before its first letter, less one.
                start = place + sought.startswith(b"\n")
                number += vocabulary.count(b"\n", counted, start)
                counted = start
                found.append(_character(number))
            place = vocabulary.find(sought, place + 1)
        return frozenset(found)


def meanings(word: str) -> tuple[str, ...]:
    """The stems that say `word`, in either language and in both written standards, its own first."""
    return tuple(dict.fromkeys((*query_stems(word), *standards.stems(word))))


def marked_words(text: str, language: str, leaves: Iterable[Leaf]) -> SafeString:
    """All of `text` with what `leaves` ask for marked."""
    words = WordMap.of(terms(text, language))
    return marked(text, spans_of(text, [run for leaf in leaves for run in words.find(leaf)]))


def spans_of(text: str, runs: Sequence[Run]) -> list[Span]:
    """Where runs of words stand in `text`."""
    places = spans(text, max((end for _start, end in runs), default=0))
    return [(places[start][0], places[end - 1][1]) for start, end in runs]


@dataclass(frozen=True, slots=True)
class Found:
    """What speaks for one passage: its index in the item, its score, and the runs of words that match, counted within it."""

    index: int
    score: float
    runs: tuple[Run, ...]


def best(wordmap: WordMap, starts: Sequence[int], leaves: Iterable[Leaf], most: int = 2) -> list[Found]:
    """The `most` passages that speak loudest for `leaves`, best first; `starts` are the numbers of each one's first word.

    A passage with more of the leaves is better; rare words count more than those on every page, and a phrase as much as its
    words together. Of equals the earlier one wins.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    runs: defaultdict[int, list[Run]] = defaultdict(list)
    for leaf in leaves:
        counts: Counter[int] = Counter()
        for start, end in wordmap.find(leaf):
            for index, run in _cut(start, end, starts):
                counts[index] += 1
                runs[index].append(run)
        rarity = math.log(1 + len(starts) / len(counts)) if counts else 0
        weight = rarity * (len(leaf.words) if isinstance(leaf, Phrase) else 1)
        for index, count in counts.items():
            scores[index] += weight * (1 + math.log(count))
    ranked = sorted(scores, key=lambda index: (-scores[index], index))
    return [Found(index, scores[index], tuple(runs[index])) for index in ranked[:most]]


def _cut(start: int, end: int, starts: Sequence[int]) -> Iterator[tuple[int, Run]]:
    """The run from `start` to `end`, cut at the passages it crosses and counted within each."""
    while start < end:
        index = bisect_right(starts, start) - 1
        next_start = starts[index + 1] if index + 1 < len(starts) else end
        stop = min(end, next_start)
        yield index, (start - starts[index], stop - starts[index])
        start = stop


def _each(text: str, pattern: str) -> Iterator[int]:
    place = text.find(pattern)
    while place >= 0:
        yield place
        place = text.find(pattern, place + 1)
