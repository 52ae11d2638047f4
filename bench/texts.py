"""Text without meaning but with the frequencies of a language: few words often, many rarely (Zipf), the same from each seed."""

import itertools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.intp]

SEED = 1_935  # The year of Zipf's "The Psycho-Biology of Language".
WORDS = 120_000
PASSAGE = 190
"""Words on a page of a thesis: some 1,900 characters."""
TOPIC = 150
"""Words that an item has of its own, beside those that all have."""
OWN = 0.2
"""Share of a text that is written with its own words."""
LINE, SENTENCE = 13, 17
"""Words on a line, and in a sentence."""

_FUNCTION_WORDS = """
og i det er som til en av på for å med at den har de ikke om et fra var vi kan men jeg skal så vil eller når være seg dette
sin også hvordan man ved etter blir over hva enn nå må andre hvor ut alle
"""
_STEMS = """
ansvar arbeid arena avdeling barn behov beslutning bolig bruker budsjett demens drift endring enhet erfaring etat faktor fag
forskning forslag frist førings gevinst gruppe helse hjelp hjem innovasjon innsats kartlegging kommune kompetanse kontroll
kultur kunnskap kvalitet leder legevakt læring medarbeider metode mål møte nettverk nærvær omsorg oppfølging organisasjon
pasient plan praksis prosess prosjekt psykiatri ressurs rolle rutine råd samarbeid samling sone strategi strek styring syke
system tid tillit tiltak tjeneste trygghet turnus utvikling vakt vedtak velferd verdi vurdering økonomi øving
"""
_ENDINGS = ("", "en", "er", "ene", "et", "s", "ens", "enes")
_ONSETS = (
    "b",
    "br",
    "d",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "r",
    "s",
    "sk",
    "st",
    "sv",
    "t",
    "tr",
    "v",
)
_VOWELS = ("a", "e", "i", "o", "u", "y", "æ", "ø", "å", "ei")
_CODAS = ("", "l", "ld", "n", "nd", "ng", "r", "rk", "rt", "s", "st", "t", "kk", "m", "v")


def vocabulary(count: int = WORDS) -> list[str]:
    """Norwegian-like words by how frequent they are meant to be: function words first, then compounds with endings."""
    rng = np.random.default_rng(SEED)
    invented = ["".join(parts) for parts in itertools.product(_ONSETS, _VOWELS, _CODAS)]
    real = _STEMS.split()
    stems = real + [invented[index] for index in rng.permutation(len(invented))[: 4 * len(real)]]
    made: dict[str, None] = dict.fromkeys(_FUNCTION_WORDS.split())
    simple = [stem + ending for stem in real for ending in _ENDINGS]
    made.update(dict.fromkeys(simple[index] for index in rng.permutation(len(simple))))
    while len(made) < count:
        first, second = rng.integers(len(stems), size=(2, count))
        endings = rng.integers(len(_ENDINGS), size=count)
        made.update(
            (stems[a] + stems[b] + _ENDINGS[end], None) for a, b, end in zip(first, second, endings, strict=True)
        )
    return list(made)[:count]


class Texts:
    """Writes passages of words drawn by the law of Zipf and Mandelbrot: the word of rank r with a weight of 1 / (r + 2.7)."""

    def __init__(self) -> None:
        self.words = np.array(vocabulary(), dtype=object)
        sums = np.cumsum(1 / (np.arange(len(self.words)) + 3.7))
        self._sums = sums / sums[-1]

    def ranks(self, rng: np.random.Generator, count: int) -> Ranks:
        """`count` words by their frequencies, as ranks from 0."""
        return np.minimum(np.searchsorted(self._sums, rng.random(count)), len(self.words) - 1)

    def topic(self, rng: np.random.Generator) -> Ranks:
        """The words of an item's own: none of those that everybody uses."""
        drawn = self.ranks(rng, 6 * TOPIC)
        return drawn[drawn >= 300][:TOPIC]

    def passage(self, rng: np.random.Generator, topic: Ranks, words: int = PASSAGE) -> str:
        """A page of sentences in lines."""
        drawn = self.ranks(rng, words)
        own = rng.random(words) < OWN
        drawn[own] = topic[rng.integers(len(topic), size=int(own.sum()))]
        return written(self.words[drawn])

    def title(self, rng: np.random.Generator, topic: Ranks) -> str:
        return " ".join(self.words[topic[rng.integers(len(topic), size=5)]]).capitalize()


def written(words: Iterable[str]) -> str:
    """`words` with capitals, full stops and line ends."""
    parts = list(words)
    for start in range(0, len(parts), SENTENCE):
        parts[start] = parts[start].capitalize()
        end = min(start + SENTENCE, len(parts)) - 1
        parts[end] += "."
    return "\n".join(" ".join(parts[at : at + LINE]) for at in range(0, len(parts), LINE))
