"""The archive made in bulk is the one that the product would have made."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from wagtail.models import Page

from archive.models import ItemPage, Release
from bench import catalogue, questions
from bench import search as searching
from bench.bare import BareTantivy
from bench.sizes import SIZES
from bench.texts import Texts
from search import indexing
from search.documents import PassageText
from search.engines.base import get_engine
from search.query import Query

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts()


def make_items(texts: Texts, count: int) -> list[catalogue.Item]:
    classes = catalogue.make_classes()
    items = [catalogue.item(texts, classes, number) for number in range(count)]
    assert catalogue.fill(items) == count
    return items


def test_the_page_tree_is_sound(texts: Texts) -> None:
    make_items(texts, 30)
    assert not any(Page.find_problems())
    item = ItemPage.objects.order_by("pk").first()
    assert item is not None
    assert item.get_parent().get_children().count() == 30
    assert item.specific.get_url() == f"/{item.slug}/"


def test_the_index_gets_what_the_rows_would_give_it(texts: Texts) -> None:
    for item in make_items(texts, 20):
        made = catalogue.document(texts, item)
        assert len(made.passages) == catalogue.PASSAGES
        assert made.passages[0] == PassageText(1, None, next(catalogue.passages(texts, item)), "nb")
        assert replace(made, passages=()) == indexing.document_of(Release.objects.get(pk=item.key))


def test_each_question_finds_as_many_as_bare_tantivy(texts: Texts) -> None:
    items = make_items(texts, 25)
    get_engine().rebuild(catalogue.document(texts, item) for item in items)
    bare = BareTantivy()
    everyone = tuple({item.token for item in items})
    asked = questions.questions(texts, items, 18)
    assert len({question.kind for question in asked}) == 9
    for question in asked:
        filters = {name: (value,) for name, value in question.filters}
        ours = get_engine().search(Query(text=question.text, audiences=everyone, filters=filters))
        assert ours.total == bare.search(question) > 0, question


def test_the_whole_subject_runs() -> None:
    rows = searching.run(replace(SIZES["tiny"], items=(25, 40), queries=9))
    assert all(row.kept for row in rows if row.unit != "ms")  # How fast is no test's affair.
    requests = [row for row in rows if row.what.startswith("request, 40 items, p")]
    assert len(requests) == 3 + 9
    assert all(row.ratio and row.ratio > 1 for row in requests)


def test_a_page_that_fails_is_no_measurement(settings) -> None:
    settings.SEARCH = {"default": {**settings.SEARCH["default"], "OPTIONS": {"path": Path("/dev/null/index")}}}
    with pytest.raises(RuntimeError, match="503"):
        searching.request(Client(SERVER_NAME="localhost"), questions.Question("one word", "tillit", "+tillit"))
