"""From the click on "Withdraw" to a reader who gets nothing, beside the bare UPDATE of the one row that hides an item.

The database, storage, ledger and journal are the benchmark's own. Authors and reader are ordinary people, signed in; every request is
a whole one, through all middleware, and what a commit sets off (deleting the files, the journal's line on disk) is in it.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import Audience, Contributor, ItemPage, Purpose, Rendition, RenditionFile
from archive.reading import url_of
from bench import catalogue
from bench.sizes import Size
from bench.table import Row, part
from bench.texts import Texts
from bench.timing import percentile
from consent import decisions, journal, ledger
from consent.models import Decision, LedgerEntry
from ingest import recipes
from ingest.models import Finding, FindingDecision, Making, Passage, Source, StepRun
from ingest.pipeline import STEPS
from people.models import User

PACKAGES = ("Django", "wagtail")
WITHDRAWALS = 240
PAGES = 20
"""Passages of each item that is withdrawn, each with a finding that was decided."""
CONTENT = b"%PDF-1.7" + bytes(50_000)
COUNTED = 20
"""Withdrawals whose SQL queries are counted: half of them first, half last."""
AT_ONCE = 500


def run(size: Size) -> list[Row]:
    """As many withdrawals in an archive of the largest size asked for, one after the other."""
    call_command("migrate", verbosity=0)
    texts, classes = Texts(), catalogue.make_classes()
    reader = catalogue.make_reader(classes[7])
    items = [catalogue.item(texts, classes, number) for number in range(size.items[-1])]
    catalogue.fill(items)
    agree(items)
    for_all = [each for each in items if each.audience == Audience.PROGRAMME]
    chosen, others = for_all[: min(WITHDRAWALS, len(for_all) // 2)], for_all[-min(WITHDRAWALS, len(for_all) // 2) :]
    for each in chosen:
        complete(each, texts)
    journal.keep()
    withdrawn = Withdrawals(reader)
    some = min(COUNTED // 2, len(chosen) // 4)
    for position, each in enumerate(chosen):
        withdrawn.take(each, counted=not some <= position < len(chosen) - some)
    return rows(withdrawn, bare_updates([each.key for each in others]), len(items))


class Withdrawals:
    """What each took, in seconds: the author's request, and until a reader had been refused page and file."""

    def __init__(self, reader: User) -> None:
        self._reader = signed_in(reader)
        self.answered: list[float] = []
        self.refused: list[float] = []
        self.queries: list[int] = []

    def take(self, made: catalogue.Item, *, counted: bool) -> None:
        """One withdrawal; where its queries are counted, which takes time, it is not timed. Raises if it didn't work."""
        page = ItemPage.objects.get(pk=made.key)
        author = page.contributors.get().user
        client = signed_in(author)
        file = RenditionFile.objects.select_related("rendition").get(rendition=made.key)
        there = [self._reader.get(address) for address in (page.url, url_of(file))]
        _expect([response.status_code for response in there], [200, 200])
        for response in there:
            response.close()
        client.get(
            "/mine/"
        )  # Where the button is. The first request of a client loads the middleware, as a server does once.
        address = f"/samtykke/{made.key}/trekk/"
        if counted:
            with CaptureQueriesContext(connection) as captured:
                client.post(address)
            self.queries.append(len(captured))
        start = time.perf_counter()
        answer = client.post(address) if not counted else None
        answered = time.perf_counter()
        gone = [self._reader.get(each).status_code for each in (page.url, url_of(file))]
        refused = time.perf_counter()
        _expect([*gone, storages["released"].exists(file.name)], [410, 404, False])
        if answer is not None:
            _expect([answer.status_code], [302])
            self.answered.append(answered - start)
            self.refused.append(refused - start)


def rows(withdrawn: Withdrawals, bare: Sequence[float], count: int) -> list[Row]:
    found = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        refused, answered = (percentile(values, share) * 1000 for values in (withdrawn.refused, withdrawn.answered))
        note = f"{len(withdrawn.refused)} withdrawals, {count:,} items"
        peer = percentile(bare, share) * 1000
        found += [
            Row(f"click to invisible, {name}", refused, "ms", "UPDATE of the release", peer, note=note),
            part("the click's own request", answered, "ms", refused, "by then it is invisible"),
            part("a reader asks for page and file, and gets neither", refused - answered, "ms", refused),
        ]
    fewest, most = min(withdrawn.queries), max(withdrawn.queries)
    note = f"{fewest} to {most}, of the first and the last withdrawals"
    return [
        *found,
        Row("SQL queries a withdrawal", most, "", note=note),
        Row(
            "SQL queries that differ", most - fewest, "", limit=0, note="constant" if most == fewest else "NOT CONSTANT"
        ),
    ]


