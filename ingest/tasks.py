"""The worker's part: running a source through the pipeline, making renditions, telling authors that they are asked."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from archive import letters
from archive.models import Contributor, ItemPage
from archive.tasks import release_if_ready, retried
from ingest import pipeline, questions, retention, review
from ingest.models import Source
from ingest.pipeline import rendition, runner
from people.models import User


@task()
def process(source_id: int) -> None:
    """Run what a source still needs. A source that another worker has is left to it."""
    source = Source.objects.get(pk=source_id)
    try:
        runner.run(source, pipeline.STEPS)
    except runner.Busy:
        return


@task()
def make_rendition(item_id: int, by_id: int | None) -> None:
    """Make the rendition from what is decided, and release it if everyone has agreed already."""
    item = ItemPage.objects.get(pk=item_id)
    by = User.objects.get(pk=by_id) if by_id else None
    if rendition.make(item, by=by):
        release_if_ready.enqueue(item.pk)


@retried
def make_silent_rendition(item_id: int) -> None:
    """Make the version in which what a contributor took out is silent, and release it if all have agreed already.

    While findings are undecided, it is made when they are. Raises `Busy`, to be tried again, while another is being made.
    """
    item = ItemPage.objects.get(pk=item_id)
    if not review.undecided(item).exists() and rendition.make(item, by=None):
        release_if_ready.enqueue(item.pk)


@retried
def mail_questions(item_id: int) -> None:
    """Tell each author with unanswered questions about an item that there are some, in the author's language.

    Once: as long as some that were mailed about are unanswered, further ones wait on the same page without another mail.
    """
    for contributor in Contributor.objects.filter(item=item_id, user__is_active=True).select_related("user"):
        user = contributor.user
        assert user is not None  # noqa: S101 - has an account.
        waiting = questions.waiting_for(user).filter(contributor=contributor)
        if not waiting.exists() or waiting.exclude(mailed_at=None).exists():
            continue
        with translation.override(user.language):
            link = settings.BASE_URL + reverse("questions", args=[item_id])
            context = {"user": user, "link": link, "foot": letters.foot_for(contributor)}
            body = render_to_string("ingest/questions.txt", context)
            send_mail(_("A question about your work"), body, None, [user.email])
        waiting.update(mailed_at=timezone.now())


@retried
def delete_source_files(source_id: int) -> None:
    """Delete the files of a source that was emptied."""
    retention.delete_files(Source.objects.get(pk=source_id))
