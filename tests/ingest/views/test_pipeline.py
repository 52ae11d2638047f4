"""The pipeline page: what is where, what is stuck and why, and trying again."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from archive.models import ItemPage, State
from ingest import board
from ingest.models import Source, StepRun
from people.models import Role, User
from tests.factories import make_user
from tests.ingest.desks import flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db


def client_of(*roles: Role) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles, language="en"))
    return client


@pytest.fixture
def watcher() -> Client:
    return client_of(Role.ADMINISTRATOR)


def make_run(source: Source, step: str = "ocr", **fields: object) -> StepRun:
    return StepRun.objects.create(**{"source": source, "step": step, **fields})


def make_failed(name: str = "stopped.pdf", error: str = "The file is cut off.", by: User | None = None) -> Source:
    source = make_source(name.encode(), name=name, by=by)
    make_run(source, "identify", outcome="failed", error=error, ended_at=timezone.now())
    Source.objects.filter(pk=source.pk).update(error=error)
    source.refresh_from_db()
    return source


def column(state: State) -> board.Column:
    return next(each for each in board.board() if each.state == state)


def put(source: Source, state: State) -> None:
    ItemPage.objects.filter(pk=item_of(source).pk).update(state=state)


# Who may come in


@pytest.mark.parametrize("roles", [(), (Role.TEACHER,)])
def test_students_and_teachers_see_nothing_of_it(roles):
    source = make_failed()
    for url in (reverse("pipeline"), reverse("pipeline_source", args=[source.pk])):
        response = client_of(*roles).get(url)
        assert response.status_code == 302
    client_of(*roles).post(reverse("pipeline_again", args=[source.pk]))
    assert DBTaskResult.objects.count() == 0


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
def test_administrators_and_privacy_officers_see_names_and_errors_and_never_text(role):
    source = make_screened(["Hemmelige Kari"], title="A held title")
    flag(source, "Hemmelige Kari")
    make_failed("stopped.pdf", "The file is cut off.")
    client = client_of(role)
    pages = [client.get(reverse("pipeline")), client.get(reverse("pipeline_source", args=[source.pk]))]
    html = "".join(page.content.decode() for page in pages)
    for words in ("A held title", "stopped.pdf", "The file is cut off.", "1 finding to decide", "fil.txt"):
        assert words in html
    assert "Hemmelige" not in html
    assert all("no-store" in page["Cache-Control"] for page in pages)
    assert reverse("pipeline") in client.get("/admin/").content.decode()


# The board


def test_before_anything_was_sent_the_page_says_what_to_do(watcher):
    html = watcher.get(reverse("pipeline")).content.decode()
    assert "Nothing has been sent yet" in html
    assert "hx-trigger" not in html


def test_what_stopped_comes_first_and_every_state_has_its_column_with_a_count():
    make_failed()
    make_source(b"on its way")
    make_screened(title="A")
    make_screened(title="B")
    columns = board.board()
    assert columns[0].state == State.FAILED
    assert {each.state.value for each in columns} == set(State.values) - {State.DELETED}
    assert {each.state.value: each.count for each in columns if each.count} == {
        "failed": 1,
        "received": 1,
        "in_review": 2,
    }


def test_what_fell_silent_or_has_waited_longest_comes_first_in_its_column():
    new, old = make_screened(title="New"), make_screened(title="Old")
    StepRun.objects.filter(source=old).update(ended_at=timezone.now() - datetime.timedelta(days=9))
    assert [card.title for card in column(State.IN_REVIEW).cards] == ["Old", "New"]
    make_run(new, "rendition", beat_at=timezone.now() - datetime.timedelta(minutes=5))
    assert [(card.title, card.is_silent) for card in column(State.IN_REVIEW).cards] == [("New", True), ("Old", False)]


def test_a_card_tells_the_step_with_its_progress(watcher):
    source = make_source(b"on its way", name="scan.pdf")
    make_run(source, "ocr", done=12, total=40)
    html = watcher.get(reverse("pipeline")).content.decode()
    assert "Looking at pictures" in html
    assert 'value="12" max="40"' in html


def test_the_board_asks_for_itself_again_only_while_something_runs(watcher):
    source = make_screened()
    assert "hx-trigger" not in watcher.get(reverse("pipeline")).content.decode()
    run = make_run(source, "rendition")
    html = watcher.get(reverse("pipeline"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 5s"' in html
    assert "<html" not in html
    StepRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - datetime.timedelta(minutes=5))
    assert "hx-trigger" not in watcher.get(reverse("pipeline")).content.decode()


def test_a_long_column_is_cut_and_can_be_looked_at_alone(watcher, monkeypatch):
    monkeypatch.setattr(board, "CARDS", 2)
    for number in range(4):
        make_screened(title=f"Item {number}")
    assert len(column(State.IN_REVIEW).cards) == 2
    assert "2 more" in watcher.get(reverse("pipeline")).content.decode()
    html = watcher.get(reverse("pipeline") + "?state=in_review").content.decode()
    assert html.count('class="pl-card"') == 4
    assert 'data-state="failed"' not in html
    assert watcher.get(reverse("pipeline") + "?state=nonsense").status_code == 200


def test_the_number_of_queries_does_not_grow_with_what_is_shown(watcher):
    def queries() -> int:
        watcher.get(reverse("pipeline"))
        with CaptureQueriesContext(connection) as captured:
            assert watcher.get(reverse("pipeline")).status_code == 200
        return len(captured)

    make_screened(title="First")
    make_failed("a.pdf")
    make_source(b"b")
    few = queries()
    for number in range(6):
        source = make_screened(title=f"More {number}")
        put(source, list(State)[number])
        make_failed(f"{number}.pdf")
        make_run(make_source(b"%d" % number))
    assert queries() == few


# One file


def test_a_file_has_its_steps_with_times_and_outcomes_and_what_it_waits_for(watcher):
    source = make_screened()
    flag(source, "Kari Nordmann")
    start = timezone.now()
    make_run(
        source,
        "extract",
        outcome="failed",
        stale=True,
        error="Page 3 can't be read.",
        started_at=start,
        ended_at=start + datetime.timedelta(seconds=2.5),
    )
    html = watcher.get(reverse("pipeline_source", args=[source.pk])).content.decode()
    for words in (
        "Reading the text",
        "2.5 s",
        "Stopped",
        "Page 3 can&#x27;t be read.",
        "The privacy officer has 1 finding to decide.",
    ):
        assert words in html
    assert watcher.get(reverse("pipeline_source", args=[9999])).status_code == 404


# Trying again


def orders(task: str) -> list[list[int]]:
    found = DBTaskResult.objects.filter(task_path=f"ingest.tasks.{task}")
    return [arguments["args"] for arguments in found.values_list("args_kwargs", flat=True)]


def again(client: Client, source: Source) -> str:
    return client.post(reverse("pipeline_again", args=[source.pk]), follow=True).content.decode()


def test_trying_again_goes_on_from_the_step_that_stopped(watcher):
    source = make_failed()
    page = watcher.get(reverse("pipeline_source", args=[source.pk])).content.decode()
    assert "Try again" in page
    assert "It goes on from the step that stopped." in again(watcher, source)
    assert orders("process") == [[source.pk]]
    source.refresh_from_db()
    assert source.error == ""
    assert source.runs.get().stale


def test_a_step_whose_worker_fell_silent_can_be_tried_again(watcher):
    source = make_source(b"x")
    make_run(source, "ocr", beat_at=timezone.now() - datetime.timedelta(minutes=5))
    again(watcher, source)
    assert orders("process") == [[source.pk]]


def test_a_version_that_could_not_be_made_is_made_again(watcher):
    source = make_screened()
    make_run(source, "rendition", outcome="failed", error="No.")
    again(watcher, source)
    assert orders("process") == []
    assert orders("make_rendition") == [[item_of(source).pk, User.objects.get(groups__name="administrator").pk]]


def test_there_is_nothing_to_try_again_for_what_runs_is_done_or_was_refused_on_receipt(watcher):
    running, done = make_source(b"x"), make_screened()
    make_run(running)
    refused = make_source(b"", name="empty.pdf")
    for source in (running, done, refused):
        page = watcher.get(reverse("pipeline_source", args=[source.pk])).content.decode()
        assert reverse("pipeline_again", args=[source.pk]) not in page
        assert "There is nothing to try again" in again(watcher, source)
    assert orders("process") == orders("make_rendition") == []


def test_only_those_who_may_review_get_a_link_to_the_review(watcher):
    source = make_screened()
    link = reverse("review_item", args=[item_of(source).pk])
    assert link not in watcher.get(reverse("pipeline_source", args=[source.pk])).content.decode()
    officer = Client()
    officer.force_login(make_officer())
    assert link in officer.get(reverse("pipeline_source", args=[source.pk])).content.decode()
