"""What readers see of an item, and who sees that there is one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Audience, Release
from people.models import Role
from tests.factories import make_class, make_item, make_release, make_rendition, make_student, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = make_student()
    client.force_login(user)
    return user


@pytest.fixture
def thesis():
    return make_item(authors=[make_user(name="Kari Moen")], abstract="Draft abstract", year=2024)


def make_released(item, *passages, **fields):
    make_rendition(item, passages or ["The first page."], **fields)
    make_release(item)
    return item


def text(response) -> str:
    return str(response.content, "utf-8")


def test_an_item_without_release_is_not_there(client, reader, thesis):
    make_rendition(thesis)
    thesis.specific.save_revision().publish(skip_permission_checks=True)
    assert client.get(thesis.url).status_code == 404


def test_only_the_audience_sees_it(client, thesis):
    make_release(thesis, audience=Audience.CLASS)
    assert client.get(thesis.url).status_code == 404
    client.force_login(make_student(programme_class=make_class("Oslo 2")))
    assert client.get(thesis.url).status_code == 404
    client.force_login(make_student())
    assert client.get(thesis.url).status_code == 200


def test_what_is_shown_is_the_rendition_and_the_names_of_the_release(client, reader, thesis):
    rendition = make_rendition(thesis, title="Frozen title", abstract="Frozen abstract", keywords=["frozen word"])
    make_release(thesis, rendition=rendition, names=["Shown Name"])
    thesis.title, thesis.abstract, thesis.keywords = "Typed later", "Typed later", "typed later"
    thesis.specific.save()
    thesis.save()
    page = text(client.get(thesis.url))
    for expected in ("Frozen title", "Frozen abstract", "frozen word", "Shown Name"):
        assert expected in page
    for hidden in ("Typed later", "typed later", "Kari Moen"):
        assert hidden not in page


def test_someone_who_stays_unnamed_is_not_named(client, reader, thesis):
    make_release(thesis, names=[])
    page = text(client.get(thesis.url))
    assert "Kari Moen" not in page
    assert "Unnamed author" in page or "uten navn" in page


def test_a_withdrawn_item_says_so_to_those_who_could_see_it_and_says_nothing_else(client, reader, thesis):
    make_released(thesis, title="Frozen title")
    Release.objects.end(by=None, reason="withdrawn")
    response = client.get(thesis.url)
    assert response.status_code == 410
    for hidden in ("Frozen title", "Kari Moen", thesis.title):
        assert hidden not in text(response)
    client.force_login(make_user())
    assert client.get(thesis.url).status_code == 404


def test_the_reading_view_shows_the_page_that_was_asked_for(client, reader, thesis):
    make_released(thesis, "One apple.", "Two pears.", "Three plums.")
    for asked, expected in [("2", "Two pears."), ("0", "One apple."), ("99", "Three plums."), ("x", "One apple.")]:
        assert expected in text(client.get(thesis.url, {"side": asked}))


def test_words_asked_for_are_marked_in_the_text_and_on_the_picture(client, reader, thesis):
    rendition = make_rendition(
        thesis, ["Trust grows slowly", "No such word"], files=[("page", 1, "image/webp", b"picture")]
    )
    make_release(thesis, rendition=rendition)
    page = text(client.get(thesis.url, {"side": "1", "q": "trust"}))
    assert "<mark>Trust</mark> grows slowly" in page
    assert page.count("<rect") == 1
    assert '<rect x="100.0" y="100.0" width="140.0" height="20.0"' in page


def test_search_in_the_text_lists_the_pages_with_hits(client, reader, thesis):
    make_released(thesis, "Trust here", "Nothing", "More trust, much trust")
    page = text(client.get(thesis.url, {"q": "trust"}))
    assert "?q=trust&amp;side=1" in page
    assert "?q=trust&amp;side=3" in page
    assert "side=2" not in page


def test_text_that_looks_like_markup_stays_text(client, reader, thesis):
    make_released(thesis, "<script>alert(1)</script>", title="<b>Title</b>")
    for parameters in ({}, {"side": "1"}, {"q": "<script>alert"}):
        page = text(client.get(thesis.url, parameters))
        assert "<script>alert" not in page
        assert "<b>Title" not in page


def test_a_recording_begins_at_the_second_in_the_address(client, reader):
    lecture = make_item("lecture")
    rendition = make_rendition(
        lecture, [(0.0, 4.5, "Welcome."), (4.5, 9.0, "About change.")], files=[("media", 0, "video/mp4", b"video")]
    )
    make_release(lecture, rendition=rendition)
    page = text(client.get(lecture.url, {"t": "83.6"}))
    assert "samling-" in page
    assert "#t=83" in page
    assert 'data-start="4.50"' in page
    assert "About change." in page


def test_a_preview_is_for_those_who_may_know_of_the_held_item(client, thesis):
    rendition = make_rendition(thesis, ["As readers would get it."])
    url = reverse("preview_rendition", args=[rendition.pk])
    author, officer = thesis.contributors.get().user, make_user(roles=[Role.PRIVACY_OFFICER])
    assert client.get(url).status_code == 404
    for user, status in [(author, 200), (officer, 200), (make_student(), 404)]:
        client.force_login(user)
        assert client.get(url).status_code == status


def test_nothing_of_an_item_is_kept_by_the_browser(client, reader, thesis):
    make_released(thesis)
    assert client.get(thesis.url).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("parameters", [{}, {"side": "1"}, {"side": "1", "q": "page"}])
def test_a_longer_thesis_takes_no_more_queries(client, reader, parameters, django_assert_max_num_queries):
    counts = []
    for pages in (2, 60):
        item = make_item(authors=[make_user() for _ in range(pages // 2)])
        make_released(item, *["A page of text."] * pages)
        client.get(item.url, parameters)
        with django_assert_max_num_queries(20) as captured:
            assert client.get(item.url, parameters).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
