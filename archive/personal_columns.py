"""Where `archive` keeps data about people, and where Django, Wagtail, django-allauth and django-tasks do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page, Revision

from archive.models import ItemPage, RenditionFile
from people import columns
from people.columns import (
    Group,
    declare,
    declare_impersonal,
    deleted,
    of,
    replaced,
    shell,
    with_work,
)
from people.models import User

_PART, _SENT = "contributors__user", "owner"
_OF_WORK = ("rendition__item__contributors__user",)


def works_of(user: User) -> QuerySet[ItemPage, dict[str, Any]]:
    """The keys of works that the person sent or has a part in, also those of which a shell is left; to be used in a query."""
    found: QuerySet[ItemPage] = ItemPage.objects.filter(Q(owner=user) | Q(contributors__user=user)).order_by()
    return found.values("pk")


def _pages(user: User) -> QuerySet[Page]:
    found: QuerySet[Page] = Page.objects.filter(Q(pk__in=works_of(user)) | Q(owner=user) | Q(locked_by=user))
    return found.order_by("pk")


def revisions_of(user: User) -> QuerySet[Revision]:
    """Drafts of pages that the person wrote, or that are of works with a part of theirs."""
    items = [str(pk) for pk in works_of(user).values_list("pk", flat=True)]
    pages = ContentType.objects.get_for_model(Page)
    found: QuerySet[Revision] = Revision.objects.filter(Q(user=user) | Q(base_content_type=pages, object_id__in=items))
    return found.order_by("pk")


def log_of(user: User) -> QuerySet[ModelLogEntry]:
    """What the administration notes that the person did, and that was done with their account."""
    account = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    found: QuerySet[ModelLogEntry] = ModelLogEntry.objects.filter(Q(user=user) | account)
    return found.order_by("pk")


def tasks_of(user: User) -> QuerySet[DBTaskResult[..., Any]]:
    """Tasks that name the person: by address, or by name in what is kept of an error."""
    found: QuerySet[DBTaskResult[..., Any]] = DBTaskResult.objects.filter(
        Q(args_kwargs__icontains=user.email)
        | Q(return_value__icontains=user.email)
        | Q(traceback__icontains=user.email)
        | Q(traceback__icontains=user.name)
    )
    return found


def sessions_of(user: User) -> list[Session]:
    """The sessions in which the person is signed in, a guest, or about to sign in. Their content is signed, so each is opened."""
    return [each for each in Session.objects.iterator() if _is_of(each.get_decoded(), user)]


def _is_of(content: dict[str, Any], user: User) -> bool:
    guest = content.get("guest") or [None]
    return content.get("_auth_user_id") == str(user.pk) or guest[0] == user.pk or user.email in str(content)


declare(
    "archive.ItemPage",
    Group.SENT,
    of(_PART, _SENT),
    _("Works"),
    impersonal="page_ptr theme state content_deleted_at",
    related=("programme_class__cohort",),
    abstract=with_work(),
    keywords=with_work(),
    language=shell(""),
    year=shell(""),
    place=with_work(),
    cohort=shell(""),
    programme_class=shell(""),
)
declare("archive.ThesisPage", Group.SENT, of(_PART, _SENT), impersonal="", itempage_ptr=shell(_("work")))
declare("archive.MaterialPage", Group.SENT, of(_PART, _SENT), impersonal="", itempage_ptr=shell(_("work")))
declare(
    "archive.LecturePage",
    Group.SENT,
    of(_PART, _SENT),
    impersonal="",
    itempage_ptr=shell(_("work")),
    held_on=shell(""),
)
declare_impersonal("archive.FrontPage", "page_ptr introduction_nb introduction_nn introduction_en")
declare(
    "wagtailcore.Page",
    Group.SENT,
    _pages,
    _("Pages of works"),
    impersonal="id path depth numchild translation_key locale latest_revision live has_unpublished_changes first_published_at "
    "last_published_at live_revision go_live_at expire_at expired locked slug content_type url_path "
    "latest_revision_created_at alias_of show_in_menus",
    title=with_work(_("title")),
    draft_title=with_work(_("title as drafted")),
    seo_title=with_work(_("title for search engines")),
    search_description=with_work(_("description")),
    owner=shell(_("sent by")),
    locked_by=shell(_("locked by")),
    locked_at=shell(_("locked on")),
)
declare(
    "archive.Contributor",
    Group.PARTS,
    of("user"),
    _("Your parts in works"),
    impersonal="id position",
    item=shell(_("work")),
    user=shell(_("who")),
    name=replaced(_("name in the work")),
    role=columns.stays(_("part"), _("It tells what your answers were about.")),
)
declare(
    "archive.Silence",
    Group.PARTS,
    of("contributor__user"),
    _("Where you took your voice out of recordings"),
    impersonal="id",
    item=shell(_("work")),
    contributor=shell(_("your part")),
    start=shell(_("from second")),
    end=shell(_("to second")),
    at=shell(_("when")),
)
declare(
    "archive.Rendition",
    Group.SENT,
    of("item__contributors__user", "item__owner", "made_by"),
    _("Versions for readers"),
    impersonal="id digest recipe language redactions outcomes pages unnamed silences follows",
    item=shell(_("work")),
    title=with_work(_("title")),
    abstract=with_work(_("abstract")),
    keywords=with_work(_("keywords")),
    made_by=shell(_("made by")),
    made_at=shell(_("made on")),
)
declare(
    "archive.RenditionPassage",
    Group.SENT,
    of("rendition__item__contributors__user", "rendition__item__owner"),
    _("Text of versions for readers"),
    impersonal="id rendition number kind start end language words",
    text=with_work(_("text")),
)
declare(
    "archive.RenditionFile",
    Group.SENT,
    of("rendition__item__contributors__user", "rendition__item__owner"),
    _("Files of versions for readers"),
    impersonal="id rendition number name content_type sha256",
    kind=with_work(_("kind")),
    size=with_work(_("size")),
)
declare(
    "archive.Release",
    Group.SENT,
    of("item__contributors__user", "item__owner", "released_by", "ended_by"),
    _("When works were shared"),
    impersonal="id rendition token purposes basis",
    item=shell(_("work")),
    audience=shell(_("readers")),
    names=replaced(_("names shown")),
    contacts=shell(
        _("parts that may be written to"),
    ),
    released_by=shell(_("shared by")),
    released_at=shell(_("shared on")),
    ended_by=shell(_("ended by")),
    ended_at=shell(_("ended on")),
    end_reason=shell(_("why it ended")),
)
declare(
    "archive.Deletion",
    Group.SENT,
    of("item__contributors__user", "item__owner"),
    _("What was to be deleted since its time was over"),
    impersonal="id",
    item=shell(_("work")),
    rule=shell(_("rule")),
    announced_at=shell(_("announced on")),
    due_on=shell(_("to be done on")),
    done_at=shell(_("done on")),
)
declare(
    "archive.Look",
    Group.LEDGER,
    of("person"),
    _("What you looked at today"),
    impersonal="id subject",
    person=deleted(_("who")),
    item=deleted(_("work")),
    event=deleted(_("what")),
    day=deleted(_("when")),
)
declare_impersonal("archive.DailyRun", "id job day")

# Signing in

declare(
    "sessions.Session",
    Group.SIGN_IN,
    sessions_of,
    _("Browsers in which you are signed in"),
    impersonal="session_key",
    session_data=deleted(_("content"), show=lambda content: _("signed, %(size)s bytes") % {"size": len(content)}),
    expire_date=deleted(_("until")),
)
declare(
    "account.EmailAddress",
    Group.SIGN_IN,
    of("user"),
    _("Further addresses"),
    impersonal="id",
    user=deleted(_("who")),
    email=deleted(_("e-mail address")),
    verified=deleted(_("confirmed")),
    primary=deleted(_("main address")),
)
declare(
    "account.EmailConfirmation",
    Group.SIGN_IN,
    of("email_address__user"),
    _("Confirmations of addresses"),
    impersonal="id key",
    email_address=deleted(_("e-mail address")),
    created=deleted(_("made on")),
    sent=deleted(_("sent on")),
)
declare(
    "wagtailcore.APIToken",
    Group.SIGN_IN,
    of("user"),
    _("Keys to the administration"),
    impersonal="id key_hash prefix",
    user=deleted(_("who")),
    name=deleted(_("name")),
    created=deleted(_("made on")),
    revoked_at=deleted(_("revoked on")),
    last_used_at=deleted(_("last used on")),
)

# The administration

declare(
    "wagtailusers.UserProfile",
    Group.OFFICE,
    of("user"),
    _("Your choices in the administration"),
    impersonal="id submitted_notifications approved_notifications rejected_notifications updated_comments_notifications "
    "keyboard_shortcuts",
    user=deleted(_("who")),
    preferred_language=deleted(_("language")),
    current_time_zone=deleted(_("time zone")),
    avatar=deleted(_("picture")),
    dismissibles=deleted(_("messages put away")),
    theme=deleted(_("colours")),
    contrast=deleted(_("contrast")),
    density=deleted(_("density")),
)
declare(
    "wagtailadmin.EditingSession",
    Group.OFFICE,
    of("user"),
    _("Pages that you had open"),
    impersonal="id content_type object_id is_editing",
    user=deleted(_("who")),
    last_seen_at=deleted(_("when")),
)
declare(
    "wagtailadmin.FormState",
    Group.OFFICE,
    of("user"),
    _("Forms that you did not send"),
    impersonal="id content_type object_id parent_object_id",
    user=deleted(_("who")),
    data=deleted(_("content")),
    last_updated_at=deleted(_("when")),
)
declare(
    "wagtailcore.ModelLogEntry",
    Group.OFFICE,
    log_of,
    _("Changes in the administration"),
    impersonal="id content_type uuid revision content_changed deleted object_id",
    user=shell(_("by")),
    label=replaced(_("what")),
    action=shell(_("done")),
    data=replaced(_("content")),
    timestamp=shell(_("when")),
)
declare(
    "wagtailcore.PageLogEntry",
    Group.OFFICE,
    of("user", "page__owner", "page__itempage__contributors__user"),
    _("Changes of pages"),
    impersonal="id content_type uuid revision content_changed deleted page",
    user=shell(_("by")),
    label=with_work(_("title")),
    action=shell(_("done")),
    data=with_work(_("content")),
    timestamp=shell(_("when")),
)
declare(
    "wagtailcore.Revision",
    Group.OFFICE,
    revisions_of,
    _("Drafts of pages"),
    impersonal="id content_type base_content_type object_id approved_go_live_at",
    user=shell(_("by")),
    object_str=with_work(_("title")),
    content=with_work(_("content"), show=lambda content: content.get("title", "")),
    created_at=shell(_("when")),
)
declare(
    "wagtailcore.UploadedFile",
    Group.OFFICE,
    of("uploaded_by_user"),
    _("Files sent to the administration"),
    impersonal="id for_content_type",
    uploaded_by_user=deleted(_("sent by")),
    file=deleted(_("file")),
)
declare(
    "wagtailcore.WorkflowState",
    Group.OFFICE,
    of("requested_by"),
    _("Pages that you handed in for approval"),
    impersonal="id content_type base_content_type object_id workflow status current_task_state",
    requested_by=shell(_("by")),
    created_at=shell(_("when")),
)
declare(
    "wagtailcore.TaskState",
    Group.OFFICE,
    of("finished_by"),
    _("Pages that you approved"),
    impersonal="id workflow_state revision task status started_at content_type",
    finished_by=shell(_("by")),
    finished_at=shell(_("when")),
    comment=replaced(_("text")),
)
declare(
    "wagtailcore.Comment",
    Group.OFFICE,
    of("user", "resolved_by"),
    _("Comments on pages"),
    impersonal="id page contentpath position updated_at revision_created",
    user=deleted(_("by")),
    text=deleted(_("text")),
    created_at=deleted(_("when")),
    resolved_by=shell(_("closed by")),
    resolved_at=shell(_("closed on")),
)
declare(
    "wagtailcore.CommentReply",
    Group.OFFICE,
    of("user"),
    _("Answers to comments"),
    impersonal="id comment updated_at",
    user=deleted(_("by")),
    text=deleted(_("text")),
    created_at=deleted(_("when")),
)
declare(
    "wagtailcore.PageSubscription",
    Group.OFFICE,
    of("user"),
    _("Pages that you follow"),
    impersonal="id comment_notifications",
    user=deleted(_("who")),
    page=deleted(_("page")),
)
declare(
    "django_tasks_database.DBTaskResult",
    Group.OFFICE,
    tasks_of,
    _("Tasks of the server that name you"),
    impersonal="id status started_at finished_at priority worker_ids queue_name backend_name run_after exception_class_path",
    task_path=deleted(_("task")),
    enqueued_at=deleted(_("when")),
    args_kwargs=deleted(_("with")),
    return_value=deleted(_("result")),
    traceback=deleted(_("error")),
)

for _model, _columns in {
    "auth.Permission": "id name content_type codename",
    "auth.Group": "id name",
    "auth.Group_permissions": "id group permission",
    "contenttypes.ContentType": "id app_label model",
    "taggit.Tag": "id name slug",
    "taggit.TaggedItem": "id tag content_type object_id",
    "wagtailadmin.Admin": "id",
    "wagtailcore.Locale": "id language_code",
    "wagtailcore.Site": "id hostname port site_name root_page is_default_site",
    "wagtailcore.GroupSitePermission": "id group site permission",
    "wagtailcore.Collection": "id path depth numchild name",
    "wagtailcore.CollectionViewRestriction": "id restriction_type password collection",
    "wagtailcore.CollectionViewRestriction_groups": "id collectionviewrestriction group",
    "wagtailcore.GroupCollectionPermission": "id group collection permission",
    "wagtailcore.WorkflowContentType": "content_type workflow",
    "wagtailcore.Workflow": "id name active",
    "wagtailcore.WorkflowTask": "id sort_order workflow task",
    "wagtailcore.WorkflowPage": "page workflow",
    "wagtailcore.Task": "id name content_type active",
    "wagtailcore.GroupApprovalTask": "task_ptr",
    "wagtailcore.GroupApprovalTask_groups": "id groupapprovaltask group",
    "wagtailcore.GroupPagePermission": "id group page permission",
    "wagtailcore.PageViewRestriction": "id restriction_type password page",
    "wagtailcore.PageViewRestriction_groups": "id pageviewrestriction group",
    "wagtailcore.ReferenceIndex": "id content_type base_content_type object_id to_content_type to_object_id model_path "
    "content_path content_path_hash",
}.items():
    declare_impersonal(_model, _columns)

columns.declare_place(
    "held",
    _("Files as received, and versions for readers"),
    _("What belongs to works that are yours alone is deleted."),
)
columns.declare_place(
    "released", _("Files that readers get"), _("All of works that you have a part in are deleted, since you withdraw.")
)
columns.declare_place("default", _("Pictures of accounts in the administration"), _("Yours is deleted."))


@columns.files
def current_renditions(user: User) -> Iterator[columns.File]:
    """The newest version for readers of each work that the person made: its document or recording, and captions."""
    whole = (RenditionFile.Kind.DOCUMENT, RenditionFile.Kind.MEDIA, RenditionFile.Kind.CAPTIONS)
    for item in ItemPage.objects.filter(contributors__user=user).distinct().order_by("pk"):
        rendition = item.current_rendition
        for file in rendition.files.filter(kind__in=whole) if rendition else ():
            ending = file.name.rpartition(".")[2] if "." in file.name.rpartition("/")[2] else "bin"
            yield columns.File(f"versions/{item.pk}-{file.kind}.{ending}", "held", file.name)
