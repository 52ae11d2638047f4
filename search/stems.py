"""Stems of folded words: Snowball's, for Norwegian with the spellings evened out that it leaves apart."""

import re
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

# Where Snowball's rule that a stem keeps three letters leaves a frequent short word unstemmed.
_SHORT = dict.fromkeys(["år", "året", "åra", "årene", "årets", "års", "åras", "årenes"], "år")
_SHORT |= dict.fromkeys(["by", "byen", "byar", "byane", "byer", "byene", "byens", "byenes"], "by")
_AGENTS = re.compile(r"(?<!mod)(?<!ekst)(?<!int)(?<!j)(?<=..)er(nes?)$")
_SYNCOPE = re.compile(r"([bdfgklmnprst])\1?el$")

_norwegian = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("norwegian")).build()
_english = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


def english(folded: str) -> str:
    """The stem of an English word, marked so that it meets no Norwegian one by accident."""
    return f"en:{_english.analyze(folded)[0]}"


@lru_cache(maxsize=2**12)
def norwegian(folded: str) -> str:
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
