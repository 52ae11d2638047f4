"""What is asked in the search benchmark: each question as a person types it, and as a bare engine takes it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench import catalogue
from bench.catalogue import Item
from bench.texts import SEED, Texts
from search.language import fold, query_stems

FIELDS = ["title", "keywords", "abstract", "body"]
"""The fields that the bare query looks in: the stemmed ones."""


@dataclass(frozen=True, slots=True)
class Question:
    """`text` and `filters` are the address's; `bare` is the same for Tantivy's or Lucene's own parser, its words brought to stems."""

    kind: str
    text: str
    bare: str
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return [("q", self.text), *self.filters]


def questions(texts: Texts, items: Sequence[Item], count: int) -> list[Question]:
    """`count` questions of all kinds in turn, each about some item of `items`."""
    rng = np.random.default_rng([SEED, 2])
    makers = _makers(texts)
    found: list[Question] = []
    for number in range(count):
        about = items[int(rng.integers(len(items)))]
        found.append(makers[number % len(makers)](rng, about))
    return found


def _makers(texts: Texts) -> list[Callable[[np.random.Generator, Item], Question]]:
    def own(rng: np.random.Generator, about: Item, how_many: int) -> list[str]:
        return [str(word) for word in texts.words[rng.choice(about.topic, how_many, replace=False)]]

    def usual(rng: np.random.Generator) -> str:
        return str(texts.words[rng.integers(100, 600)])

    def one_usual(rng: np.random.Generator, about: Item) -> Question:
        return _all("one frequent word", [usual(rng)])

    def one(rng: np.random.Generator, about: Item) -> Question:
        return _all("one word", own(rng, about, 1))

    def two(rng: np.random.Generator, about: Item) -> Question:
        return _all("two words", own(rng, about, 2))

    def three(rng: np.random.Generator, about: Item) -> Question:
        return _all("three words", [usual(rng), *own(rng, about, 2)], between=" OG ")

    def sentence(rng: np.random.Generator, about: Item) -> Question:
        first, second = own(rng, about, 2)
        bare = f"hvordan er +{_said(first)} og +{_said(second)} i"
        return Question("a question with stop words", f"hvordan er {first} og {second} i", bare)

    def phrase(rng: np.random.Generator, about: Item) -> Question:
        words = next(catalogue.passages(texts, about)).replace(".", "").split()
        at = int(rng.integers(len(words) - 3))
        return Question(
            "a phrase of three", f'"{" ".join(words[at : at + 3])}"', f'"{" ".join(map(_stem, words[at : at + 3]))}"'
        )

    def prefix(rng: np.random.Generator, about: Item) -> Question:
        start = own(rng, about, 1)[0][:7]
        return Question("a word's beginning", f"{start}*", f"exact:/{fold(start)}.*/")

    def without(rng: np.random.Generator, about: Item) -> Question:
        # Hardly a thesis lacks the frequent words.
        (word,), other = own(rng, about, 1), str(texts.words[rng.integers(2_000, 8_000)])
        return Question("a word without another", f"{word} -{other}", f"+{_said(word)} -{_said(other)}")

    def filtered(rng: np.random.Generator, about: Item) -> Question:
        word = usual(rng)
        return Question("a word, theses alone", word, f"+{_said(word)} +kind:thesis", (("kind", "thesis"),))

    return [one_usual, one, two, three, sentence, phrase, prefix, without, filtered]


def _all(kind: str, words: Sequence[str], between: str = " ") -> Question:
    return Question(kind, between.join(words), " ".join(f"+{_said(word)}" for word in words))


def _said(word: str) -> str:
    """`word`, or a compound that it is a part of."""
    return f"({_stem(word)} parts:{_stem(word)})"


def _stem(word: str) -> str:
    return query_stems(word)[0]


def by_kind(asked: Sequence[Question]) -> Iterator[tuple[str, list[int]]]:
    """Each kind with the places of its questions."""
    for kind in dict.fromkeys(question.kind for question in asked):
        yield kind, [place for place, question in enumerate(asked) if question.kind == kind]
