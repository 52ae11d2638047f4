"""Nothing is kept for longer than it is needed, and nothing goes without having been announced."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import PageLogEntry, Revision

from archive import mine, publication, retention, shells
from archive.models import Audience, Contributor, Deletion, ItemPage, RenditionPassage, State
from archive.settings import _months
from consent import closures, concerns, decisions
from consent.cases import Concern
from consent.models import Decision, LedgerEntry, Link, Request
from ingest import conditions, intake, making, renditions
from ingest import retention as retention_of_originals
from ingest.exceptions import OriginalDeleted
from ingest.models import Finding, Passage, Source
from ingest.submissions import Submission
from people.models import Role
from tests.factories import make_item, make_release, make_rendition, make_student, make_user
from tests.ingest.desks import flag, item_of, make_screened
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def officer():
    return make_user(name="Olga Officer", roles=[Role.PRIVACY_OFFICER])


def ago(days):
    return timezone.now() - days * DAY


def make_out(days):
    """A thesis with its original, whose version was released `days` ago."""
    source = make_screened(["Kari Nordmann works here."], title="About Kari")
    flag(source, "Kari Nordmann")
    item = item_of(source)
    make_rendition(item, files=[("document", 0, "application/pdf", b"old")])
    make_rendition(item, files=[("document", 0, "application/pdf", b"new")])
    make_release(item, released_at=ago(days))
    return item, source


def make_silent(days):
    """A thesis whose author was asked `days` ago and has not answered."""
    source = make_screened(["Kari Nordmann works here."], title="About Kari")
    item = item_of(source)
    rendition = make_rendition(item, files=[("document", 0, "application/pdf", b"x")])
    decisions.ask(rendition)
    type(rendition).objects.update(made_at=ago(days))
    Request.objects.update(made_at=ago(days))
    ItemPage.objects.filter(pk=item.pk).update(state=State.AWAITING_CONSENT)
    return item


def let_pass(days=31):
    """As if `days` had gone by since what was announced was announced."""
    for deletion in Deletion.objects.ahead():
        Deletion.objects.filter(pk=deletion.pk).update(due_on=deletion.due_on - days * DAY)


def acts():
    return [(step.act, step.rule.name, step.item.pk) for step in retention.plan()]


# Announcing


def test_nothing_happens_before_its_time():
    make_out(100)
    make_silent(200)
    assert acts() == []


def test_what_is_due_is_announced_to_everyone_who_has_a_part_before_it_goes(work):
    item, _source = make_out(300)
    assert acts() == [("announce", "originals", item.pk)]
    retention.run()
    work()
    deletion = Deletion.objects.get()
    assert deletion.due_on == timezone.localdate() + 30 * DAY
    (told,) = mail.outbox
    assert told.to == [item.owner.email]
    assert "Kari" not in told.body
    assert acts() == []
    assert Source.objects.get().emptied_at is None
    assert LedgerEntry.objects.filter(event="deletion_announced", item=item).count() == 1


def test_many_works_of_one_person_are_announced_in_one_mail(work):
    sender = make_user(name="Lise Lie")
    for _ in range(3):
        item, _source = make_out(300)
        ItemPage.objects.filter(pk=item.pk).update(owner=sender)
    retention.run()
    work()
    assert len([each for each in mail.outbox if each.to == [sender.email]]) == 1


def test_my_items_says_what_goes_and_when(client):
    item, _source = make_out(300)
    retention.run()
    client.force_login(item.owner)
    client.cookies["django_language"] = "en"
    item.owner.language = "en"
    item.owner.save()
    page = client.get("/mine/").content.decode()
    assert "To be deleted on" in page


def test_what_is_no_longer_due_is_called_off(work):
    item, _source = make_out(300)
    retention.run()
    publication.withdraw(item, by=None)
    let_pass()
    retention.run()
    work()
    assert not Deletion.objects.exists()
    assert Source.objects.get().emptied_at is None
    assert LedgerEntry.objects.filter(event="deletion_cancelled").exists()


def test_never_is_never(settings):
    settings.SAMLING = {**settings.SAMLING, "RETENTION": {**settings.SAMLING["RETENTION"], "originals": None}}
    make_out(5_000)
    assert acts() == []


# Originals


@pytest.fixture
def out(work):
    """A released thesis whose original is gone."""
    item, source = make_out(300)
    original = source.stored_name
    assert storages["held"].exists(original)
    retention.run()
    let_pass()
    retention.run()
    work()
    assert not storages["held"].exists(original)
    return ItemPage.objects.get(pk=item.pk)


def test_the_original_goes_with_all_that_was_found_in_it_and_readers_keep_their_version(out, client):
    assert not Passage.objects.exists()
    assert not Finding.objects.exists()
    source = Source.objects.get()
    assert (source.name, source.submission) == ("", {})
    older, newest = out.renditions.order_by("pk")
    assert not older.passages.exists()
    assert not older.files.exists()
    assert newest.passages.exists()
    client.force_login(out.owner)
    assert client.get(out.url).status_code == 200
    assert client.get(f"{out.url}?side=1").status_code == 200
    assert LedgerEntry.objects.get(event="deleted", item=out).details == {"rule": "originals"}
    assert acts() == []


def test_without_its_original_a_work_can_come_back_but_not_be_made_anew(out, officer):
    publication.withdraw(out, by=None)
    assert conditions.decided_and_verified(out) == []
    with pytest.raises(OriginalDeleted):
        renditions.make(out, by=officer)
    with pytest.raises(OriginalDeleted):
        making.order(out, by=officer)
    assert making.making_of(out, Source.objects.get(), 0).stage == "original deleted"


def test_the_desk_of_a_work_without_its_original_opens(out, officer, client):
    client.force_login(officer)
    assert client.get(f"/admin/review/{out.pk}/").status_code == 200
    concern = concerns.receive(concerns.Message(out.full_url, "Me"), by=out.owner)
    page = client.get(f"/admin/privacy/messages/{concern.pk}/").content.decode()
    assert 'value="redact"' not in page


def test_the_same_file_sent_again_is_a_new_source_whose_file_stays(out, work):
    source = Source.objects.get()
    again = make_screened(["Kari Nordmann works here."], title="About Kari")
    assert again.pk != source.pk
    retention_of_originals.delete_files(source)
    assert storages["held"].exists(again.stored_name)
    same = intake.receive(
        storages["held"].open(again.stored_name), name="x", by=source.uploaded_by, submission=Submission()
    )
    assert same.pk != source.pk


# Whole works


def test_a_work_that_nobody_answers_leaves_a_shell(work):
    item = make_silent(400)
    retention.run()
    let_pass()
    retention.carry_out(Deletion.objects.get())
    work()
    item = ItemPage.objects.get(pk=item.pk)
    assert (item.title, item.abstract, item.live, item.state) == (shells.NOTHING, "", False, State.DELETED)
    assert publication.state_of(item) == State.DELETED
    assert item.current_rendition is None
    for model in (Passage, Finding, RenditionPassage, Request, Link, Contributor):
        assert not model.objects.exists(), model
    assert not Revision.objects.exists()
    assert not PageLogEntry.objects.filter(page=item.pk).exists()
    assert not item.renditions.filter(files__isnull=False).exists()
    with pytest.raises(publication.NotReleasable):
        publication.release(item, by=None)
    assert acts() == []


def test_an_answer_before_the_day_saves_it(work):
    item = make_silent(400)
    retention.run()
    contributor = item.contributors.get()
    choices = decisions.Choices(Audience.PROGRAMME)
    decisions.grant(contributor, item.current_rendition, choices, by=contributor.user)
    ItemPage.objects.update(state=State.AWAITING_CONSENT)
    let_pass()
    retention.run()
    work()
    assert ItemPage.objects.get(pk=item.pk).content_deleted_at is None


def test_a_refused_work_goes_and_the_answer_stays(work):
    author = make_student()
    item = make_item(authors=[author], owner=author)
    decisions.refuse(item.contributors.get(), make_rendition(item), by=author)
    ItemPage.objects.update(state=State.REFUSED)
    later = timezone.localdate() + 400 * DAY
    assert [(step.act, step.rule.name) for step in retention.plan(later)] == [("announce", "refused")]
    retention.delete_content(item)
    assert Decision.objects.get().answer == "refused"
    assert item.contributors.count() == 1
    assert not RenditionPassage.objects.exists()


def test_a_released_work_is_never_emptied():
    item, _source = make_out(10)
    with pytest.raises(ValueError, match="released"):
        shells.empty(item)


# What holds


def test_nothing_goes_under_a_concern_or_a_closure(work, officer):
    item, silent = make_out(300)[0], make_silent(400)
    retention.run()
    let_pass()
    Concern.objects.create(item=item, which="x", text="x")
    closures.close(silent, "Ground", "fvl13", by=officer)
    retention.run()
    work()
    assert Source.objects.filter(emptied_at=None).count() == 2
    assert not Deletion.objects.exists()
    assert acts() == []


def test_nothing_goes_before_its_day():
    make_out(300)
    retention.run()
    assert not retention.carry_out(Deletion.objects.get())
    assert Source.objects.get().emptied_at is None


def test_a_message_that_comes_after_the_deletion_was_ordered_stops_it():
    item, _source = make_out(300)
    retention.run()
    let_pass()
    Concern.objects.create(item=item, which="x", text="x")
    assert not retention.carry_out(Deletion.objects.get())
    assert Source.objects.get().emptied_at is None


# Rows of no item


def test_what_is_done_with_is_swept_away():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=now + DAY)
    for days in (10, 400):
        decided = {"outcome": "lifted", "decided_at": ago(days)}
        Concern.objects.create(which="x", text="x", made_at=ago(1_000), **decided)
    Concern.objects.create(which="x", text="x", made_at=ago(1_000))
    request = decisions.ask(make_rendition(make_item(authors=[make_student()])))[0]
    for number, used in enumerate([None, ago(10), ago(120)]):
        Link.objects.create(request=request, digest=str(number), expires_at=now + DAY, used_at=used)
    retention.run()
    assert set(Session.objects.values_list("session_key", flat=True)) == {"new"}
    assert Concern.objects.count() == 2
    assert set(Link.objects.values_list("digest", flat=True)) == {"0", "1"}


def test_a_file_that_could_not_be_read_goes_in_time(client, work):
    sender = make_student()
    old, captions, new, well = (make_source(content, by=sender) for content in (b"a", b"b", b"c", b"d"))
    Source.objects.exclude(pk=new.pk).update(received_at=ago(100))
    Source.objects.filter(pk__in=[old.pk, new.pk]).update(error="It is empty.")
    Source.objects.filter(pk=captions.pk).update(purpose=Source.Purpose.CAPTIONS, belongs_to=old)
    client.force_login(sender)
    until = retention.months_after(timezone.localdate(), 3)
    assert date_format(until) in client.get(reverse("source", args=[new.pk])).content.decode()
    retention.run()
    assert set(Source.objects.without_item()) == {new, well}
    assert {captions, old} == set(Source.objects.exclude(emptied_at=None))
    assert {upload.url for upload in mine.uploads_of(sender)} == {
        reverse("source", args=[each.pk]) for each in (new, well)
    }
    assert client.get(reverse("source", args=[old.pk])).status_code == 404
    work()
    assert not storages["held"].exists(old.stored_name)


# The command and the setting


def test_a_dry_run_says_what_would_happen_and_does_nothing(capsys):
    item, _source = make_out(300)
    call_command("retention", "--dry-run")
    assert str(item.pk) in capsys.readouterr().out
    assert not Deletion.objects.exists()
    call_command("retention")
    assert Deletion.objects.exists()


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 1, 31), 1, (2026, 2, 28)), ((2026, 12, 15), 1, (2027, 1, 15)), ((2026, 3, 31), -1, (2026, 2, 28))],
)
def test_months_end_on_the_last_day_that_there_is(day, months, expected):
    assert retention.months_after(datetime.date(*day), months) == datetime.date(*expected)


def test_the_setting_is_read_and_a_slip_is_named(monkeypatch):
    monkeypatch.setenv("SAMLING_RETENTION", "originals=3, links=never")
    assert _months("SAMLING_RETENTION", {"originals": 6, "links": 3, "tasks": 1}) == {
        "originals": 3,
        "links": None,
        "tasks": 1,
    }
    for slip in ("orginals=3", "originals=soon"):
        monkeypatch.setenv("SAMLING_RETENTION", slip)
        with pytest.raises(ImproperlyConfigured):
            _months("SAMLING_RETENTION", {"originals": 6})


def test_every_rule_has_a_time_in_the_settings(settings):
    assert {rule.name for rule in retention.rules()} == set(settings.SAMLING["RETENTION"])
