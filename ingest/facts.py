"""What the reading and the review say of themselves for the records of processing: kinds of personal data, limits."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from archive.facts import Fact, Section, source
from archive.personal_data import LABELS
from ingest.models import Finding, FindingDecision, Source


@source
def findings() -> Iterator[Fact]:
    """How much of each kind was flagged in what is held, most first; kinds without any are named, too."""
    counts = dict(Finding.objects.values_list("type").annotate(count=Count("pk")).order_by())
    for kind, label in sorted(LABELS.items(), key=lambda pair: -counts.get(pair[0], 0)):
        yield Fact(Section.DATA, f"findings.{kind}", label, counts.get(kind, 0))
    standing = FindingDecision.objects.filter(undone_at=None)
    actions = dict(standing.values_list("action").annotate(count=Count("pk")).order_by())
    for action in FindingDecision.Action:
        label = _("findings decided: %(action)s") % {"action": action.label}
        yield Fact(Section.FIGURES, f"findings.{action.value}", label, actions.get(action.value, 0))


@source
def files() -> Iterator[Fact]:
    kept = Source.objects.filter(emptied_at=None).exclude(item=None).count()
    yield Fact(Section.DATA, "originals", _("original files that are kept, unredacted"), kept)
    megabytes = settings.INGEST["PARSER_MEMORY_BYTES"] // 2**20
    limits = _("at most %(memory)d MB and %(seconds)d seconds") % {
        "memory": megabytes,
        "seconds": settings.INGEST["PARSER_SECONDS"],
    }
    yield Fact(Section.SECURITY, "sandbox", _("files are read in a process of their own"), limits)
