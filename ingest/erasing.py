"""What becomes of sources when a person is erased. Those of works that are theirs alone are emptied with the work."""

from __future__ import annotations

from archive.models import Contributor
from ingest import retention
from ingest.models import FindingAnswer, FindingQuestion, Source
from ingest.personal_columns import sources_of
from people.erasure import Leaving, step


@step
def forget(leaving: Leaving) -> None:
    FindingAnswer.objects.filter(contributor__user=leaving.user).delete()
    FindingQuestion.objects.filter(answers=None).delete()
    for source in Source.objects.without_item().filter(uploaded_by=leaving.user):
        retention.empty(source)
    _unname_sources(leaving)


def _unname_sources(leaving: Leaving) -> None:
    """What was told with files that stay, and their names, say nothing of the person any more."""
    names = set(Contributor.objects.filter(user=leaving.user).values_list("name", flat=True))
    for source in sources_of(leaving.user):
        Source.objects.filter(pk=source.pk).update(
            name=leaving.without(source.name, *names),
            submission=leaving.without(source.submission, *names),
            error=leaving.without(source.error, *names),
        )
