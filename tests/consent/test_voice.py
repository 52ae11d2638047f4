"""A person takes their voice out of a recording: it goes at once, and comes back without it."""

from __future__ import annotations

import av
import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from archive import mine, publication
from archive.models import Deletion, Release, Rendition, RenditionFile, Silence
from consent import decisions
from consent.models import Decision, LedgerEntry, Request
from consent.receipts import document, record
from consent.voice import wishes
from ingest import files, renditions, review
from ingest.models import Passage, StepRun
from ingest.pipeline import rendition as making
from ingest.redaction import media
from ingest.redaction.media import silent
from ingest.redaction.spans import LABELS
from search.service import search
from tests.consent.recordings import make_lecture, make_released_lecture, shared_out
from tests.factories import make_contributor, make_item, make_release, make_rendition, make_student, make_user
from tests.ingest.desks import flag, item_of, make_officer
from tests.ingest.redaction.recordings import loudness, make_recording

pytestmark = pytest.mark.django_db

NAMED = (4.75, 11.177)
"""When the lecturer says "My name is Helen Whitaker, and for twelve years …": the second line."""


@pytest.fixture
def lecture(work):
    return item_of(make_released_lecture(work))


@pytest.fixture
def shared():
    """A recording that is released, without any sound behind it: for what doesn't make a version."""
    item = make_item("lecture", title="One winter", authors=[make_student(name="Helen Whitaker", language="en")])
    lines = [(1.0, 4.4, "Good afternoon."), (*NAMED, "My name is Helen Whitaker."), (11.5, 16.5, "One winter.")]
    make_rendition(item, lines, [("media", 0, "audio/mp4", b"-")])
    make_release(item)
    publication.refresh_state(item)
    return item


def lecturer_of(item):
    return item.contributors.get()


def take_out(item, *stretches):
    contributor = lecturer_of(item)
    return wishes.take_out(contributor, item.current_rendition, stretches or [NAMED], by=contributor.user)


def read(item, user) -> int:
    client = Client()
    client.force_login(user)
    return client.get(item.specific.url).status_code


def heard(item, *stretch: float) -> float:
    file = item.active_release.rendition.files.get(kind=RenditionFile.Kind.MEDIA)
    with storages["released"].open(file.name) as content, files.local(file.name) as held:
        assert content.read() == held.read_bytes()
        return loudness(held, *stretch)


def test_the_words_are_gone_from_sound_transcript_captions_and_search(lecture, work):
    reader = make_student()
    assert search("Whitaker", reader).total == 1
    before = lecture.active_release
    assert heard(lecture, *NAMED) > 0.01

    take_out(lecture)
    assert not lecture.active_release
    assert read(lecture, reader) == 410
    assert search("Whitaker", reader).total == 0
    assert publication.blockers(lecture)

    work()
    release = lecture.active_release
    assert release.rendition.follows == before.rendition
    assert (release.audience, release.names, release.purposes) == (before.audience, before.names, before.purposes)
    assert heard(lecture, *NAMED) < 1e-5
    assert heard(lecture, 17.4, 21.6) > 0.01
    sound = release.rendition.files.get(kind=RenditionFile.Kind.MEDIA)
    with files.local(sound.name) as path:
        assert silent(path, [(NAMED[0] - 0.3, NAMED[1] + 0.3)])
    captions = release.rendition.files.get(kind=RenditionFile.Kind.CAPTIONS)
    told = storages["released"].open(captions.name).read().decode()
    told += " ".join(release.rendition.passages.values_list("text", flat=True))
    for word in ("Whitaker", "Helen", "nursing", "England"):
        assert word not in told
        assert search(word, reader).total == 0
    assert str(LABELS["VOICE"]) in told
    assert search("snow", reader).total == 1
    assert read(lecture, reader) == 200


def test_nobody_is_asked_again_and_the_wish_is_in_ledger_and_receipt(lecture, work):
    asked = Request.objects.count()
    take_out(lecture)
    work()
    assert Request.objects.count() == asked
    events = list(LedgerEntry.objects.filter(item=lecture).values_list("event", flat=True))
    assert events[-5:] == ["silenced", "granted", "withdrawn", "rendition_made", "released"]
    entry = LedgerEntry.objects.get(event="silenced")
    assert entry.details["stretches"] == [list(NAMED)]
    first, last = Decision.objects.order_by("pk")
    assert (last.audience, last.purposes, last.notice, last.named) == (
        first.audience,
        first.purposes,
        first.notice,
        first.named,
    )
    receipt = record.verify(bytes(record.of(last).content))
    assert receipt["archive"]["silent"] == [list(NAMED)]
    with translation.override("en"):
        assert "Silent at your wish: 0:04–0:11." in document.lines_of(receipt)
    assert record.verify(bytes(record.of(first).content))["archive"]["silent"] == []


