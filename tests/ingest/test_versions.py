"""Which version for readers a decision leads to, and where its files lie."""

from __future__ import annotations

import pytest
from django.core.files.storage import storages

from archive import files as rendition_files
from archive import publication
from archive.models import Audience, Rendition
from consent import decisions
from consent.decisions import Choices
from ingest import making, renditions, review
from ingest.models import Source
from tests.factories import make_release
from tests.ingest.desks import flag, item_of, make_officer, make_screened
from tests.ingest.redaction.pdfs import make_pdf

pytestmark = pytest.mark.django_db

REDACT, KEEP = review.Action.REDACT, review.Action.KEEP
TEXT = "Torgunn Fjellvang kom igjen."


@pytest.fixture
def source(tmp_path) -> Source:
    made = make_screened([TEXT], content=make_pdf(tmp_path / "a.pdf", [[TEXT]]).read_bytes())
    Source.objects.filter(pk=made.pk).update(media_type="application/pdf")
    return made


def version(source: Source, action: review.Action, officer) -> Rendition:
    found = list(review.findings_of(item_of(source))) or flag(source, "Torgunn Fjellvang")
    review.decide(found, action, "not_personal" if action == KEEP else "", by=officer)
    return renditions.make(item_of(source), by=officer)


def test_an_officer_who_goes_back_to_an_earlier_decision_gets_a_version_made_of_it(source):
    officer = make_officer()
    first = version(source, REDACT, officer)
    author = item_of(source).contributors.get()
    decisions.grant(author, first, Choices(Audience.PROGRAMME, named=True), by=author.user)
    version(source, KEEP, officer)
    again = version(source, REDACT, officer)
    item = item_of(source)
    assert item.current_rendition == again != first
    assert again.digest == first.digest
    assert making.making_of(item, source, 0).stage == "made"
    assert again.follows == first  # The same bytes: who agreed to them has agreed.
    assert "is to be made" not in " ".join(str(each.reason) for each in publication.blockers(item))
    assert renditions.make(item, by=officer) == again
    # And each has files of its own, that don't go with the other's.
    make_release(item, rendition=again)
    rendition_files.remove_unreleased(first)
    assert all(storages["released"].exists(file.name) for file in again.files.all())
