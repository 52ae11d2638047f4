"""What becomes of the catalogue when a person is erased, and of what Django and Wagtail keep of them.

A work that the person sent and made alone is emptied as one whose time is over (`archive.retention`): a shell stays, at which
answers and ledger point. One in which others have a part stays theirs; the person's name beside it goes.
"""

from __future__ import annotations

from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    PageSubscription,
    TaskState,
    UploadedFile,
)
from wagtail.users.models import UserProfile

from archive import mail, publication, retention
from archive.models import Contributor, ItemPage, Look, Release
from archive.personal_columns import sessions_of, tasks_of
from people.erasure import Leaving, nobody, step
from people.models import User


def works_alone(user: User) -> QuerySet[ItemPage]:
    """The works that `user` sent, and that nobody else made. A supervisor is named in a work, but made none of it.

    Not those of which nothing may be deleted now, such as a work about which somebody has written to the privacy officer.
    """
    others = Contributor.objects.asked().exclude(user=user).filter(item=OuterRef("pk"))
    found: QuerySet[ItemPage] = ItemPage.objects.filter(~Exists(others), owner=user, content_deleted_at=None)
    found = found.exclude(pk__in=retention.held_items())
    return found


def works_shared(user: User) -> QuerySet[ItemPage]:
    """The works that `user` made or sent and that stay, held: others made or sent them, too, or nothing may be deleted now."""
    parts = Contributor.objects.filter(user=user, item=OuterRef("pk"))
    found: QuerySet[ItemPage] = ItemPage.objects.filter(Exists(parts), content_deleted_at=None).exclude(
        pk__in=works_alone(user).values("pk")
    )
    return found


@step
def forget(leaving: Leaving) -> None:
    _withdraw(leaving.user)
    for item in works_alone(leaving.user):
        retention.delete_content(item)
    _unname(leaving)
    _forget_administration(leaving)
    transaction.on_commit(partial(mail.forget, leaving.email), robust=True)


def _withdraw(user: User) -> None:
    """Nothing that the person made is read any more, whatever they had answered."""
    for contributor in Contributor.objects.asked().filter(user=user).select_related("item"):
        publication.withdraw(contributor.item, by=user, reason="erased")


def _unname(leaving: Leaving) -> None:
    parts = Contributor.objects.filter(user=leaving.user)
    names = set(parts.values_list("name", flat=True))
    for release in Release.objects.filter(item__contributors__user=leaving.user).distinct():
        kept = [nobody() if name in names else name for name in release.names]
        Release.objects.filter(pk=release.pk).update(names=kept)
    parts.update(name=nobody())


def _forget_administration(leaving: Leaving) -> None:
    user = leaving.user
    Look.objects.filter(person=user).delete()
    for profile in UserProfile.objects.filter(user=user):
        _delete_with_file(profile, profile.avatar.name)
    for upload in UploadedFile.objects.filter(uploaded_by_user=user):
        _delete_with_file(upload, upload.file.name)
    for model in (EditingSession, FormState, APIToken, Comment, CommentReply, PageSubscription):
        model.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    TaskState.objects.filter(finished_by=user).update(comment="")
    account = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=account, object_id=str(user.pk)).update(label=nobody(), data={})
    tasks_of(user).delete()
    for session in sessions_of(user):
        session.delete()


def _delete_with_file(row: UserProfile | UploadedFile, name: str) -> None:
    row.delete()
    if name:
        transaction.on_commit(partial(storages["default"].delete, name), robust=True)
