"""The privacy officer's pages."""

from __future__ import annotations

import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django_tasks_db.models import DBTaskResult

from archive import publication
from archive.models import State
from ingest import recipes, review
from ingest.models import Finding, FindingDecision, Making, Source, StepRun
from ingest.pipeline.screening import picture_name
from people.models import Role, User
from tests.factories import make_release, make_rendition, make_user
from tests.ingest.desks import decision_of, flag, item_of, make_officer, make_screened
from tests.ingest.factories import make_passage

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer() -> Client:
    return client_of(make_officer())


def url(source: Source, name: str = "item", *more: int) -> str:
    return reverse(f"review_{name}", args=[item_of(source).pk, *more])


def act(client: Client, source: Source, what: str, finding: Finding, *, query: str = "", **data: str):
    return client.post(url(source, "decide") + query, {"finding": finding.pk, "act": what, **data})


# Who may come in


GET = [("queue", []), ("item", []), ("making", []), ("picture", [1]), ("words", [1]), ("recording", [])]
POST = ["decide", "accept", "mark", "make"]


@pytest.mark.parametrize("roles", [(), (Role.TEACHER,), (Role.ADMINISTRATOR,)])
def test_nobody_but_a_privacy_officer_sees_or_does_anything(roles):
    source = make_screened(["Unredacted Kari"], title="Held title")
    [finding] = flag(source, "Kari", triage="certain")
    storages["held"].save(picture_name(source, 1), ContentFile(b"webp"))
    assert source.uploaded_by is not None
    for client in (client_of(make_user(roles=roles)), client_of(source.uploaded_by), Client()):
        for name, more in GET:
            address = reverse("review_queue") if name == "queue" else url(source, name, *more)
            response = client.get(address, follow=True)
            assert address not in response.request["PATH_INFO"]
            assert b"Unredacted" not in response.content
            assert b"webp" not in response.content
        for name in POST:
            response = client.post(
                url(source, name), {"finding": finding.pk, "act": "redact", "text": "Kari", "type": "PERSON"}
            )
            assert response.status_code in (302, 403)
    assert decision_of(finding) == ""
    assert Finding.objects.count() == 1


def test_the_menu_shows_the_review_with_a_count_to_privacy_officers_alone(officer):
    flag(make_screened(), "Kari Nordmann")
    assert "Review (1)" in officer.get("/admin/").content.decode()
    assert (
        reverse("review_queue") not in client_of(make_user(roles=[Role.ADMINISTRATOR])).get("/admin/").content.decode()
    )


def test_nothing_is_kept_by_browsers_and_the_text_is_in_no_address_title_or_log(officer, caplog):
    source = make_screened(["Hemmelige Kari her"], title="The title")
    [finding] = flag(source, "Hemmelige Kari")
    with caplog.at_level(logging.DEBUG):
        page = officer.get(url(source))
        answer = act(officer, source, "redact", finding)
        mark = officer.post(url(source, "mark"), {"text": "her", "type": "PERSON"})
    for name in ("item", "making"):
        assert "no-store" in officer.get(url(source, name))["Cache-Control"]
    assert "no-store" in officer.get(reverse("review_queue"))["Cache-Control"]
    html = page.content.decode()
    assert "Hemmelige" not in html[: html.index("<body")]
    assert "Hemmelige" not in answer["Location"] + mark["Location"]
    assert "Hemmelige" not in caplog.text


# The queue


def test_the_queue_says_who_sent_it_what_it_is_and_how_much_is_undecided(officer, django_assert_max_num_queries):
    source = make_screened(["Kari and Ola"], title="A thesis about change")
    first, _second = flag(source, "Kari")[0], flag(source, "Ola")
    act(officer, source, "redact", first)
    html = officer.get(reverse("review_queue")).content.decode()
    for words in ("A thesis about change", "Thesis", "Ola Student", "1 of 2"):
        assert words in html


def test_an_empty_queue_says_where_to_look(officer):
    html = officer.get(reverse("review_queue")).content.decode()
    assert "Nothing waits for you" in html
    assert reverse("pipeline") in html


# The desk


