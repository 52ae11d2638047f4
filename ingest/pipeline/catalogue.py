"""The step that gives a source its catalogue entry: a draft page, its contributors, its title, abstract and keywords."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive import events
from archive.models import Contributor, FrontPage, ItemPage, State
from ingest import files
from ingest.exceptions import Refused
from ingest.extraction import pdf, proposals, sandbox
from ingest.extraction.passages import Passage as Extracted
from ingest.models import Passage, Source
from ingest.pipeline import store
from ingest.pipeline.step import Progress, Step
from ingest.submissions import KINDS, Person, Submission
from people.models import Class, Cohort, User


class Catalogue(Step):
    """Makes the item, once the file has proved to be readable: a refused file leaves no half-made page."""

    name = "catalogue"
    label = _("making the catalogue entry")
    state = State.EXTRACTED

    def run(self, source: Source, progress: Progress) -> None:
        submission = Submission.from_json(source.submission)
        with transaction.atomic():
            if source.item is None:
                source.item = _make_item(source, submission)
                source.save(update_fields=["item"])
                source.companions.update(item=source.item)
                _add_contributors(source.item, submission)
                events.record("received", source.item, by=source.uploaded_by, source=source.sha256)
            put_metadata(source.item, source)


def put_metadata(item: ItemPage, source: Source) -> None:
    """Let the item's title, abstract and keywords be passages of its source, so that they are screened and redacted as well."""
    for kind, text in (
        (Passage.Kind.TITLE, item.title),
        (Passage.Kind.ABSTRACT, item.abstract),
        (Passage.Kind.KEYWORDS, item.keywords),
    ):
        store.put_one(source, Extracted(0, kind, text, language=item.language))


def _make_item(source: Source, submission: Submission) -> ItemPage:
    front = FrontPage.objects.first()
    if front is None:
        raise Refused(_("The archive has no front page yet. Let an administrator run “manage.py migrate”."))
    proposed = proposals.propose(list(store.extracted(source)), _own_title(source))
    programme_class = _class_of(submission)
    cohort = programme_class.cohort if programme_class else None
    if cohort is None and submission.cohort:
        cohort = Cohort.objects.filter(year=submission.cohort).first()
    item = KINDS[submission.kind](
        title=(submission.title or proposed.title or str(_("Untitled")))[:255],
        abstract=submission.abstract or proposed.abstract,
        keywords=(submission.keywords or ", ".join(proposed.keywords))[:500],
        language=submission.language or _language_of(source),
        theme=submission.theme,
        year=submission.year or (cohort.year + 1 if cohort else timezone.localdate().year),
        place=submission.place or (programme_class.place if programme_class else ""),
        cohort=cohort,
        programme_class=programme_class,
        owner=source.uploaded_by,
        live=False,
    )
    front.add_child(instance=item)
    page: ItemPage = ItemPage.objects.get(pk=item.pk)
    return page


def _own_title(source: Source) -> str:
    """What a PDF calls itself."""
    if source.media_type != "application/pdf":
        return ""
    with files.local(source.stored_name) as path:
        return str(sandbox.first(pdf.read_about, path)["title"])


def _class_of(submission: Submission) -> Class | None:
    """The class named, or else that of the first author."""
    if submission.programme_class:
        named = Class.objects.filter(name__iexact=submission.programme_class)
        found = named.filter(cohort__year=submission.cohort) if submission.cohort else named
        return found.order_by("-cohort__year").first()
    if submission.kind == "thesis" and submission.authors:
        first = Class.objects.filter(memberships__user__email__iexact=submission.authors[0].email)
        return first.order_by("-cohort__year").first()
    return None


def _language_of(source: Source) -> str:
    """The language that most of the text is in."""
    weights: Counter[str] = Counter()
    for language, text in source.passages.exclude(language="").values_list("language", "text").iterator():
        weights[language] += len(text)
    return weights.most_common(1)[0][0] if weights else ""


def _add_contributors(item: ItemPage, submission: Submission) -> None:
    role = Contributor.Role.LECTURER if submission.kind == "lecture" else Contributor.Role.AUTHOR
    people = [(person, role) for person in submission.authors]
    people += [(person, Contributor.Role.PARTICIPANT) for person in submission.participants]
    if submission.supervisor:
        people.append((Person(name=submission.supervisor), Contributor.Role.SUPERVISOR))
    for position, (person, part) in enumerate(people):
        user = User.objects.filter(email__iexact=person.email).first() if person.email else None
        name = (user.name if user else person.name) or person.email
        Contributor.objects.create(item=item, user=user, name=name, role=part, position=position)
