"""The benchmarks' text: made anew, the same, with the frequencies of a language."""

from collections import Counter

import numpy as np

from bench.texts import Texts, vocabulary


def test_no_word_is_there_twice() -> None:
    words = vocabulary(20_000)
    assert len(set(words)) == 20_000
    assert words[:2] == ["og", "i"]


def test_a_seed_gives_the_same_text() -> None:
    def page() -> str:
        texts, rng = Texts(), np.random.default_rng(5)
        return texts.passage(rng, texts.topic(rng))

    assert page() == page()
    assert 1_400 < len(page()) < 2_600


def test_few_words_are_frequent_and_many_rare() -> None:
    texts = Texts()
    counts = Counter(texts.ranks(np.random.default_rng(1), 200_000).tolist())
    share_of_hundred = sum(count for _rank, count in counts.most_common(100)) / 200_000
    once = sum(count == 1 for count in counts.values())
    assert 0.25 < share_of_hundred < 0.5
    assert once > 0.3 * len(counts)
