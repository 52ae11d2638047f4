"""What ingest asks before a release: the file was read and screened, everything flagged is decided, and the rendition follows it."""

from __future__ import annotations

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive import events, publication
from archive.models import ItemPage, State
from archive.models.silences import lie_within
from archive.publication import Blocker
from ingest import files, recipes, review
from ingest.exceptions import OriginalDeleted
from ingest.models import Source, StepRun
from ingest.pipeline import STEPS


@publication.condition
def decided_and_verified(item: ItemPage) -> list[Blocker]:
    """The ingest app's condition on every release."""
    source = review.source_of(item)
    if source is None:
        return [Blocker(_("The item has no file."), State.RECEIVED)]
    if source.error:
        return [Blocker(source.error, State.FAILED)]
    if source.emptied_at is not None:
        return _blockers_without_original(item)
    finished = set(
        source.runs.filter(stale=False, outcome__in=[StepRun.Outcome.DONE, StepRun.Outcome.SKIPPED]).values_list(
            "step", flat=True
        )
    )
    for step in STEPS:
        if step.name not in finished:
            return [Blocker(_("Being worked on: %(step)s.") % {"step": step.label}, step.state)]
    return _review_blockers(item, source)


def _blockers_without_original(item: ItemPage) -> list[Blocker]:
    """What was decided and made stays as it is; nothing can be made anew."""
    rendition, agreed = item.current_rendition, publication.agreed_terms(item)
    if (
        rendition is not None
        and (agreed is None or agreed.unnamed <= set(rendition.unnamed))
        and lie_within(item.silences.stretches(), rendition.silences)
    ):
        return []
    return [Blocker(str(OriginalDeleted()), State.FAILED)]


def _review_blockers(item: ItemPage, source: Source) -> list[Blocker]:
    if source.passages.filter(kind="section").exists() and files.readable_name(source) == source.stored_name:
        held = _(
            "Readers get a PDF, and this machine can't make one from this file. "
            "Send a PDF, or let an administrator install LibreOffice and try again."
        )
        return [Blocker(held, State.SCREENED)]
    undecided = review.undecided(item).count()
    if undecided:
        count = ngettext(
            "The privacy officer has %(count)d finding to decide.",
            "The privacy officer has %(count)d findings to decide.",
            undecided,
        )
        decided = review.findings_of(item).filter(Exists(review.standing())).exists()
        return [Blocker(count % {"count": undecided}, State.IN_REVIEW if decided else State.SCREENED)]
    rendition = item.current_rendition
    if rendition is None or rendition.recipe not in recipes.acceptable(item):
        return [Blocker(_("The version for readers is to be made from the decisions."), State.IN_REVIEW)]
    agreed = publication.agreed_terms(item)
    if agreed and not agreed.unnamed <= set(rendition.unnamed):
        waiting = _("A version without the names of those who stay unnamed is being made.")
        return [Blocker(waiting, State.AWAITING_CONSENT)]
    return []


@events.subscribe
def make_silent_version(event: events.Event) -> None:
    """When a contributor has taken stretches out, make the version in which they are silent."""
    from ingest.tasks import make_silent_rendition

    if event.name != "silenced":
        return
    source = review.source_of(event.item)
    if source is not None and source.emptied_at is None:
        make_silent_rendition.enqueue(event.item.pk)


@events.subscribe
def make_version_without_names(event: events.Event) -> None:
    """When all have agreed and someone stays unnamed, make the version that leaves the name out."""
    from ingest.tasks import make_rendition

    if event.name != "granted":
        return
    source = review.source_of(event.item)
    if source is None or source.emptied_at is not None:
        return
    agreed, rendition = publication.agreed_terms(event.item), event.item.current_rendition
    if agreed and rendition and not agreed.unnamed <= set(rendition.unnamed):
        make_rendition.enqueue(event.item.pk, None)
