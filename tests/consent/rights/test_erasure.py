"""What holds once a person is erased, and who can't be."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive import publication
from archive.models import Audience, Purpose, State
from consent import decisions, ledger, links
from consent.cases import Concern
from consent.decisions import Choices
from consent.models import Decision, LedgerEntry, LedgerPerson, Link, Receipt
from consent.receipts import record
from ingest.models import Source
from people import erasure, roster
from people.models import Role, User
from tests.factories import make_contributor, make_item, make_release, make_rendition, make_user
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_consent_blocks(monkeypatch):
    """Review has tests of its own."""
    monkeypatch.setattr(publication, "_conditions", [decisions.everyone_asked_agrees])


@pytest.fixture
def shared():
    """A work of two authors that both said yes to, open to everyone."""
    authors = [make_user("kari@example.org", name="Kari Nordmann"), make_user("ola@example.org", name="Ola Li")]
    item = make_item(authors=authors, owner=authors[0])
    rendition = make_rendition(item)
    choices = Choices(Audience.PUBLIC, frozenset({Purpose.READING}), named=True)
    for contributor in item.contributors.all():
        assert contributor.user is not None
        decisions.grant(contributor, rendition, choices, by=contributor.user)
    publication.release(item, by=None)
    return item


def kari() -> User:
    return User.objects.get(name="Kari Nordmann")


def test_a_shared_work_is_invisible_at_once_and_stays_held_for_the_others(shared, client):
    page = shared.specific.url
    assert client.get(page).status_code == 200
    source = make_source(by=kari(), item=shared, name="Kari Nordmann.txt")

    erasure.erase(kari(), by=None)

    assert client.get(page).status_code == 410
    shared.refresh_from_db()
    assert shared.state == State.WITHDRAWN
    assert [str(blocker.reason) for blocker in publication.blockers(shared)] != []
    with pytest.raises(publication.NotReleasable):
        publication.release(shared, by=None)
    assert [each.name for each in shared.contributors.all()] == [erasure.nobody(), "Ola Li"]
    assert shared.releases.get().names == [erasure.nobody(), "Ola Li"]
    assert Source.objects.get(pk=source.pk).name == f"{erasure.nobody()}.txt"


def test_a_new_version_does_not_ask_the_erased_and_is_not_released_without_them(shared, work, mailoutbox):
    person = kari()
    erasure.erase(person, by=None)
    rendition = make_rendition(shared)
    asked = decisions.ask(rendition)
    assert [request.contributor.name for request in asked] == ["Ola Li"]
    decisions.grant(asked[0].contributor, rendition, Choices(Audience.PUBLIC), by=User.objects.get(name="Ola Li"))
    work()
    assert shared.active_release is None
    assert not [mail for mail in mailoutbox if "erased" in mail.to[0]]


def test_whoever_never_answered_is_not_waited_for():
    author = make_user(name="Kari Nordmann")
    item = make_item(authors=[author, make_user()])
    make_rendition(item)
    erasure.erase(author, by=None)
    assert State.WITHDRAWN in [blocker.state for blocker in publication.blockers(item)]
    assert author not in [blocker.waiting_for for blocker in publication.blockers(item)]


def test_a_work_that_somebody_else_sent_stays():
    author = make_user(name="Kari Nordmann")
    item = make_item(title="Mi oppgåve", authors=[author], owner=make_user(name="Kontoret"))
    erasure.erase(author, by=None)
    item.refresh_from_db()
    assert item.title == "Mi oppgåve"


def test_a_work_with_a_co_author_who_has_no_account_stays():
    author = make_user(name="Kari Nordmann")
    item = make_item(title="Vår oppgåve", authors=[author], owner=author)
    make_contributor(item)
    erasure.erase(author, by=None)
    item.refresh_from_db()
    assert item.title == "Vår oppgåve"


def test_a_work_that_somebody_wrote_about_stays_until_that_is_decided():
    author = make_user(name="Kari Nordmann")
    item = make_item(title="Mi oppgåve", authors=[author], owner=author)
    concern = Concern.objects.create(item=item, which="1", text="Eg er i teksten.", suspends=True)
    erasure.erase(author, by=None)
    item.refresh_from_db()
    assert item.title == "Mi oppgåve"
    assert Concern.objects.filter(pk=concern.pk).exists()


def test_a_message_of_the_person_stays_without_a_name_while_it_is_undecided():
    person = make_user("kari@example.org", name="Kari Nordmann")
    concern = Concern.objects.create(
        which="1", text="Kari Nordmann er i teksten.", email="kari@example.org", suspends=True
    )
    erasure.erase(person, by=None)
    concern.refresh_from_db()
    assert concern.email == ""
    assert concern.text == f"{erasure.nobody()} er i teksten."


def test_no_receipt_is_made_afterwards(shared):
    person = kari()
    decision = Decision.objects.filter(by=person).select_related("by").first()
    assert decision is not None
    erasure.erase(person, by=None)
    with pytest.raises(record.Erased):
        record.of(decision)


def test_personal_links_and_receipts_and_the_key_are_gone_and_the_answer_stays(shared):
    person = kari()
    contributor = shared.contributors.get(user=person)
    decision = Decision.objects.filter(by=person).first()
    assert decision is not None
    record.of(decision)
    token = links.make(decisions.ask(make_rendition(shared))[0]).rstrip("/").rsplit("/", 1)[1]
    assert links.find(token) is not None

    erasure.erase(person, by=None)

    assert links.find(token) is None
    assert not Link.objects.exists()
    assert not Receipt.objects.filter(decision__by=person).exists()
    assert not LedgerPerson.objects.filter(user=person).exists()
    last = Decision.objects.latest_of(contributor)
    assert last is not None
    assert last.answer == Decision.Answer.WITHDRAWN
    assert LedgerEntry.objects.filter(event="erased").count() == 1
    assert ledger.verify() is None
    assert all(ledger.opened(entry) is None for entry in LedgerEntry.objects.filter(by=None))


def test_an_item_released_without_an_answer_of_theirs_is_withdrawn_too(client):
    author = make_user(name="Kari Nordmann")
    item = make_item(authors=[author, make_user()])
    make_release(item, audience=Audience.PUBLIC)
    erasure.erase(author, by=None)
    assert client.get(item.specific.url).status_code != 200


def test_the_account_is_a_shell_that_nobody_signs_in_to(client, mailoutbox, django_capture_on_commit_callbacks):
    person = make_user("kari@example.org", name="Kari Nordmann", language="nn")
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(person, by=None)
    assert [mail.to for mail in mailoutbox] == [["kari@example.org"]]
    assert client.get(reverse("my_data")).status_code == 302
    client.post(reverse("account_login"), {"login": "kari@example.org"})
    assert mailoutbox[-1].to == ["kari@example.org"]
    assert "kode" not in mailoutbox[-1].subject.lower()
    erasure.erase(person, by=None)  # Again: nothing more happens.
    assert LedgerEntry.objects.filter(event="erased").count() == 1


def test_a_roster_does_not_bring_the_person_back():
    erasure.erase(make_user("kari@example.org", name="Kari Nordmann"), by=None)
    csv = b"email,name,language,role,cohort,class,place,start,end\nKari@example.org,Kari Nordmann,nb,student,2023,Oslo 1,Oslo,2023-08-15,\n"
    plan = roster.planning.plan(io.BytesIO(csv))
    assert [row.action for row in plan.rows] == ["refused"]
    roster.carrying_out.apply(plan, by=None)
    assert not User.objects.filter(name="Kari Nordmann").exists()


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_the_last_of_a_role_stays_until_there_is_another(role):
    only = make_user(name="Den einaste", roles=[role])
    with pytest.raises(erasure.LastOfRole):
        erasure.erase(only, by=only)
    assert User.objects.filter(name="Den einaste").exists()
    make_user(roles=[role])
    erasure.erase(only, by=only)
    assert not User.objects.filter(name="Den einaste").exists()


def test_the_command_says_first_and_does_then(capsys):
    make_user("kari@example.org")
    call_command("erase", "kari@example.org", "--dry-run")
    assert User.objects.filter(email="kari@example.org").exists()
    call_command("erase", "KARI@example.org")
    assert not User.objects.filter(email="kari@example.org").exists()
    with pytest.raises(CommandError):
        call_command("erase", "kari@example.org")


def test_a_file_that_somebody_else_sent_too_stays_for_them(django_capture_on_commit_callbacks, work):
    from django.core.files.storage import storages

    person, other = make_user(), make_user()
    mine, theirs = make_source(b"Same.", by=person), make_source(b"Same.", by=other)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(person, by=None)
    work()
    assert Source.objects.get(pk=mine.pk).emptied_at is not None
    assert storages["held"].exists(theirs.stored_name)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(other, by=None)
    work()
    assert not storages["held"].exists(theirs.stored_name)
