"""What became of every finding of a rendition, by what was done, on what ground, and where: for the contributors' page."""

from __future__ import annotations

from collections import defaultdict

from ingest.models import FindingDecision
from ingest.recipes import Recipe, Span

Row = tuple[str, str, str, int, list[int]]
"""Action, ground, type, how many places, and the numbers of the rendition's passages with them (0: title, abstract,
keywords)."""

_What = tuple[str, str, str]
_Action = FindingDecision.Action


def outcomes(made_of: Recipe) -> list[Row]:
    """A row for each action, ground and type. What was to be kept and is redacted in part, as another's finding, is not left in."""
    number_of = made_of.numbers()
    found: dict[_What, list[int]] = defaultdict(list)
    hidden: dict[int, list[Span]] = defaultdict(list)
    seen = set()
    for span in sorted(made_of.spans, key=lambda span: not span.replacement):
        hidden[span.passage].append(span)
        if (place := (span.passage, span.start, span.end, span.type)) not in seen:
            seen.add(place)
            action = _Action.REPLACE if span.replacement else _Action.REDACT
            found[action, "", span.type].append(number_of[span.passage])
    kept = FindingDecision.objects.filter(
        finding__passage__source=made_of.source, undone_at=None, action=_Action.KEEP
    ).values_list("ground", *(f"finding__{name}" for name in ("passage_id", "start", "end", "type")))
    for ground, passage, start, end, type_ in kept:
        if not any(span.start < end and start < span.end for span in hidden[passage]):
            found[_Action.KEEP, ground, type_].append(number_of[passage])
    return [(*what, len(places), sorted(set(places))) for what, places in sorted(found.items())]
