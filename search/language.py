"""Words as the search sees them: cut out of text, folded, and brought to a stem.

Bokmål and nynorsk share one stemmer, Snowball's Norwegian, which knows the endings of both. English has its own, and its
stems are marked so that they meet no Norwegian word by accident.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

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

# Where Snowball's rule that a stem keeps three letters leaves a frequent short word unstemmed.
_SHORT = dict.fromkeys(["år", "året", "åra", "årene", "årets", "års", "åras", "årenes"], "år")
_SHORT |= dict.fromkeys(["by", "byen", "byar", "byane", "byer", "byene", "byens", "byenes"], "by")
_AGENTS = re.compile(r"(?<!mod)(?<!ekst)(?<!int)(?<!j)(?<=..)er(nes?)$")
_SYNCOPE = re.compile(r"([bdfgklmnprst])\1?el$")

_norwegian = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("norwegian")).build()
_english = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A word folded, and its stem in the language of the text it stands in. Compared by identity, which is what makes counting
    the words of a long text quick; `terms` gives the same object for the same word, unless it had to forget it meanwhile."""

    folded: str
    stem: str


def composed(text: str) -> str:
    """`text` with each letter as one code point (NFC), as every function here expects it: "å" is not "a" and a ring."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """The words of `text` as written, in order. What a hyphen or a full stop joins counts as several words."""
    return _WORD.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of `words(text)` starts and ends."""
    return [match.span() for match in _WORD.finditer(text)]


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

    def __init__(self, stem: Callable[[str], str]) -> None:
        self._stem = stem

    def __missing__(self, word: str) -> Term:
        folded = fold(word)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        term = self.get(folded) or Term(folded, self._stem(folded))
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
    return _norwegian_stem(folded), _english_stem(folded)


def is_stop_word(word: str) -> bool:
    """Whether a query may do without `word`. Capitals are meant: HOT and DPS are names."""
    return word.lower() in STOP_WORDS and not (len(word) > 1 and word.isupper())


def _english_stem(folded: str) -> str:
    return f"en:{_english.analyze(folded)[0]}"


def _norwegian_stem(folded: str) -> str:
    """Snowball's stem, taken until it stays, with three spellings evened out.

    Once isn't enough: "kvaliteten" becomes "kvalitet", but "kvalitet" becomes "kvalit". Evened out are agents in -erne
    ("lederne"), which Snowball leaves alone, m doubled before an ending ("sykehjemmet"), and an e that comes and goes
    ("hjelpemiddel", "hjelpemidler"; "senter", "sentre").
    """
    if folded in _SHORT:
        return _SHORT[folded]
    stem = _AGENTS.sub("er", folded) if folded.endswith(("erne", "ernes")) else folded
    while (shorter := _norwegian.analyze(stem)[0]) != stem:
        stem = shorter
    if stem.endswith("mm"):
        return stem[:-1]
    if stem.endswith("tr") and len(stem) > 4:
        return stem[:-1]
    return _SYNCOPE.sub(r"\1l", stem) if stem.endswith("el") else stem


_MOST_REMEMBERED = 2**18
_NORWEGIAN = _Analysed(_norwegian_stem)
_ENGLISH = _Analysed(_english_stem)
