"""What a rendition tells its contributors: what was taken out, replaced and left in, on what ground, and where."""

from __future__ import annotations

import pytest

from ingest import review
from ingest.models import Finding, Source
from ingest.outcomes import outcomes
from ingest.recipes import recipe
from tests.ingest.desks import flag, item_of, make_officer, make_screened

pytestmark = pytest.mark.django_db


def rows(source: Source, unnamed=()):
    return outcomes(recipe(item_of(source), unnamed))


def test_what_was_decided_is_counted_by_act_ground_and_type_with_its_pages():
    officer = make_officer()
    source = make_screened(["Kari 999 Ola", "Kari Nilsen", "Kari Per"], title="Om Kari")
    review.decide(flag(source, "Kari"), review.Action.REDACT, "", by=officer)
    review.decide(flag(source, "999", kind="PHONE_NUMBER"), review.Action.REDACT, "", by=officer)
    review.decide(flag(source, "Ola"), review.Action.KEEP, "cited_work", by=officer)
    review.decide(flag(source, "Nilsen"), review.Action.KEEP, "cited_work", by=officer)
    review.decide(flag(source, "Per"), review.Action.REPLACE, "", by=officer, replacement="Kollega A")
    assert rows(source) == [
        ("keep", "cited_work", "PERSON", 2, [1, 2]),
        ("redact", "", "PERSON", 4, [0, 1, 2, 3]),
        ("redact", "", "PHONE_NUMBER", 1, [1]),
        ("replace", "", "PERSON", 1, [3]),
    ]


def test_what_is_undone_counts_no_more_and_what_is_touched_by_a_redaction_is_not_left_in():
    officer = make_officer()
    source = make_screened(["Kari Nilsen"])
    review.decide(flag(source, "Kari Nilsen"), review.Action.REDACT, "", by=officer)
    review.decide(flag(source, "Nilsen"), review.Action.KEEP, "public_role", by=officer)
    assert rows(source) == [("redact", "", "PERSON", 1, [1])]
    review.undo(Finding.objects.filter(start=0), by=officer)
    assert rows(source) == [("keep", "public_role", "PERSON", 1, [1])]


def test_the_name_of_who_stays_unnamed_is_taken_out_and_no_longer_kept():
    source = make_screened(["Ola Student skrev dette."])
    author = item_of(source).contributors.get()
    review.decide(flag(source, "Ola Student", triage="own_name"), review.Action.KEEP, "own_name", by=make_officer())
    assert [row[:4] for row in rows(source, [author.pk])] == [("redact", "", "PERSON", 2)]