def bare_updates(keys: Iterable[int]) -> list[float]:
    """How long the one statement takes that hides an item, with its commit, in seconds each."""
    found = []
    with connection.cursor() as cursor:
        for key in keys:
            start = time.perf_counter()
            cursor.execute("UPDATE archive_release SET ended_at = %s WHERE id = %s", [timezone.now(), key])
            found.append(time.perf_counter() - start)
    return found


def agree(items: Sequence[catalogue.Item]) -> None:
    """An author for each item, who has agreed; and what the ledger says of it."""
    authors = User.objects.bulk_create(
        [User(email=f"author{each.number}@example.no", name=each.names[0]) for each in items], batch_size=AT_ONCE
    )
    contributors = Contributor.objects.bulk_create(
        [
            Contributor(item_id=each.key, user=author, name=author.name, role=Contributor.Role.AUTHOR)
            for each, author in zip(items, authors, strict=True)
        ],
        batch_size=AT_ONCE,
    )
    notice = decisions.current_notice()
    Decision.objects.bulk_create(
        [
            Decision(
                contributor=contributor,
                rendition_id=each.key,
                notice=notice,
                answer=Decision.Answer.GRANTED,
                audience=each.audience,
                purposes=[Purpose.READING.value, Purpose.SEARCH.value],
                named=True,
                by=author,
            )
            for each, author, contributor in zip(items, authors, contributors, strict=True)
        ],
        batch_size=AT_ONCE,
    )
    LedgerEntry.objects.bulk_create(_entries(items), batch_size=AT_ONCE)


def _entries(items: Sequence[catalogue.Item]) -> list[LedgerEntry]:
    found: list[LedgerEntry] = []
    head = ledger.head()
    number, before = head.number, head.hash
    for each in items:
        for event in ("asked", "granted", "released"):
            number += 1
            entry = LedgerEntry(number=number, at=each.released, event=event, item_id=each.key, previous=before)
            before = entry.hash = ledger.hash_of(entry)
            found.append(entry)
    return found


def complete(made: catalogue.Item, texts: Texts) -> None:
    """What a real item has besides: its file in both storages, its source with passages and decided findings."""
    item, rendition = ItemPage.objects.get(pk=made.key), Rendition.objects.get(pk=made.key)
    name = f"renditions/{rendition.digest[-8:]}/document.pdf"
    for alias in ("held", "released"):
        storages[alias].save(name, ContentFile(CONTENT))
    RenditionFile.objects.create(
        rendition=rendition, kind=RenditionFile.Kind.DOCUMENT, name=name, content_type="application/pdf",
        sha256=rendition.digest, size=len(CONTENT),
    )  # fmt: skip
    source = Source.objects.create(item=item, sha256=rendition.digest, name="thesis.pdf", size=len(CONTENT))
    now = timezone.now()
    StepRun.objects.bulk_create(
        StepRun(source=source, step=step.name, outcome=StepRun.Outcome.DONE, ended_at=now) for step in STEPS
    )
    for number, text in zip(range(1, PAGES + 1), catalogue.passages(texts, made), strict=False):
        passage = Passage.objects.create(source=source, kind=Passage.Kind.PAGE, number=number, text=text)
        finding = Finding.objects.create(passage=passage, start=0, end=5, type="PERSON", score=0.8, reason="–")
        FindingDecision.objects.create(finding=finding, action=FindingDecision.Action.REDACT)
    made_of = recipes.recipe(item)
    Rendition.objects.filter(pk=rendition.pk).update(recipe=made_of.digest)
    Making.objects.create(rendition=rendition, source=source, texts=made_of.texts, spans=[])


def signed_in(user: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _expect(found: Sequence[object], expected: Sequence[object]) -> None:
    if list(found) != list(expected):
        raise RuntimeError(f"the archive answered {list(found)} instead of {list(expected)}")
