"""A person with something in every column that is declared to hold data about people."""

from __future__ import annotations

import datetime
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from api.models import Key
from archive.models import Audience, Contributor, ItemPage, Purpose, Release, Rendition, Silence
from archive.models.looks import Look
from archive.models.retention import Deletion
from consent import decisions, links, ways_out
from consent.cases import Closure, Concern
from consent.concerns import sender_of
from consent.decisions import Choices
from consent.models import Decision
from consent.receipts import record
from consent.rights import exports, requests
from consent.rights.models import RightsRequest
from ingest.models import FindingAnswer, FindingDecision, FindingQuestion, Making, Source, StepRun
from people.erasure import digest_of
from people.models import AddressChange, ErasedAddress, Role, RosterUpload, User
from search.models import SavedSearch
from tests.factories import (
    make_contributor,
    make_item,
    make_membership,
    make_rendition,
    make_user,
)
from tests.ingest.factories import make_finding, make_passage, make_source

NAME = "Kvitveis Fiolinharpe"
EMAIL = "kvitveis@fiolin.example"
PHRASE = "gullfiskbollesymfoni"
"""Stands in everything that is the person's alone."""
OTHERS = "regnbogeaurekantate"
"""Stands in the work that others have a part in."""


def make_everything() -> User:
    """The person, with one work of their own and one with a co-author."""
    user = make_user(
        EMAIL, name=NAME, roles=[Role.TEACHER], is_superuser=True, last_login=timezone.now(), language="nn"
    )
    with transaction.atomic():
        _classes(user)
        for kind in ("thesis", "lecture", "material"):
            _work(user, kind)
        _shared_work(user)
        _asked(user)
        _sign_in(user)
        _administration(user)
    return user


def _classes(user: User) -> None:
    today = timezone.localdate()
    AddressChange.objects.create(
        user=user, how=PHRASE, checked_by=NAME, checked_on=today, by=user, old_email=f"gammal-{EMAIL}"
    )
    make_membership(user, end=datetime.date(2025, 6, 30))
    user.user_permissions.add(Permission.objects.all()[0])
    RosterUpload.objects.create(by=user, name=f"{PHRASE}.csv", content=f"email,name\n{EMAIL},{NAME}\n".encode())
    ErasedAddress.objects.create(digest=digest_of("somebody@else.example"))


def _work(user: User, kind: str) -> ItemPage:
    texts: dict[str, Any] = {
        "title": f"{PHRASE} {NAME}",
        "abstract": PHRASE,
        "keywords": PHRASE,
        "place": PHRASE,
        "seo_title": PHRASE,
        "search_description": PHRASE,
        "language": "nn",
        "year": 2024,
        "locked_by": user,
        "locked_at": timezone.now(),
    }
    if kind == "lecture":
        texts["held_on"] = datetime.date(2024, 3, 1)
    item = make_item(kind, authors=[user], owner=user, **texts)
    _told(user, item, PHRASE)
    return item


def _shared_work(user: User) -> None:
    item = make_item(title=OTHERS, abstract=OTHERS, authors=[user, make_user(name="Medforfattar")], owner=user)
    _told(user, item, OTHERS)


def _told(user: User, item: ItemPage, text: str) -> None:
    """A source of `item` with what was found in it, and a version that was shared."""
    source = make_source(
        f"{NAME} {item.pk} {text}".encode(),
        name=f"{text}-{NAME}.pdf",
        by=user,
        item=item,
        title=text,
        authors=({"name": NAME, "email": EMAIL},),
        supervisor=NAME,
    )
    Source.objects.filter(pk=source.pk).update(error=f"{text} {NAME}")
    storages["held"].save(f"derived/{source.sha256}/page-00001.webp", ContentFile(text.encode()))
    StepRun.objects.create(source=source, step="extract", outcome="failed", error=text)
    passage = make_passage(source, f"{NAME} {text}")
    contributor = item.contributors.get(user=user)
    finding = make_finding(
        passage, NAME, contributor=contributor, person=NAME.lower(), found_by=user, triage="own_name", reason=text
    )
    FindingDecision.objects.create(
        finding=finding, action="replace", replacement="Leiar A", by=user, undone_by=user, undone_at=timezone.now()
    )
    FindingDecision.objects.create(finding=finding, action="keep", ground="own_name", by=user)
    question = FindingQuestion.objects.create(finding=finding, text=text, asked_by=user)
    FindingAnswer.objects.create(
        question=question,
        contributor=contributor,
        mailed_at=timezone.now(),
        answer="go",
        note=f"{PHRASE}",
        answered_at=timezone.now(),
    )
    _shut(user, item, text)
    rendition = _rendition(user, item, text)
    Making.objects.create(rendition=rendition, source=source, texts="0" * 64, spans=[[passage.pk, 0, 4, "PERSON", ""]])
    _answer(contributor, rendition)
    _release(user, item, rendition)
    item.specific.save_revision(user=user)
    item.save_revision(user=user)


def _shut(user: User, item: ItemPage, text: str) -> None:
    """Opened again, and what was to be deleted of it is done."""
    now = timezone.now()
    day = timezone.localdate()
    Closure.objects.create(item=item, ground=text, until=day, closed_by=user, lifted_by=user, lifted_at=now)
    Deletion.objects.create(item=item, rule="refused", due_on=day, done_at=now)


