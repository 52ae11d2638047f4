"""Receiving: stored once under its digest, read back, never by its name."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from ingest import intake
from ingest.models import Source
from ingest.submissions import Submission
from tests.factories import make_user
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db


def test_a_file_lies_under_its_sha256_in_the_held_storage():
    source = make_source(b"innhold")
    assert source.sha256 == hashlib.sha256(b"innhold").hexdigest()
    assert storages["held"].open(source.stored_name).read() == b"innhold"
    assert not storages["released"].exists(source.stored_name)


def test_the_same_file_from_the_same_person_is_the_same_source():
    user = make_user()
    assert make_source(b"en", by=user) == make_source(b"en", by=user, name="annet.txt")


def test_the_same_file_from_another_person_is_another_source_and_tells_nobody():
    assert make_source(b"en", by=make_user()) != make_source(b"en", by=make_user())


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\kari\\oppgave.pdf", "oppgave.pdf"),
        ("opp\u202egave\x00.pdf", "oppgave.pdf"),
        ("/", "?"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_name_is_only_ever_shown(sent, shown):
    assert make_source(name=sent).name == shown


def test_a_file_that_failed_is_tried_again_and_not_listed_twice():
    first = make_source(b"en")
    first.error = "Nei."
    first.save()
    again = make_source(b"en", kind="material")
    assert again == first
    assert again.submission["kind"] == "material"


def test_an_empty_file_is_listed_with_its_reason_and_not_stored():
    source = make_source(b"")
    assert source.error
    assert source.item is None
    assert not storages["held"].exists(source.stored_name)


def test_an_empty_file_sent_twice_is_listed_once():
    make_source(b"")
    make_source(b"")
    assert Source.objects.count() == 1


def test_a_file_over_the_limit_is_refused(settings):
    settings.INGEST = {**settings.INGEST, "MAX_UPLOAD_BYTES": 3}
    assert make_source(b"four").error
    assert not make_source(b"abc").error


class Forgetful(FileSystemStorage):
    """A storage that loses the last byte."""

    def _save(self, name, content):
        return super()._save(name, ContentFile(content.read()[:-1]))  # type: ignore[misc]


def test_what_the_storage_does_not_give_back_is_not_noted(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "held": {"BACKEND": f"{__name__}.Forgetful", "OPTIONS": {"location": tmp_path / "bad"}},
    }
    with pytest.raises(OSError, match="did not give back"):
        intake.receive(io.BytesIO(b"innhold"), name="a.txt", by=None, submission=Submission())
    assert not Source.objects.exists()
