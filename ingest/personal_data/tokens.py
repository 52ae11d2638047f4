"""Words as the names model sees them: pieces of text, hashed into rows of its table. Used to train it and to run it alike."""

import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

#: Letters (with an apostrophe inside), digits, or one other character; hyphens and points stand alone, so that every name
#: ends at the end of a token ("Oslo-politiet", "K.N.").
TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|\S")

BUCKETS: Final = 1 << 16
#: The most rows a token can have.
MOST_ROWS: Final = 60
_HALF_OF_LONGEST = 10
_SHORTEST_GRAM, _LONGEST_GRAM = 3, 5

#: How a token is written. `UNKNOWN` stands for a token whose form is hidden in training.
LOWER, TITLE, UPPER, MIXED, DIGITS, OTHER, INITIAL, UNKNOWN = range(8)
#: What stands before a token.
GLUED, SPACE, NEWLINE = range(3)
#: How running text has a word: not a word at all, small letters, both, capitals, only its parts in small letters, never.
NO_WORD, LOWERED, EITHER, CAPITALISED, COMPOUND, UNSEEN = range(6)
_SHORTEST_PART, _SHORTEST_END = 3, 4


def spans(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text start and end."""
    return [match.span() for match in TOKEN.finditer(text)]


def gap(text: str, end_of_last: int, start: int) -> int:
    """What stands between two tokens: nothing, blanks, or blanks with a line break."""
    if start == end_of_last:
        return GLUED
    return NEWLINE if "\n" in text[end_of_last:start] else SPACE


@lru_cache(maxsize=1 << 16)
def shape(form: str) -> int:
    """How a token is written: lower case, title case, upper case, mixed, digits, one capital, or no letters."""
    if form.isdigit():
        return DIGITS
    if not form[0].isalpha():
        return OTHER
    if form.islower():
        return LOWER
    if form.isupper():
        return INITIAL if len(form) == 1 else UPPER
    return TITLE if form[0].isupper() and form[1:].islower() else MIXED


def rows(form: str) -> list[int]:
    """The rows of the table for a token, at most `MOST_ROWS`: two for the word in lower case, then one for each n-gram.

    Digits count as "0", and of a long word only both ends are read. The word's rows are added with weight 1, the n-grams'
    with weight 1/n, after floret (github.com/explosion/floret), so that a name never seen still resembles its like.
    """
    bare = re.sub(r"[0-9]", "0", form.lower())
    if len(bare) > 2 * _HALF_OF_LONGEST:
        bare = bare[:_HALF_OF_LONGEST] + bare[-_HALF_OF_LONGEST:]
    word = f"<{bare}>"
    coded = word.encode()
    found = [zlib.crc32(coded, 1) % BUCKETS, zlib.crc32(coded, 2) % BUCKETS]
    for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
        found += [zlib.crc32(word[at : at + size].encode(), 3) % BUCKETS for at in range(len(word) - size + 1)]
    return found


def key(word: str) -> int:
    """What a `Lexicon` knows a word by, in lower case."""
    return zlib.crc32(word.encode())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a large running text, by `key`. A name at the start of a sentence looks like any word; this tells them apart."""

    lowered: Collection[int]
    either: Collection[int]
    capitalised: Collection[int]

    def kind(self, form: str) -> int:
        """One of `NO_WORD` … `UNSEEN` for a token in lower case; a genitive counts as the word it is of."""
        if not form[0].isalpha():
            return NO_WORD
        kind = self._seen(form)
        if kind == UNSEEN and form[-1] == "s":
            kind = self._seen(form[:-1])
        return COMPOUND if kind == UNSEEN and self._is_compound(form) else kind

    def _seen(self, form: str) -> int:
        number = key(form)
        if number in self.lowered:
            return LOWERED
        if number in self.capitalised:
            return CAPITALISED
        return EITHER if number in self.either else UNSEEN

    def _is_compound(self, form: str) -> bool:
        for at in range(_SHORTEST_PART, len(form) - _SHORTEST_END + 1):
            if key(form[at:]) in self.lowered:
                first = form[:at]
                if key(first) in self.lowered or (
                    first[-1] in "se" and at > _SHORTEST_PART and key(first[:-1]) in self.lowered
                ):
                    return True
        return False