def _rendition(user: User, item: ItemPage, text: str) -> Rendition:
    files = [("document", 0, "application/pdf", text.encode())]
    return make_rendition(item, [f"{NAME} {text}"], files, title=text, abstract=text, keywords=[text], made_by=user)


def _answer(contributor: Contributor, rendition: Rendition) -> None:
    assert contributor.user is not None
    for request in decisions.ask(rendition):
        request.mailed_at, request.reminders = timezone.now(), 1
        request.save()
        links.make(request)
        request.links.update(used_at=timezone.now())
    choices = Choices(Audience.PUBLIC, frozenset({Purpose.READING}), named=True, not_before=datetime.date(2020, 1, 1))
    decision: Decision = decisions.grant(contributor, rendition, choices, by=contributor.user, language="nn")
    ways_out.make(contributor, contributor.user)
    Silence.objects.create(item=contributor.item, contributor=contributor, start=1.5, end=2.5)
    receipt = record.of(decision)
    receipt.mailed_at = timezone.now()
    receipt.save()


def _release(user: User, item: ItemPage, rendition: Rendition) -> None:
    """One that has ended and one that is active, its files laid out for readers."""
    told = {
        "rendition": rendition,
        "audience": "public",
        "token": "public",
        "names": [NAME],
        "contacts": [item.contributors.get(user=user).pk],
        "released_by": user,
    }
    Release.objects.create(item=item, ended_by=user, ended_at=timezone.now(), end_reason="replaced", **told)
    Release.objects.create(item=item, **told)
    ItemPage.objects.filter(pk=item.pk).update(live=True)
    from archive import files

    files.copy(rendition)


def _asked(user: User) -> None:
    made = requests.make(user, RightsRequest.Kind.OBJECT, PHRASE)
    RightsRequest.objects.filter(pk=made.pk).update(answer=f"{PHRASE} {NAME}", answered_at=timezone.now(), by=user)
    Concern.objects.create(
        which=PHRASE,
        place=PHRASE,
        text=f"{PHRASE} {NAME}",
        name=NAME,
        email=EMAIL,
        sender=sender_of(user),
        outcome="lifted",
        answer=PHRASE,
        decided_at=timezone.now(),
        decided_by=user,
    )
    SavedSearch.objects.create(user=user, name=PHRASE, query=f"q={PHRASE}")
    Key.objects.create(user=user, name=PHRASE, digest="0" * 64, expires_at=timezone.now())
    export = exports.order(user)
    exports.make(export)


def _sign_in(user: User) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()
    address = EmailAddress.objects.create(user=user, email=f"x{EMAIL}", verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, sent=timezone.now(), key="k")
    APIToken.objects.create(
        user=user, name=PHRASE, key_hash="h", prefix="p", revoked_at=timezone.now(), last_used_at=timezone.now()
    )


def _administration(user: User) -> None:
    now, content = timezone.now(), ContentType.objects.get_for_model(User)
    item = ItemPage.objects.filter(owner=user).first()
    assert item is not None
    Look.objects.create(person=user, item=item, event="viewed")
    UserProfile.objects.update_or_create(
        user=user,
        defaults={
            "avatar": ContentFile(PHRASE.encode(), name="me.png"),
            "preferred_language": "nn",
            "current_time_zone": "Europe/Oslo",
            "dismissibles": {PHRASE: True},
        },
    )
    EditingSession.objects.create(user=user, content_type=content, object_id="1", last_seen_at=now)
    FormState.objects.create(user=user, content_type=content, object_id="1", data=PHRASE, last_updated_at=now)
    ModelLogEntry.objects.create(
        user=user,
        content_type=content,
        object_id=str(user.pk),
        label=NAME,
        action="wagtail.edit",
        timestamp=now,
        data={"n": NAME},
    )
    PageLogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Page),
        page=item.page_ptr,
        label=f"{PHRASE} {NAME}",
        action="wagtail.edit",
        timestamp=now,
        data={"t": PHRASE},
    )
    UploadedFile.objects.create(
        uploaded_by_user=user, for_content_type=content, file=ContentFile(PHRASE.encode(), name="a.txt")
    )
    workflow = Workflow.objects.create(name="w")
    task = Task.objects.create(name="t")
    state = WorkflowState.objects.create(
        content_type=content, base_content_type=content, object_id="1", workflow=workflow, requested_by=user
    )
    shared = ItemPage.objects.get(title=OTHERS)
    TaskState.objects.create(
        workflow_state=state,
        task=task,
        revision=shared.latest_revision,
        finished_by=user,
        finished_at=now,
        comment=PHRASE,
        content_type=content,
    )
    comment = Comment.objects.create(
        page=shared.page_ptr, user=user, text=PHRASE, contentpath="title", resolved_by=user, resolved_at=now
    )
    CommentReply.objects.create(comment=comment, user=user, text=PHRASE)
    PageSubscription.objects.create(user=user, page=shared.page_ptr, comment_notifications=True)
    DBTaskResult.objects.create(
        task_path="a.b",
        args_kwargs={"args": [EMAIL], "kwargs": {}},
        return_value=EMAIL,
        traceback=f"ValueError: {NAME}",
        exception_class_path="ValueError",
        backend_name="default",
        queue_name="default",
        run_after=now,
        worker_ids=[],
    )
    make_source(PHRASE.encode(), name=f"{PHRASE}.txt", by=user)
    make_contributor(make_item(owner=None), user, role=Contributor.Role.SUPERVISOR)
