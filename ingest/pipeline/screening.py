"""The steps after extraction: page pictures for the review, and personal data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from archive.models import Contributor, State
from ingest import files
from ingest.extraction import pdf, sandbox
from ingest.models import Finding, Passage, Source
from ingest.personal_data.detections import Detection
from ingest.pipeline.step import Progress, Step

PICTURE_WIDTH = 900
"""Pixels."""


def picture_name(source: Source, number: int) -> str:
    """Where the picture of an unredacted page, or one from a video, lies in the `held` storage; only the review shows it."""
    return f"derived/{source.sha256}/page-{number:05}.webp"


class Pictures(Step):
    """Draws each page for the privacy officer."""

    name = "pictures"
    label = _("drawing the pages")
    state = State.EXTRACTED

    def needed(self, source: Source) -> bool:
        return source.passages.filter(kind=Passage.Kind.PAGE).exists()

    def run(self, source: Source, progress: Progress) -> None:
        numbers = list(
            source.passages.filter(kind=Passage.Kind.PAGE).order_by("number").values_list("number", flat=True)
        )
        with files.local(files.readable_name(source)) as path, tempfile.TemporaryDirectory() as folder:
            drawn = sandbox.stream(pdf.read_pictures, path, numbers, PICTURE_WIDTH)
            for done, (number, picture) in enumerate(zip(numbers, drawn, strict=True), start=1):
                kept = Path(folder) / "page.webp"
                kept.write_bytes(picture)
                files.put(kept, picture_name(source, number))
                progress(done, len(numbers))


class Screen(Step):
    """Flags what may be personal data, in the text and in title, abstract and keywords.

    Run again, it keeps every finding that was decided or marked by a person.
    """

    name = "screen"
    label = _("looking for personal data")
    state = State.EXTRACTED

    def run(self, source: Source, progress: Progress) -> None:
        # Brings the language models: for the worker, not for web processes.
        from ingest.personal_data.screening import screen_document

        assert source.item is not None  # noqa: S101 - the catalogue step comes before.
        contributors = list(source.item.contributors.all())
        passages = list(source.passages.defer("words").order_by("number", "pk"))
        found = screen_document(passages, [contributor.name for contributor in contributors])
        # Reasons are kept as they stand in the code, and told in the language of whoever reads them.
        with translation.override("en"):
            self._keep(passages, found, contributors, progress)

    def _keep(
        self,
        passages: list[Passage],
        found: Iterable[tuple[int, list[Detection]]],
        contributors: list[Contributor],
        progress: Progress,
    ) -> None:
        for done, (passage, (_number, detections)) in enumerate(zip(passages, found, strict=True), start=1):
            with transaction.atomic():
                _replace_findings(passage, detections, contributors)
            progress(done, len(passages))


def _replace_findings(passage: Passage, detections: list[Detection], contributors: list[Contributor]) -> None:
    standing = {(each.start, each.end, each.type): each for each in passage.findings.all()}
    seen = {(each.start, each.end, each.type) for each in detections}
    for key, finding in standing.items():
        if key not in seen and finding.found_by_id is None and not finding.decisions.exists():
            finding.delete()
    Finding.objects.bulk_create(
        Finding(
            passage=passage,
            start=each.start,
            end=each.end,
            type=each.type,
            score=each.score,
            reason=each.reason,
            triage=each.triage,
            person=each.person,
            contributor=_own(each, contributors),
        )
        for each in detections
        if (each.start, each.end, each.type) not in standing
    )


def _own(detection: Detection, contributors: list[Contributor]) -> Contributor | None:
    """The contributor whose name it is."""
    if detection.triage != Finding.Triage.OWN_NAME:
        return None
    words = set(detection.text.casefold().split())
    best = max(contributors, key=lambda each: len(words & set(each.name.casefold().split())), default=None)
    return best if best and words & set(best.name.casefold().split()) else None
