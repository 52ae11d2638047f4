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
from search.language import Term, fold, query_stems, spans, terms, words
from search.marks import Span, marked

Run = tuple[int, int]
"""The number of the first word and the number after the last."""

_FIRST = 0x20
_PLAIN = 0xD800 - _FIRST
"""So many words have the characters from the first on, one after the other."""
_LAST = 0x10FFFF - 0x800 - _FIRST


def _character(number: int) -> str:
    """The character for word `number`. Line ends and tabs are left out, which separate entries, and surrogates, as no encoding
    has them; a text with more than a million different words (no such thing is written by people) has one character for all
    the rest."""
    number = min(number, _LAST) + _FIRST
    return chr(number if number < 0xD800 else number + 0x800)


@dataclass(frozen=True, slots=True)
class WordMap:
    """The words of a text in order, as they are stored and searched: `codes` has one character a word.

    `vocabulary` has the different words, folded, in the order of their numbers, and `stems` which of them have a stem, as their
    own or as that of a part: `\\nstem\\tcharacters\\vcharacters\\n…\\n`; both in UTF-8.
    """

    vocabulary: bytes
    stems: bytes
    codes: str
    english: bool = True
    """Whether any word is English: where none is, none is looked for."""

    @classmethod
    def of(cls, terms: Iterable[Term]) -> "WordMap":
        """The map of `terms`, which are the words of a text one after the other."""
        numbers: defaultdict[Term, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        places = list(map(numbers.__getitem__, terms))
        characters = list(map(chr, range(_FIRST, _FIRST + min(len(numbers), _PLAIN))))
        characters += map(_character, range(_PLAIN, len(numbers)))
        own: defaultdict[str, str] = defaultdict(str)
        parts: defaultdict[str, str] = defaultdict(str)
        for term, character in zip(numbers, characters, strict=True):
            own[term.stem] += character
            for part in term.parts:
                parts[part] += character
        entries = [f"{stem}\t{own.get(stem, '')}\v{parts.get(stem, '')}" for stem in {**own, **parts}]
        return cls(
            _lines(term.folded for term in numbers), _lines(entries), "".join(map(characters.__getitem__, places))
        )

    def find(self, leaf: Leaf) -> list[Run]:
        """Where `leaf` occurs, in order."""
        match leaf:
            case Word(text, prefix):
                codes = self._starting(fold(text)) if prefix else self._saying(text)
                return [(place, place + 1) for place in self._places(codes)]
            case Phrase((single,)):
                return [(place, place + 1) for place in self._places(self._written(fold(single)))]
            case Phrase(words):
                return self._phrase([frozenset(self._meaning(word)) for word in words])

    def counts(self) -> Counter[str]:
        """How often each stem occurs."""
        said = Counter(self.codes)
        entries = (entry.partition("\t") for entry in _entries(self.stems))
        having = {stem: codes.partition("\v")[0] for stem, _, codes in entries}
        return Counter({stem: sum(map(said.__getitem__, own)) for stem, own in having.items() if own})

    def words(self) -> list[str]:
        """Each different word, folded."""
        return _entries(self.vocabulary)

    def place(self, stem: str) -> int:
        """The number of the first word with this stem, which is there."""
        return min(self._places(self._having(stem)[0]))

    def _phrase(self, parts: Sequence[frozenset[str]]) -> list[Run]:
        length = len(parts)
        if not all(parts):
            return []
        return [
            (place, place + length)
            for place in self._places("".join(parts[0]))
            if all(self.codes[place + index : place + index + 1] in parts[index] for index in range(1, length))
        ]

    def _places(self, codes: str) -> list[int]:
        places = [place for code in codes for place in _each(self.codes, code)]
        return sorted(places) if len(codes) > 1 else places

    def _saying(self, word: str) -> str:
        """The words that mean `word`, and the compounds with it in them, in either written standard."""
        return _once(codes for stem in self._meanings(word) for codes in self._having(stem))

    def _meaning(self, word: str) -> str:
        """The words with the stem of `word`, or of the same in the other written standard."""
        return _once(self._having(stem)[0] for stem in self._meanings(word))

    def _meanings(self, word: str) -> tuple[str, ...]:
        return meanings(word) if self.english else (query_stems(word)[0], *standards.stems(word))

    def _having(self, stem: str) -> tuple[str, str]:
        """The words with `stem`, and those with it as a part."""
        sought = f"\n{stem}\t".encode()
        place = self.stems.find(sought)
        if place < 0:
            return "", ""
        start = place + len(sought)
        own, _, parts = self.stems[start : self.stems.index(b"\n", start)].decode().partition("\v")
        return own, parts

    def _written(self, folded: str) -> str:
        return self._like(f"\n{folded}\n")

    def _starting(self, folded: str) -> str:
        return self._like(f"\n{folded}")

    def _like(self, pattern: str) -> str:
        """The words in whose entries `pattern` stands, which begins with a line end."""
        vocabulary, sought = self.vocabulary, pattern.encode()
        found, number, counted = [], 0, 0
        place = vocabulary.find(sought)
        while place >= 0:
            # A word's number is the count of line ends before its own.
            number += vocabulary.count(b"\n", counted, place)
            counted = place
            found.append(_character(number))
            place = vocabulary.find(sought, place + 1)
        return "".join(found)


def meanings(word: str) -> tuple[str, ...]:
    """The stems that say `word`, in either language and in both written standards, its own first."""
    return tuple(dict.fromkeys((*query_stems(word), *standards.stems(word))))


def said(words: Iterable[Term]) -> str:
    """The words of a short text as they are searched: `|stem|`, or `|stem|part|part|`, for each, blanks between."""
    return " ".join(f"|{'|'.join((word.stem, *word.parts))}|" for word in words)


def runs(said: str, text: str, leaf: Leaf) -> list[Run]:
    """Where `leaf` occurs in `text`, whose words are `said`, in order. A map is worth making for a long text alone."""
    match leaf:
        case Word(word, prefix=True):
            begun = fold(word)
            return _single(place for place, each in enumerate(words(text)) if fold(each).startswith(begun))
        case Word(word):
            return _single(sorted({place for stem in meanings(word) for place in _numbers(said, f"|{stem}|")}))
        case Phrase((single,)):
            folded = fold(single)
            return _single(place for place, each in enumerate(words(text)) if fold(each) == folded)
        case Phrase(sought):
            stems = [each.split("|", 2)[1] for each in said.split()]
            wanted = [frozenset(meanings(word)) for word in sought]
            return [
                (place, place + len(wanted))
                for place in range(len(stems) - len(wanted) + 1)
                if all(stem in these for stem, these in zip(stems[place:], wanted, strict=False))
            ]


def _single(places: Iterable[int]) -> list[Run]:
    return [(place, place + 1) for place in places]


def _numbers(said: str, pattern: str) -> Iterator[int]:
    """The numbers of the words in which `pattern` stands."""
    return (said.count(" ", 0, place) for place in _each(said, pattern))


def marked_words(text: str, language: str, leaves: Iterable[Leaf]) -> SafeString:
    """All of `text` with what `leaves` ask for marked."""
    spoken = said(terms(text, language))
    return marked(text, spans_of(text, [run for leaf in leaves for run in runs(spoken, text, leaf)]))


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
    found: defaultdict[int, list[Run]] = defaultdict(list)
    for leaf in leaves:
        counts: Counter[int] = Counter()
        for start, end in wordmap.find(leaf):
            for index, run in _cut(start, end, starts):
                counts[index] += 1
                found[index].append(run)
        rarity = math.log(1 + len(starts) / len(counts)) if counts else 0
        weight = rarity * (len(leaf.words) if isinstance(leaf, Phrase) else 1)
        for index, count in counts.items():
            scores[index] += weight * (1 + math.log(count))
    ranked = sorted(scores, key=lambda index: (-scores[index], index))
    return [Found(index, scores[index], tuple(found[index])) for index in ranked[:most]]


def _cut(start: int, end: int, starts: Sequence[int]) -> Iterator[tuple[int, Run]]:
    """The run from `start` to `end`, cut at the passages it crosses and counted within each."""
    while start < end:
        index = bisect_right(starts, start) - 1
        next_start = starts[index + 1] if index + 1 < len(starts) else end
        stop = min(end, next_start)
        yield index, (start - starts[index], stop - starts[index])
        start = stop


def _lines(entries: Iterable[str]) -> bytes:
    return "\n".join(["", *entries, ""]).encode()


def _entries(lines: bytes) -> list[str]:
    """What `_lines` put together."""
    return lines.decode().split("\n")[1:-1]


def _once(parts: Iterable[str]) -> str:
    """The characters of `parts`, each once."""
    return "".join(dict.fromkeys("".join(parts)))


def _each(text: str, pattern: str) -> Iterator[int]:
    place = text.find(pattern)
    while place >= 0:
        yield place
        place = text.find(pattern, place + 1)