def test_the_page_shows_the_text_with_marks_and_the_groups(officer):
    source = make_screened(["Kari Nordmann <b>works</b> here."])
    flag(source, "Kari Nordmann", person="kari", reason="A name, by its form.")
    html = officer.get(url(source)).content.decode()
    assert 'data-state="to_decide" data-now>Kari Nordmann</mark> &lt;b&gt;works' in html
    assert "A name, by its form." in html
    assert "0 of 1 decided" in html


def test_htmx_gets_the_desk_alone(officer):
    source = make_screened()
    html = officer.get(url(source), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert 'id="desk"' in html


def test_the_number_of_queries_does_not_grow_with_the_findings(officer):
    few, many = make_screened(["Kari"], title="Few"), make_screened(["Kari Moen Ola Lie"] * 40, title="Many")
    flag(few, "Kari")
    for text in ("Kari Moen", "Ola Lie", "Moen", "Kari"):
        flag(many, text)
    review.accept_proposals(item_of(many), by=make_officer())

    def queries(source: Source) -> int:
        officer.get(url(source))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert officer.get(url(source)).status_code == 200
        return len(captured)

    assert queries(few) == queries(many)


def test_the_picture_of_the_page_is_shown_with_the_marks_over_it(officer):
    source = make_screened(["Kari works here"])
    flag(source, "Kari")
    assert "<svg" not in officer.get(url(source)).content.decode().split('id="desk"')[1]
    storages["held"].save(picture_name(source, 1), ContentFile(b"RIFFwebp"))
    html = officer.get(url(source)).content.decode()
    assert '<rect x="100.0" y="100.0" width="140.0" height="20.0">' in html
    response = officer.get(url(source, "picture", 1))
    assert (response["Content-Type"], response.content) == ("image/webp", b"RIFFwebp")
    assert "no-store" in response["Cache-Control"]
    assert officer.get(url(source, "picture", 2)).status_code == 404
    assert "<rect" not in officer.get(url(source) + "?view=text").content.decode()


def test_speech_has_its_times_and_the_recording_in_byte_ranges(officer):
    source = make_screened([], kind="lecture", content=b"0123456789")
    Source.objects.filter(pk=source.pk).update(media_type="video/mp4")
    make_passage(source, "My name is Kari", kind="speech", start=61.5, end=64.0)
    flag(source, "Kari")
    html = officer.get(url(source)).content.decode()
    assert 'data-seek="61.5"' in html
    assert "1:01–1:04" in html
    assert "<video" in html
    response = officer.get(url(source, "recording"), headers={"Range": "bytes=2-5"})
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == b"2345"
    assert "no-store" in response["Cache-Control"]
    assert officer.get(url(make_screened(), "recording")).status_code == 404


def test_a_page_is_gone_to_by_its_number(officer):
    source = make_screened(["One", "Two", "Three"], title="The title")
    response = officer.get(f"{url(source)}?page=3&show=all&view=text")
    assert response["Location"] == f"{url(source)}?show=all&view=text&at=4"
    assert officer.get(f"{url(source)}?page=x").status_code == 302


def test_the_words_of_a_page_come_with_their_places_and_offsets(officer):
    source = make_screened(["Å Kari"])
    response = officer.get(url(source, "words", 1))
    assert [[*word[:2], word[6]] for word in response.json()] == [[0, 1, "Å"], [2, 6, "Kari"]]
    assert response.json()[1][2:6] == pytest.approx([0.26, 0.1, 0.4, 0.12])
    assert "no-store" in response["Cache-Control"]
    assert officer.get(url(source, "words", 2)).status_code == 404


# Deciding


def test_redacting_here_goes_on_to_the_next_undecided_one_in_the_same_tab_and_view(officer):
    source = make_screened(["Kari", "Kari", "Ola"])
    first, second = flag(source, "Kari", person="kari")
    response = act(officer, source, "redact", first, query="?show=all&view=text&at=3")
    assert (decision_of(first), decision_of(second)) == ("redact", "")
    assert response["Location"] == f"{url(source)}?show=all&view=text&finding={second.pk}&did={first.pk}"


def test_the_same_everywhere_decides_all_and_the_page_offers_to_undo_it(officer):
    source = make_screened(["Kari", "Kari", "Ola"])
    first, second = flag(source, "Kari", person="kari")
    [other] = flag(source, "Ola")
    response = act(officer, source, "not_personal", first, everywhere="on")
    assert decision_of(first) == decision_of(second) == "keep not_personal"
    html = officer.get(response["Location"]).content.decode()
    assert "“Kari”: 2 kept." in html
    act(officer, source, "undo", second, everywhere="on")
    assert decision_of(first) == decision_of(second) == decision_of(other) == ""


def test_one_key_redacts_all_that_is_undecided_of_a_kind_and_one_undoes_just_that(officer):
    source = make_screened(["2021 2022 2023 2024 Kari"])
    first, kept, third, proposed = (
        flag(source, text, kind="DATE", triage=triage)[0]
        for text, triage in (("2021", "to_decide"), ("2022", "to_decide"), ("2023", "to_decide"), ("2024", "certain"))
    )
    [kari] = flag(source, "Kari")
    act(officer, source, "not_personal", kept)
    assert "Redact all 2 of the kind: Dates" in officer.get(f"{url(source)}?finding={first.pk}").content.decode()
    response = act(officer, source, "redact_kind", first)
    everything = (first, kept, third, proposed, kari)
    assert [decision_of(each) for each in everything] == ["redact", "keep not_personal", "redact", "", ""]
    assert "Dates: 2 redacted." in officer.get(response["Location"]).content.decode()
    act(officer, source, "undo", third, together="on")
    assert [decision_of(each) for each in everything] == ["", "keep not_personal", "", "", ""]


def test_a_decided_finding_says_who_decided_and_when(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    act(officer, source, "cited_work", finding)
    html = officer.get(f"{url(source)}?finding={finding.pk}").content.decode()
    assert "kept: cited work" in html
    decision = FindingDecision.objects.get()
    assert f"Decided by Olga Officer, {date_format(timezone.localtime(decision.at), 'SHORT_DATETIME_FORMAT')}" in html
    assert 'data-key="u"' in html


def test_what_is_no_act_decides_nothing(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    page = officer.get(act(officer, source, "burn", finding)["Location"]).content.decode()
    assert "Say why it may stay" in page
    assert decision_of(finding) == ""


def test_a_finding_of_another_item_cant_be_decided_here(officer):
    source, other = make_screened(["Kari"], title="A"), make_screened(["Kari"], title="B")
    [finding] = flag(other, "Kari")
    assert act(officer, source, "redact", finding).status_code == 404
    assert act(officer, other, "redact", finding, query="?finding=x").status_code == 302
    assert officer.post(url(source, "decide"), {"finding": "x", "act": "redact"}).status_code == 404


def test_the_proposals_are_summed_up_before_they_are_accepted(officer):
    source = make_screened(["Kari 999 Ola"])
    kari, number, ola = (
        flag(source, text, triage=triage)[0]
        for text, triage in (("Kari", "own_name"), ("999", "certain"), ("Ola", "to_decide"))
    )
    html = officer.get(url(source)).content.decode()
    assert "<strong>1</strong> own name: kept" in html
    assert "<strong>1</strong> certain: redacted" in html
    page = officer.post(url(source, "accept"), follow=True).content.decode()
    assert "2 were decided as proposed." in page
    assert [decision_of(each) for each in (kari, number, ola)] == ["keep own_name", "redact", ""]


def test_a_released_item_says_so_and_its_decisions_stand(officer):
    source = make_screened(["Kari"])
    [finding] = flag(source, "Kari")
    act(officer, source, "redact", finding)
    make_release(item_of(source))
    page = officer.get(act(officer, source, "not_personal", finding)["Location"]).content.decode()
    assert "so its decisions stand" in page
    assert decision_of(finding) == "redact"
    assert 'value="redact"' not in page


# Marking


def mark(client: Client, source: Source, query: str = "", **data: object):
    return client.post(url(source, "mark") + query, {"type": "PERSON", **data})


def texts(**fields: object) -> list[str]:
    return sorted(finding.text for finding in Finding.objects.filter(**fields))


def test_a_selection_is_marked_where_it_was_made(officer):
    source = make_screened(["Kari and Kari"])
    passage = source.passages.get()
    mark(officer, source, text="Kari", passage=passage.pk, start=9, end=13)
    assert [(each.start, each.end, decision_of(each)) for each in Finding.objects.all()] == [(9, 13, "redact")]


def test_a_part_of_a_word_can_be_marked_too(officer):
    source = make_screened(["Solbakkenkari"])
    mark(officer, source, text="kari", passage=source.passages.get().pk, start=9, end=13, everywhere="on")
    assert texts() == ["kari"]


def test_text_that_is_written_is_found_on_the_sheet_or_everywhere(officer):
    source = make_screened(["Kari", "Kari", "Ola"])
    mark(officer, source, "?at=2", text="kari")
    assert texts(passage__number=2) == ["Kari"]
    assert len(texts()) == 1
    response = mark(officer, source, text="kari", everywhere="on")
    assert texts() == ["Kari", "Kari"]
    assert "Marked and redacted in 2 places." in officer.get(response["Location"]).content.decode()


def test_offsets_that_no_longer_fit_fall_back_on_the_text(officer):
    source = make_screened(["Here is Kari"])
    mark(officer, source, text="Kari", passage=source.passages.get().pk, start=0, end=4)
    assert texts() == ["Kari"]


def test_what_cant_be_marked_stays_in_the_form_with_the_reason(officer):
    source = make_screened(["Kari"])
    html = mark(officer, source, text="Somebody else").content.decode()
    assert "This text does not stand here" in html
    assert 'value="Somebody else"' in html
    assert officer.post(url(source, "mark"), {"text": "Kari", "type": "NONSENSE"}).status_code == 200
    assert Finding.objects.count() == 0


# The version for readers


def making(client: Client, source: Source) -> str:
    return client.get(url(source, "making")).content.decode()


def test_the_version_can_be_made_when_all_is_decided_and_not_before(officer):
    source = make_screened(["Kari 999"])
    [first], [second] = flag(source, "Kari"), flag(source, "999", type="PHONE_NUMBER")
    act(officer, source, "redact", first)
    page = officer.post(url(source, "make"), follow=True).content.decode()
    assert "Decide about every finding first." in page
    act(officer, source, "not_personal", second)
    html = making(officer, source)
    assert "Make the version for readers" in html
    assert "Names of people: 1" in html
    assert "Ola Student (author)" in html
    officer.post(url(source, "make"))
    officer.post(url(source, "make"))
    html = making(officer, source)
    assert "as soon as a worker is free" in html
    assert "hx-trigger" in html
    assert DBTaskResult.objects.filter(task_path__endswith="make_rendition").count() == 1


def test_the_progress_of_the_step_is_shown_and_so_is_its_error_with_try_again(officer):
    source = make_screened()
    run = StepRun.objects.create(source=source, step="rendition", done=3, total=40)
    html = making(officer, source)
    assert "3 / 40" in html
    assert 'hx-trigger="every 2s"' in html
    StepRun.objects.filter(pk=run.pk).update(outcome="failed", error="The check found redacted text.")
    Source.objects.filter(pk=source.pk).update(error="The check found redacted text.")
    html = making(officer, source)
    assert "The check found redacted text." in html
    assert "Try again" in html
    assert "hx-trigger" not in html


def test_a_version_made_from_these_decisions_is_shown_with_those_who_are_asked(officer):
    source = make_screened()
    [finding] = flag(source, "Kari Nordmann")
    act(officer, source, "redact", finding)
    item = item_of(source)
    made_of = recipes.recipe(item)
    rendition = make_rendition(item, recipe=made_of.digest)
    spans = [[span.passage, span.start, span.end, span.type] for span in made_of.spans]
    Making.objects.create(rendition=rendition, source=source, texts=made_of.texts, spans=spans)
    html = making(officer, source)
    assert "It is made and was checked." in html
    assert reverse("preview_rendition", args=[rendition.pk]) in html
    review.mark_text(source.passages.all(), "works", "DATE", by=make_officer())
    assert "so answers given to that one hold" in making(officer, source)
    act(officer, source, "not_personal", finding)
    assert "are asked again" in making(officer, source)


def test_what_blocks_the_version_before_the_review_is_said(officer):
    source = make_screened()
    StepRun.objects.filter(source=source, step="screen").update(stale=True)
    publication.refresh_state(item_of(source))
    assert item_of(source).state == State.EXTRACTED
    html = making(officer, source)
    assert "Being worked on" in html
    assert "<button" not in html
