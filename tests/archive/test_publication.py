"""What may be released, and that nothing else shows an item."""

from __future__ import annotations

import datetime
from unittest.mock import Mock

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from archive import publication
from archive.models import Audience, Release, State
from archive.publication import Blocker, NotReleasable, Terms
from tests.factories import (
    make_class,
    make_item,
    make_membership,
    make_release,
    make_rendition,
    make_student,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def free(monkeypatch):
    """One condition that never blocks, one source of terms."""
    monkeypatch.setattr(publication, "_conditions", [lambda item: []])
    monkeypatch.setattr(publication, "_terms", [lambda item: Terms(Audience.PROGRAMME)])


def test_without_conditions_nothing_is_released(monkeypatch):
    item = make_item()
    make_rendition(item)
    monkeypatch.setattr(publication, "_conditions", [])
    with pytest.raises(NotReleasable):
        publication.release(item, by=None)


def test_without_terms_nothing_is_released(monkeypatch, free):
    item = make_item()
    make_rendition(item)
    monkeypatch.setattr(publication, "_terms", [lambda item: Terms(Audience.PUBLIC), lambda item: None])
    with pytest.raises(NotReleasable):
        publication.release(item, by=None)


def test_a_condition_that_raises_holds_the_item(monkeypatch, free):
    def broken(item):
        raise RuntimeError

    item = make_item()
    make_rendition(item)
    monkeypatch.setattr(publication, "_conditions", [broken])
    assert publication.state_of(item) == State.FAILED
    with pytest.raises(NotReleasable):
        publication.release(item, by=None)


def test_the_blocker_that_got_least_far_tells_the_state(monkeypatch):
    found = [Blocker("later", State.AWAITING_CONSENT), Blocker("first", State.SCREENED)]
    monkeypatch.setattr(publication, "_conditions", [lambda item: found])
    monkeypatch.setattr(publication, "_terms", [lambda item: None])
    assert publication.state_of(make_item()) == State.SCREENED


def test_the_narrowest_of_all_terms_wins(monkeypatch, free):
    wide, narrow = Terms(Audience.PUBLIC, frozenset({1})), Terms(Audience.COHORT, frozenset({2}))
    monkeypatch.setattr(publication, "_terms", [lambda item: wide, lambda item: narrow])
    agreed = publication.agreed_terms(make_item())
    assert agreed == Terms(Audience.COHORT, frozenset({1, 2}))


def test_release_lays_the_files_out_and_withdrawal_takes_them_away(free, work, django_capture_on_commit_callbacks):
    item = make_item()
    rendition = make_rendition(item, files=[("document", 0, "application/pdf", b"%PDF")])
    name = rendition.files.get().name
    publication.release(item, by=None)
    assert storages["released"].exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        publication.withdraw(item, by=None)
    assert not storages["released"].exists(name)
    work()
    assert storages["held"].exists(name)


def test_a_release_that_fails_leaves_no_file_behind(free, monkeypatch):
    item = make_item()
    rendition = make_rendition(item, files=[("document", 0, "application/pdf", b"%PDF")])
    monkeypatch.setattr(publication, "_terms", [lambda item: None])
    with pytest.raises(NotReleasable):
        publication.release(item, by=None)
    assert not storages["released"].exists(rendition.files.get().name)


def test_what_a_killed_release_laid_out_is_taken_away(free, work, monkeypatch):
    """Also when the item may not be released any more by then."""
    item = make_item()
    (name,) = make_rendition(item, files=[("document", 0, "application/pdf", b"x")]).files.values_list(
        "name", flat=True
    )
    with monkeypatch.context() as killed:
        killed.setattr("archive.files.remove_unreleased", lambda rendition: None)
        killed.setattr(publication, "_release", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publication.release(item, by=None)
    assert storages["released"].exists(name)
    DBTaskResult.objects.update(run_after=timezone.now() - datetime.timedelta(minutes=1))
    work()
    assert not storages["released"].exists(name)


def test_an_item_has_one_active_release():
    release = make_release(make_item())
    with pytest.raises(IntegrityError):
        Release.objects.create(item=release.item, rendition=release.rendition, audience="public", token="public")


@pytest.mark.parametrize(
    ("audience", "sees"),
    [
        (Audience.CLASS, {"classmate"}),
        (Audience.COHORT, {"classmate", "cohort"}),
        (Audience.PROGRAMME, {"classmate", "cohort", "alumna", "teacher"}),
        (Audience.PUBLIC, {"classmate", "cohort", "alumna", "teacher", "nobody", "shut out"}),
    ],
)
def test_exactly_the_audience_sees(audience, sees):
    from people.models import Role

    oslo, bergen = make_class("Oslo 1", year=2023), make_class("Bergen 1", year=2023)
    alumna = make_user()
    make_membership(alumna, make_class("Oslo 1", year=2019), end="2020-06-30")
    shut_out = make_student(programme_class=oslo)
    shut_out.is_active = False
    people = {
        "classmate": make_student(programme_class=oslo),
        "cohort": make_student(programme_class=bergen),
        "alumna": alumna,
        "teacher": make_user(roles=[Role.TEACHER]),
        "nobody": make_user(),
        "shut out": shut_out,
    }
    make_release(make_item(programme_class=oslo), audience=audience)
    assert {name for name, user in people.items() if Release.objects.visible_to(user).exists()} == sees


def test_both_keys_are_needed():
    student = make_student()
    release = make_release(make_item())
    assert Release.objects.visible_to(student).exists()
    release.item.specific.unpublish()
    assert not Release.objects.visible_to(student).exists()
