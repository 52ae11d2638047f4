"""An item on the privacy officer's desk, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from archive import publication
from archive.models import ItemPage
from ingest.models import Finding, Source, StepRun
from ingest.pipeline import STEPS
from people.models import Role, User
from tests.factories import make_item, make_student, make_user, words_of
from tests.ingest.factories import make_finding, make_passage, make_source


def make_officer() -> User:
    return make_user(name="Olga Officer", roles=[Role.PRIVACY_OFFICER], language="en")


def make_screened(
    pages: Sequence[str] = ("Kari Nordmann works here.",),
    *,
    title: str = "",
    kind: str = "thesis",
    content: bytes = b"",
) -> Source:
    """A file that has come through every step, with a page for each text, and its item."""
    author = make_student()
    item = make_item(kind, authors=[author], owner=author, **({"title": title} if title else {}))
    source = make_source(content or ("".join(pages) + title).encode(), by=author, item=item)
    if title:
        make_passage(source, title, number=0, kind="title")
    for number, text in enumerate(pages, 1):
        make_passage(source, text, number=number, words=words_of(text))
    now = timezone.now()
    StepRun.objects.bulk_create(StepRun(source=source, step=step.name, outcome="done", ended_at=now) for step in STEPS)
    publication.refresh_state(item)
    return source


def item_of(source: Source) -> ItemPage:
    item: ItemPage = ItemPage.objects.get(pk=source.item_id)
    return item


def flag(source: Source, text: str, **fields: Any) -> list[Finding]:
    """Flag `text` on every page where it stands, once a page."""
    found = [make_finding(passage, text, **fields) for passage in source.passages.all() if text in passage.text]
    publication.refresh_state(item_of(source))
    return found


def decision_of(finding: Finding) -> str:
    """What holds now, as "redact" or "keep not_personal"; "" while undecided."""
    found = Finding.objects.get(pk=finding.pk).decision
    return f"{found.action} {found.ground}".strip() if found else ""
