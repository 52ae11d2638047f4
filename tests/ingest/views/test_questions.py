"""What an author sees of the privacy officer's questions, and that nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ingest import questions, review
from ingest.models import Finding, FindingAnswer, Source
from people.models import Role, User
from tests.factories import make_contributor, make_student, make_user
from tests.ingest.desks import flag, item_of, make_officer, make_screened
from tests.ingest.views.test_review import client_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_officer()


@pytest.fixture
def source(officer: User) -> Source:
    made = make_screened(["Vi snakket med Kari Nordmann om dette.", "Kari kom."], title="Tillit")
    assert made.uploaded_by
    made.uploaded_by.language = "en"
    made.uploaded_by.save()
    first, _second = flag(made, "Kari", person="kari")
    questions.ask(first, "Is Kari a real person?", by=officer)
    return made


def page_of(source: Source) -> str:
    return reverse("questions", args=[source.item_id])


def send(client: Client, source: Source, **data: object):
    return client.post(reverse("questions_answer", args=[source.item_id]), data)


def test_the_author_sees_the_question_with_each_sentence_and_where_it_stands(source):
    response = client_of(source.uploaded_by).get(page_of(source))
    html = response.content.decode()
    assert "Is Kari a real person?" in html
    assert "Vi snakket med <mark>Kari</mark> Nordmann om dette." in html
    assert "Page 2 of 2" in html
    assert "no-store" in response["Cache-Control"]


def test_a_face_is_asked_about_by_its_page_for_it_has_no_sentence(officer):
    source = make_screened(["Text of a page\n☺"])
    assert source.uploaded_by
    [face] = flag(source, "☺", kind="FACE")
    questions.ask(face, questions.proposed(face.type), by=officer)
    html = client_of(source.uploaded_by).get(page_of(source)).content.decode()
    assert "☺" not in html
    assert "1 av 1" in html


def test_everyone_else_is_told_that_there_is_no_such_page(source, officer):
    item = item_of(source)
    late = make_contributor(item, make_student("Per Medforfatter"), position=1)
    gone = make_student("Har Vært Med")
    waiting = FindingAnswer.objects.get()
    assert late.user
    for user in (officer, late.user, gone, make_user(roles=[Role.TEACHER]), make_user(roles=[Role.ADMINISTRATOR])):
        client = client_of(user)
        assert client.get(page_of(source)).status_code == 404
        assert send(client, source, question=waiting.pk, answer="go").status_code == 404
    assert Client().get(page_of(source)).status_code == 302
    author = source.uploaded_by
    other = make_screened(["Ola"], title="B")
    assert send(client_of(author), other, question=waiting.pk, answer="go").status_code == 404
    item.contributors.filter(user=author).delete()
    assert client_of(author).get(page_of(source)).status_code == 404
    assert not FindingAnswer.objects.exclude(answer="").exists()


def test_an_answer_leads_to_the_next_question_and_then_says_thanks(source, officer):
    client = client_of(source.uploaded_by)
    [ola] = flag(source, "Vi")
    questions.ask(ola, "And this?", by=officer)
    first, second = FindingAnswer.objects.order_by("pk")
    response = send(client, source, question=first.pk, answer="go", note="She can be recognised.")
    assert response["Location"] == f"{page_of(source)}#q{second.pk}"
    html = client.post(
        reverse("questions_answer", args=[source.item_id]), {"question": second.pk, "answer": "stay"}, follow=True
    ).content.decode()
    assert "Thank you." in html
    assert "You said: Take it out." in html
    assert 'value="She can be recognised."' in html


def test_what_is_no_answer_says_so_and_a_number_that_is_none_is_not_found(source):
    client = client_of(source.uploaded_by)
    waiting = FindingAnswer.objects.get()
    html = client.post(
        reverse("questions_answer", args=[source.item_id]), {"question": waiting.pk, "answer": "x"}, follow=True
    ).content.decode()
    assert "Choose one of the answers." in html
    assert send(client, source, question="²", answer="go").status_code == 404


def test_what_was_decided_is_said_and_cant_be_answered(source, officer):
    review.decide(Finding.objects.all(), review.Action.REDACT, "", by=officer)
    html = client_of(source.uploaded_by).get(page_of(source)).content.decode()
    assert "The privacy officer has decided to take it out." in html
    assert 'name="answer"' not in html


def test_my_items_and_the_front_page_lead_there_while_something_is_unanswered(source):
    client = client_of(source.uploaded_by)
    for address in ("/mine/", "/"):
        assert page_of(source) in client.get(address).content.decode()
    assert "Answer 1 question" in client.get("/mine/").content.decode()
    send(client, source, question=FindingAnswer.objects.get().pk, answer="stay")
    for address in ("/mine/", "/"):
        assert page_of(source) not in client.get(address).content.decode()


def test_the_page_takes_the_same_queries_however_many_questions(source, officer, django_assert_max_num_queries):
    client = client_of(source.uploaded_by)
    client.get(page_of(source))
    with django_assert_max_num_queries(40) as one:
        client.get(page_of(source))
    for text in ("Vi", "snakket", "dette", "kom"):
        [finding] = flag(source, text, kind="DATE")
        questions.ask(finding, "And this?", by=officer)
    with django_assert_max_num_queries(len(one)):
        client.get(page_of(source))


# The officer's side


def test_the_officer_asks_from_the_desk_and_goes_on_to_the_next(officer):
    source = make_screened(["Kari Ola"])
    [kari], [ola] = flag(source, "Kari"), flag(source, "Ola")
    client = client_of(officer)
    assert "Is this a real person who could be recognised?" in client.get(url(source)).content.decode()
    response = client.post(url(source, "ask"), {"finding": kari.pk, "text": "Is this Kari real?"})
    assert response["Location"] == f"{url(source)}?finding={ola.pk}"
    html = client.get(response["Location"]).content.decode()
    assert "1 waits for the author" in html
    assert "1 waits for the author" in client.get(reverse("review_queue")).content.decode()
    again = client.post(url(source, "ask"), {"finding": kari.pk, "text": "Again?"}, follow=True).content.decode()
    assert "asked about this already" in again


def test_the_answer_stands_beside_the_finding(officer, source):
    waiting = FindingAnswer.objects.get()
    questions.answer(waiting, "go", "Everybody knows her.", by=source.uploaded_by)
    html = client_of(officer).get(f"{url(source)}?finding={waiting.question.finding_id}").content.decode()
    for words in ("Is Kari a real person?", "Take it out", "Everybody knows her.", "1 answered by the author"):
        assert words in html
    assert "1 answered by the author" in client_of(officer).get(reverse("review_queue")).content.decode()


@pytest.mark.parametrize("roles", [(), (Role.TEACHER,), (Role.ADMINISTRATOR,)])
def test_nobody_but_a_privacy_officer_asks_or_gets_the_words_of_a_page(roles):
    source = make_screened(["Unredacted Kari"])
    [finding] = flag(source, "Kari")
    client = client_of(make_user(roles=roles))
    client.post(url(source, "ask"), {"finding": finding.pk, "text": "?"})
    assert not FindingAnswer.objects.exists()
    assert b"Unredacted" not in client.get(url(source, "words", 1)).content
