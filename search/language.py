"""Words as the search sees them: cut out of text, folded, and brought to a stem.

Bokmål and nynorsk share one stemmer, which knows the endings of both (`search.stems`), and one list of the parts of compounds
(`search.compounds`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from search import compounds, stems

# Letters and digits; a soft hyphen inside a word only says where a line may break.
_WORD = re.compile(r"[^\W_]+(?:\u00ad[^\W_]+)*")
_NORWEGIAN_LETTERS = re.compile(r"[0-9a-zæøå]*")

LONGEST_WORD = 100
"""Longer words are cut here, in the index and in queries alike, so that they still meet."""

_STOP_WORDS = """
og i på å er en ei et eit den det de dei som til av for med om at fra frå har var vi jeg eg ikke ikkje kan skal vil ved men så
hva kva hvordan korleis hvorfor kvifor når eller ble vart blir bli være vere seg sin sitt sine man
the of and to in a an is are on for with by at from as be it that this how what why
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that carry a sentence, not a topic. A query that has other words doesn't insist on them."""
_LIGHT_WORDS = """
alle andre bare berre blant bruke bruker denne dermed desse dessuten disse dette dersom derfor difor dess dere deira deres
dei dykk eller enda etter fordi først fleire flere følge gjennom gjere gjøre gjorde gjort god godt hadde hans hele heile her
hennes hver hvilke hvilken hvor hvorvidt ifølge igjen ikkje ingen innen innenfor kunne korleis kvar kvifor kvar kven
mange mellom mens mest mindre mykje mye måtte nemlig nokon noko noen noe nokre også ofte over overfor saman sammen samt
selv sidan siden sjølv skulle slik slike større samtidig samstundes mot tillegg under utan uten ulike være vera ville
viktig viktige vore vært about also been between have into more other such than their there these they were which while
will with would
"""
LIGHT_WORDS = frozenset(_LIGHT_WORDS.split())
"""Words of every text. A query may ask for them, but they are nothing to suggest, and make no two texts alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A word folded, its stem in the language of the text it stands in, and for a compound the stems of its parts.

    Compared by identity, which is what makes counting the words of a long text quick; `terms` gives the same object for the
    same word, unless it had to forget it meanwhile.
    """

    folded: str
    stem: str
    parts: tuple[str, ...] = ()


def composed(text: str) -> str:
    """`text` with each letter as one code point (NFC), as every function here expects it: "å" is not "a" and a ring."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """The words of `text` as written, in order. What a hyphen or a full stop joins counts as several words."""
    return _WORD.findall(text)


def spans(text: str, most: int | None = None) -> list[tuple[int, int]]:
    """Where each of `words(text)` starts and ends, or each of the first `most`."""
    return [match.span() for match in islice(_WORD.finditer(text), most)]


def fold(word: str) -> str:
    """`word` in small letters without accents. å, æ and ø are letters of their own, not accented ones."""
    small = word.lower()
    if not _NORWEGIAN_LETTERS.fullmatch(small):
        small = "".join([_fold_letter(letter) for letter in small]) or word
    return small[:LONGEST_WORD]


def _fold_letter(letter: str) -> str:
    if _NORWEGIAN_LETTERS.fullmatch(letter):
        return letter
    return "".join([part for part in unicodedata.normalize("NFKD", letter).lower() if part.isalnum()])


class _Analysed(dict[str, Term]):
    """The terms of words met before. Texts are long and their words few, so that looking them up is most of analysis."""

    def __init__(self, analyse: Callable[[str], Term]) -> None:
        self._analyse = analyse

    def __missing__(self, word: str) -> Term:
        folded = fold(word)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        term = self.get(folded) or self._analyse(folded)
        self[word] = self[folded] = term
        return term


def terms(text: str, language: str) -> list[Term]:
    """`words(text)`, analysed as words of `language`; anything but English is taken for Norwegian."""
    analysed = _ENGLISH if language == "en" else _NORWEGIAN
    return list(map(analysed.__getitem__, _WORD.findall(text)))


@lru_cache(maxsize=2**12)
def query_stems(word: str) -> tuple[str, str]:
    """The stems under which `word` may stand in the index, whatever the language of the text: Norwegian, English."""
    folded = fold(word)
    return stems.norwegian(folded), stems.english(folded)


def is_stop_word(word: str) -> bool:
    """Whether a query may do without `word`. Capitals are meant: HOT and DPS are names."""
    return word.lower() in STOP_WORDS and not (len(word) > 1 and word.isupper())


def has_topic(word: str) -> bool:
    """Whether `word`, folded, tells something of what a text is about: it is no number, not short, and not in every text."""
    return len(word) > 3 and word.isalpha() and word not in STOP_WORDS and word not in LIGHT_WORDS


def _norwegian_term(folded: str) -> Term:
    stem = stems.norwegian(folded)
    parts = dict.fromkeys(stems.norwegian(part) for part in compounds.parts(folded))
    return Term(folded, stem, tuple(part for part in parts if part != stem))


def _english_term(folded: str) -> Term:
    return Term(folded, stems.english(folded))


_MOST_REMEMBERED = 2**18
_NORWEGIAN = _Analysed(_norwegian_term)
_ENGLISH = _Analysed(_english_term)