def test_a_part_of_a_line_is_cut_at_words(lecture, work):
    take_out(lecture, (18.0, 19.0))
    work()
    text = lecture.active_release.rendition.passages.get(number=4).text
    whole = "We had eleven nurses and almost six hundred patients."
    words = shared_out(whole, 17.35, 21.631)
    gone = {whole[int(first) : int(last)] for first, last, begin, end in words if begin < 19.0 and end > 18.0}
    assert gone
    assert not gone & set(text.split())
    assert text.startswith("We ")
    assert text.endswith("patients.")


def test_times_without_any_words_are_silent_too(lecture, work):
    Passage.objects.filter(source__item=lecture, number=2).update(text="", words=[])
    take_out(lecture)
    work()
    # The text differs from that which was agreed to, so everyone is asked; but what was wished for is kept.
    made = lecture.current_rendition
    assert made.silences == [list(NAMED)]
    with files.local(made.files.get(kind=RenditionFile.Kind.MEDIA).name) as path:
        assert silent(path, [NAMED])


def test_in_a_video_the_picture_is_black_meanwhile(work, tmp_path):
    film = make_recording(tmp_path / "a.mp4", seconds=6, pictures="libx264")
    item = item_of(make_released_lecture(work, content=film.read_bytes(), media_type="video/mp4"))
    take_out(item, (2.0, 3.5))
    work()
    release = Release.objects.active().get(item=item)
    with files.local(release.rendition.files.get(kind=RenditionFile.Kind.MEDIA).name) as path:
        assert silent(path, [(2.0, 3.5)])
        brightest = brightness(path)
    assert all(value < 40 for second, value in brightest if 2.0 <= second <= 3.5)
    assert all(value > 80 for second, value in brightest if second > 4.5)


def brightness(path) -> list[tuple[float, int]]:
    with av.open(path) as film:
        return [(frame.time or 0.0, int(frame.to_ndarray(format="gray").max())) for frame in film.decode(video=0)]


# It holds, whatever happens


def test_a_version_that_was_being_made_meanwhile_is_not_released(lecture, work, monkeypatch):
    """Made from a recipe of before the wish, finished after it: newer, and loud."""
    before = lecture.current_rendition
    take_out(lecture)
    loud = make_rendition(lecture, follows=before)
    monkeypatch.setattr(publication, "_conditions", [wishes.what_was_taken_out_is_silent])
    assert publication.blockers(lecture)
    with pytest.raises(publication.NotReleasable):
        publication.release(lecture, by=None)
    Rendition.objects.filter(pk=loud.pk).update(silences=[[4.0, 12.0]])
    assert publication.blockers(lecture) == []


def test_a_worker_that_is_killed_after_the_making_leaves_it_to_the_next(lecture, work):
    take_out(lecture)
    making.make(lecture, by=None)  # … and no more: nobody asks for the release.
    assert not lecture.active_release
    work()
    assert lecture.active_release.rendition.silences == [list(NAMED)]


def test_a_making_that_is_under_way_is_waited_for(lecture, work):
    take_out(lecture)
    running = StepRun.objects.create(source=lecture.sources.get(), step="rendition")
    work()
    assert not lecture.active_release
    running.delete()
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work()
    assert lecture.active_release


def test_a_making_that_fails_holds_the_item_and_shows_it_to_the_privacy_officer(lecture, work, monkeypatch):
    monkeypatch.setattr(media, "HEARD", 0)  # As if something were heard where it is to be silent.
    take_out(lecture)
    work()
    assert not lecture.active_release
    assert publication.state_of(lecture) == "failed"
    assert lecture in review.waiting_items()


def test_what_is_decided_later_does_not_undo_the_wish(lecture, work):
    take_out(lecture)
    officer = make_officer()
    findings = flag(lecture.sources.get(), "Helen Whitaker")
    review.decide(findings, review.Action.KEEP, review.Ground.PUBLIC_ROLE, by=officer)
    work()
    made = lecture.current_rendition
    assert made.silences == [list(NAMED)]
    assert not made.passages.filter(text__contains="Whitaker").exists()


def test_while_findings_are_undecided_it_is_made_when_they_are(lecture, work):
    before = lecture.current_rendition
    take_out(lecture)
    flag(lecture.sources.get(), "snow")
    work()
    assert lecture.current_rendition == before
    assert not lecture.active_release


