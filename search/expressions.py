"""The query language: what a person types, as a small tree.

    leiar sjukeheim          both words, in any form and in any place of the item
    hva gjør tillit med …    of three words or more, most; the more of them, the better
    "høy tillit"             the words side by side, in this order
    tillit OR endring        either; also ELLER
    -reform                  not; also NOT, IKKE, IKKJE
    innovasj*                words that begin like this
    (a OR b) AND c           grouped; AND and OG say what a space says

Any text is a query. What can't be understood (a quotation mark or bracket without its partner, an operator without its words)
is left out, and text beyond the bounds below is cut off.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search import abbreviations, language

LONGEST_TEXT = 1_000
MOST_WORDS = 64
DEEPEST_BRACKETS = 20
SHORTEST_PREFIX = 2

MOST_ALL_NEEDED = 2
"""So many words are all needed; of three and four, one may be missing, and of more, half."""
LONG_QUESTION = 5

AND = frozenset({"AND", "OG", "&", "&&"})
OR = frozenset({"OR", "ELLER", "|", "||"})
NOT = frozenset({"NOT", "IKKE", "IKKJE"})

_QUOTES = '"“”„«»'
_TOKEN = re.compile(
    rf'(?P<phrase>-?["“”„«»][^{_QUOTES}]*["“”„«»]?)'
    r"|(?P<open>-?\()"
    r"|(?P<close>\))"
    rf"|(?P<chunk>[^\s(){_QUOTES}]+)"
)

_JOINED = re.compile(r"[^\W\d_]+-[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed, or with `prefix` every word that begins like it."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side. A phrase of one word means the word exactly as written."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever `part` doesn't match."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class All:
    """What every part matches; with no parts, everything."""

    parts: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What some part matches; with no parts, nothing."""

    parts: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Most:
    """What at least `needed` of the words match."""

    words: tuple[Word, ...]
    needed: int


Leaf = Word | Phrase
Expression = Leaf | Not | All | AnyOf | Most
EVERYTHING = All()
NOTHING = AnyOf()


@lru_cache(maxsize=1024)
def parse(text: str) -> Expression:
    """The meaning of `text`. Blank text asks for everything; text without any word for nothing."""
    text = language.composed(text[:LONGEST_TEXT])
    if not text.strip():
        return EVERYTHING
    return _Parser(text).alternatives() or NOTHING


def wanted(expression: Expression) -> Iterator[Leaf]:
    """The words and phrases that speak for a hit: all but those under a `Not`."""
    match expression:
        case Word() | Phrase():
            yield expression
        case All(parts) | AnyOf(parts) | Most(parts):
            for part in parts:
                yield from wanted(part)


def loose_words(text: str) -> list[re.Match[str]]:
    """The words of `text` that stand free: in no quotation marks, not excluded, no operator and no word's beginning."""
    chunks = [match for match in _TOKEN.finditer(text[:LONGEST_TEXT]) if match.lastgroup == "chunk"]
    return [match for match in chunks if match[0] not in AND | OR | NOT and match[0][0] != "-" and match[0][-1] != "*"][
        :MOST_WORDS
    ]


def is_plain(text: str) -> bool:
    """Whether `text` is loose words and nothing else. Who sets quotation marks or operators means just what they typed."""
    tokens = [match.span() for match in _TOKEN.finditer(text[:LONGEST_TEXT])]
    return tokens == [match.span() for match in loose_words(text)]


class _Parser:
    """Recursive descent over a list of tokens. Each method takes what it understands and returns None for nothing."""

    def __init__(self, text: str) -> None:
        self._tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)][:MOST_WORDS]
        self._tokens.reverse()
        self._depth = 0
        self._insisted = 0
        """How many an AND was read."""

    def alternatives(self) -> Expression | None:
        parts = [self._together()]
        while self._next_is(OR):
            self._tokens.pop()
            parts.append(self._together())
        found = tuple(part for part in parts if part is not None)
        return AnyOf(found) if len(found) > 1 else found[0] if found else None

    def _together(self) -> Expression | None:
        parts: list[Expression] = []
        insisted = self._insisted
        while self._tokens and not self._next_is(OR) and not (self._tokens[-1][0] == "close" and self._depth):
            if (part := self._one()) is not None and part not in parts:
                parts.append(part)
        parts = _without_stop_words(parts)
        if self._insisted == insisted:
            parts = _with_some_words_less(parts)
        return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None

    def _one(self) -> Expression | None:
        negated = False
        while self._next_is(NOT) or self._next_is(AND):
            token = self._tokens.pop()[1]
            negated ^= token in NOT
            self._insisted += token in AND
        if not self._tokens or self._next_is(OR):
            return None
        kind, token = self._tokens.pop()
        if token.startswith("-"):
            negated, token = not negated, token.lstrip("-")
        part: Expression | None
        if kind == "open":
            part = self._bracket()
        elif kind == "phrase":
            part = _phrase(tuple(language.words(token)))
        else:
            part = _chunk(token)
        return Not(part) if negated and part is not None else part

    def _bracket(self) -> Expression | None:
        if self._depth == DEEPEST_BRACKETS:
            return None
        self._depth += 1
        part = self.alternatives()
        self._depth -= 1
        if self._tokens and self._tokens[-1][0] == "close":
            self._tokens.pop()
        return part

    def _next_is(self, operators: frozenset[str]) -> bool:
        return bool(self._tokens) and self._tokens[-1] in {("chunk", operator) for operator in operators}


def _phrase(words: tuple[str, ...]) -> Phrase | None:
    return Phrase(words) if words else None


def _chunk(token: str) -> Expression | None:
    """A stretch without spaces: a word, or what a hyphen or a full stop joins (12.03.2024), side by side.

    What a hyphen joins may be written in one word (ROS-analyse, rosanalyse), an abbreviation in others.
    """
    words = tuple(language.words(token))
    if token.endswith("*") and words and len(words[-1]) >= SHORTEST_PREFIX:
        first, last = [Word(word) for word in words[:-1]], Word(words[-1], prefix=True)
        return All((*first, last)) if first else last
    if len(words) > 1:
        in_one = (Word("".join(words)),) if _JOINED.fullmatch(token) else ()
        return AnyOf((Phrase(words), *in_one)) if in_one else Phrase(words)
    if not words:
        return None
    others = tuple(map(Phrase, abbreviations.writings(words[0])))
    return AnyOf((Word(words[0]), *others)) if others else Word(words[0])


def _without_stop_words(parts: list[Expression]) -> list[Expression]:
    """`parts` that tell something. "hva er tillit" asks for "tillit"; "å være" keeps its words because it has no others."""
    telling = [part for part in parts if not (isinstance(part, Word) and language.is_stop_word(part.text))]
    return telling if any(not isinstance(part, Not) for part in telling) else parts


def _with_some_words_less(parts: list[Expression]) -> list[Expression]:
    """Where there are three words or more, most of them will do: who asks a whole question seldom hits on each word of the answer."""
    words = tuple(part for part in parts if isinstance(part, Word))
    if len(words) <= MOST_ALL_NEEDED:
        return parts
    needed = len(words) - 1 if len(words) < LONG_QUESTION else math.ceil(len(words) / 2)
    return [Most(words, needed), *(part for part in parts if not isinstance(part, Word))]
