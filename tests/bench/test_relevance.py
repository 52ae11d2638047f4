"""How well a ranking answers a question."""

import pytest

from bench.relevance.collection import subjects, works
from bench.relevance.judged import Judged, measure, questions

ASKED = Judged("tillit", "plain", {"a": 3, "b": 3, "c": 1})


def test_a_perfect_ranking() -> None:
    measured = measure(ASKED, ["a", "b", "c"])
    assert (measured.ndcg, measured.recall, measured.mrr) == (1.0, 1.0, 1.0)


def test_a_worse_one() -> None:
    measured = measure(ASKED, ["x", "a"])
    assert measured.ndcg == pytest.approx(7 * 0.6309 / (7 + 7 * 0.6309 + 0.5), abs=1e-3)
    assert (measured.recall, measured.mrr) == (0.5, 0.5)


def test_nothing_found() -> None:
    assert measure(ASKED, []).ndcg == 0.0


def test_the_collection_is_what_the_figures_say_it_is() -> None:
    assert len(subjects()) >= 45
    assert len(works()) >= 300
    assert {work.document.language for work in works()} == {"nb", "nn"}
    assert len({work.document.id for work in works()}) == len(works())


def test_each_question_has_works_to_find() -> None:
    asked = questions()
    assert len(asked) >= 60
    assert all(3 in question.grades.values() for question in asked)
    assert {question.kind for question in asked} >= {"standard", "compound", "typo", "phrase", "name", "question"}