def test_without_the_original_it_goes_and_stays_away(lecture, work):
    today = timezone.localdate()
    Deletion.objects.create(item=lecture, rule="originals", due_on=today, done_at=timezone.now())
    lecture.sources.update(emptied_at=timezone.now())
    assert publication.blockers(lecture) == []
    take_out(lecture)
    work()
    assert not lecture.active_release
    assert not lecture.sources.exclude(error="").exists()
    assert len(publication.blockers(lecture)) == 2
    lecturer = lecturer_of(lecture).user
    lecturer.language = "en"
    lecturer.save()
    client = Client()
    client.force_login(lecturer)
    assert "stays down" in client.get(address(lecture)).content.decode()


def test_the_wish_survives_a_new_transcript(lecture, work):
    take_out(lecture)
    work()
    source = lecture.sources.get()
    source.passages.filter(number=2).delete()
    Passage.objects.create(
        source=source, number=2, kind="speech", start=4.8, end=11.0, text="Helen Whitaker.", words=[]
    )
    made = renditions.make(lecture, by=None)
    assert not made.passages.filter(text__contains="Whitaker").exists()


def test_who_stays_unnamed_stays_so_while_another_has_not_agreed(work):
    source = make_lecture()
    item = item_of(source)
    lecturer = lecturer_of(item)
    make_contributor(item, make_student("Bo Dahl"), name="Bo Dahl", role="participant", position=1)
    first = renditions.make(item, by=None)
    Rendition.objects.filter(pk=first.pk).update(unnamed=[lecturer.pk])
    made = renditions.make(item, by=None)
    assert made.unnamed == [lecturer.pk]


def test_the_database_keeps_the_wish(shared):
    take_out(shared)
    for tamper in (
        lambda: Silence.objects.update(end=5.0),
        lambda: Silence.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            tamper()


def test_nobody_takes_out_for_another_nor_from_what_is_not_the_current_version(shared):
    contributor, rendition = lecturer_of(shared), shared.current_rendition
    with pytest.raises(decisions.NotYours):
        wishes.take_out(contributor, rendition, [NAMED], by=make_user())
    newer = make_rendition(shared)
    with pytest.raises(decisions.OutOfDate):
        wishes.take_out(contributor, rendition, [NAMED], by=contributor.user)
    with pytest.raises(wishes.NoRecording):
        wishes.take_out(contributor, newer, [NAMED], by=contributor.user)
    assert shared.active_release


def test_taking_out_what_is_silent_already_changes_nothing(shared):
    take_out(shared)
    release = make_release(shared)
    assert take_out(shared, (5.0, 6.0)) == []
    assert shared.active_release == release


# The page


@pytest.fixture
def browser(shared):
    client = Client()
    client.force_login(lecturer_of(shared).user)
    return client


def address(item):
    return reverse("consent:voice", args=[item.pk])


def test_lines_are_ticked_times_written_and_one_button_takes_them_out(shared, browser):
    html = browser.get(address(shared)).content.decode()
    assert "My name is Helen Whitaker" in html
    assert html.count('type="checkbox"') == shared.current_rendition.passages.count()
    data = {"digest": shared.current_rendition.digest, "lines": ["2"], "times": "0:17 - 0:21\n1:02:03–1:02:04\n"}
    assert browser.post(address(shared), data).status_code == 302
    assert not shared.active_release
    assert shared.silences.stretches() == [NAMED, (17.0, 21.0), (3723.0, 3724.0)]
    Rendition.objects.update(silences=[NAMED])
    assert "0:04–0:11" in browser.get(address(shared)).content.decode()


@pytest.mark.parametrize("times", ["", "noon", "0:20–0:10", "0:10", "0:70–0:80"])
def test_what_cant_be_read_is_told_and_takes_nothing_out(shared, browser, times):
    data = {"digest": shared.current_rendition.digest, "times": times}
    response = browser.post(address(shared), data)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert shared.active_release


def test_a_newer_version_is_looked_at_first(shared, browser):
    assert browser.post(address(shared), {"digest": "older", "lines": ["2"]}).status_code == 302
    assert not Silence.objects.exists()


def test_the_page_is_for_those_who_have_a_part_in_a_recording(shared, browser):
    stranger = Client()
    assert stranger.get(address(shared)).status_code == 302
    stranger.force_login(make_student())
    assert stranger.get(address(shared)).status_code == 404
    thesis = make_item(authors=[lecturer_of(shared).user])
    make_rendition(thesis)
    assert browser.get(address(thesis)).status_code == 404


def test_my_items_leads_there(shared, browser):
    user = lecturer_of(shared).user
    assert address(shared) in [action.url for action in mine.actions_for(user, [shared])[shared.pk]]
    assert address(shared) in browser.get(reverse("my_items")).content.decode()
