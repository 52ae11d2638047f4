"""Who gets a file, and in which pieces."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import storages

from archive import files as rendition_files
from archive.models import Audience, Release
from archive.reading import neutral_name, url_of
from archive.views.files import file
from people.models import Role
from tests.factories import (
    make_class,
    make_item,
    make_release,
    make_rendition,
    make_rendition_file,
    make_student,
    make_user,
)

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def author():
    return make_student(name="Kari Author")


@pytest.fixture
def item(author):
    return make_item("lecture", authors=[author])


@pytest.fixture
def media(item):
    return make_rendition_file(make_rendition(item), "media", CONTENT, content_type="video/mp4")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_released_file_is_for_its_audience_alone(client, item, media):
    make_release(item, audience=Audience.COHORT)
    insider, outsider = make_student(), make_student(programme_class=make_class("Oslo 1", year=2019))
    assert client.get(url_of(media)).status_code == 404
    client.force_login(outsider)
    assert client.get(url_of(media)).status_code == 404
    client.force_login(insider)
    assert body(client.get(url_of(media))) == CONTENT


def test_a_held_file_is_for_sender_contributors_and_the_privacy_officer(client, item, media, author):
    for user, status in [
        (author, 200),
        (make_user(roles=[Role.PRIVACY_OFFICER]), 200),
        (make_user(roles=[Role.TEACHER]), 404),
        (make_student(), 404),
    ]:
        client.force_login(user)
        assert client.get(url_of(media)).status_code == status


def test_an_ended_release_ends_the_file_at_once(client, item, media):
    make_release(item)
    client.force_login(make_student())
    url = url_of(media)
    assert client.get(url).status_code == 200
    Release.objects.end(by=None)
    assert client.get(url).status_code == 404


def test_a_page_that_is_not_live_has_no_files(client, item, media):
    make_release(item)
    item.specific.unpublish()
    client.force_login(make_student())
    assert client.get(url_of(media)).status_code == 404


def test_readers_get_the_released_copy_and_never_the_held_one(client, item, media):
    make_release(item)
    storages["released"].delete(media.name)
    client.force_login(make_student())
    assert client.get(url_of(media)).status_code == 404


def test_a_file_of_an_earlier_rendition_is_not_released_with_the_newer_one(client, item, media):
    make_release(item, rendition=make_rendition(item))
    rendition_files.copy(media.rendition)
    client.force_login(make_student())
    assert client.get(url_of(media)).status_code == 404


def test_the_name_in_the_address_is_the_neutral_one(client, item, media, author):
    client.force_login(author)
    assert url_of(media) == f"/fil/{media.pk}/samling-{media.rendition_id}.mp4"
    assert client.get(f"/fil/{media.pk}/Kari-Author.mp4").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "expected", "content_range"),
    [
        ("bytes=0-99", 206, CONTENT[:100], "bytes 0-99/1024"),
        ("bytes=1000-", 206, CONTENT[1000:], "bytes 1000-1023/1024"),
        ("bytes=-24", 206, CONTENT[-24:], "bytes 1000-1023/1024"),
        ("bytes=-5000", 206, CONTENT, "bytes 0-1023/1024"),
        ("bytes=1000-9999", 206, CONTENT[1000:], "bytes 1000-1023/1024"),
        ("bytes=0-1,5-6", 200, CONTENT, None),
        ("bytes=9-3", 200, CONTENT, None),
        ("bytes=-", 200, CONTENT, None),
        ("seconds=0-1", 200, CONTENT, None),
    ],
)
def test_byte_ranges(client, media, author, asked, status, expected, content_range):
    client.force_login(author)
    response = client.get(url_of(media), headers={"Range": asked})
    assert (response.status_code, body(response)) == (status, expected)
    assert response.headers.get("Content-Range") == content_range
    assert response.headers["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_with_its_size(client, media, author, asked):
    client.force_login(author)
    response = client.get(url_of(media), headers={"Range": asked})
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */1024")


def test_a_part_of_another_version_is_never_sent(client, media, author):
    client.force_login(author)
    etag = client.head(url_of(media)).headers["ETag"]
    assert etag == f'"{hashlib.sha256(CONTENT).hexdigest()}"'
    for if_range, status in [(etag, 206), ('"older"', 200)]:
        response = client.get(url_of(media), headers={"Range": "bytes=0-9", "If-Range": if_range})
        assert response.status_code == status
    assert client.get(url_of(media), headers={"If-None-Match": etag}).status_code == 304


def test_head_tells_all_but_the_content(client, media, author):
    client.force_login(author)
    response = client.head(url_of(media))
    assert (response.status_code, response.headers["Content-Length"], response.content) == (200, "1024", b"")


def test_files_are_not_kept_guessed_or_run_by_the_browser(client, media, author):
    client.force_login(author)
    document = make_rendition_file(media.rendition, "document", b"%PDF-1.7")
    for served, disposition in [(media, "inline"), (document, "attachment")]:
        headers = client.get(url_of(served)).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Content-Disposition"].startswith(disposition)
        assert "Kari" not in headers["Content-Disposition"]


def test_a_file_is_closed_when_the_reader_goes_away(rf, media, author):
    request = rf.get(url_of(media))
    request.user = author
    response = file(request, media.pk, neutral_name(media))
    part = response._iterator  # type: ignore[attr-defined]
    response.close()
    assert part._content.closed


def test_nothing_but_reading_is_allowed(client, media, author):
    client.force_login(author)
    assert client.post(url_of(media)).status_code == 405
