"""What a sequence is made of: acts that several operations use, and how each is judged and looked at."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, ClassVar

from django.db import transaction
from django.urls import reverse
from hypothesis.stateful import RuleBasedStateMachine

from archive import starting
from archive.models import ItemPage, Purpose, Release, Rendition
from consent import closures, journal, ledger, restoring
from consent.cases import Closure
from ingest import making, review
from ingest.exceptions import Refused
from ingest.models import FindingDecision
from people.models import User
from search import reconcile
from tests.consent.gate import model, reading
from tests.consent.gate.model import GRANTED, Answer, Part, Work, expect
from tests.consent.gate.stage import ANYBODY, Faults, Stage, committed

PURPOSES = tuple(Purpose.values)
READS = 1
"""Requests after each operation, by somebody somewhere; one who loses something looks at once, besides."""


class Sequence(RuleBasedStateMachine):
    """The database is as it was when it ends; `stage` is set by whoever runs the machine."""

    stage: ClassVar[Stage]
    sequences = steps = reads = met = 0
    """What was done by all of them: those that came to their end, operations, requests, and those that showed something."""

    def __init__(self) -> None:
        super().__init__()
        self.stage.clear()
        self.before = transaction.savepoint()
        self.people = self.stage.people()
        self.works: list[Work] = []
        self.emptied: list[Work] = []
        self.random = Random(0)
        self.asked_for = frozenset(PURPOSES)
        self.backup: tuple[str, dict[str, Any]] | None = None
        self.numbers = 0
        self.intact = True

    def teardown(self) -> None:
        try:
            if self.intact and self.works:
                self.settle()
                Sequence.sequences += 1
        finally:
            transaction.savepoint_rollback(self.before)

    # Who and what

    def work(self, at: int) -> Work:
        return self.works[at % len(self.works)]

    def page(self, work: Work) -> Any:
        return self.stage.item(work).specific

    def user(self, name: str) -> User:
        return self.stage.users[name]

    @property
    def officer(self) -> User:
        return self.user("officer")

    def number(self) -> int:
        self.numbers += 1
        return 1_000 + self.numbers

    def today(self) -> datetime.date:
        return self.stage.clock.today()

    def authors(self) -> list[str]:
        """Those of the authors who haven't been erased."""
        return [name for name in self.stage.authors if not self.people[name].erased]

    def who(self, work: Work, number: int) -> str:
        """One who has a part in the work, or for the last number an author who may have none."""
        those = [part.person for part in work.parts.values() if part.person in self.authors()]
        return those[number % len(those)] if those and number < 3 else self.authors()[number % len(self.authors())]

    def part_of(self, work: Work, who: str) -> Part | None:
        """The part with which the person can act now."""
        return work.part_of(who) if self.may_know(work, who) else None

    def may_know(self, work: Work, who: str) -> bool:
        return work.knows(who, self.people[who])

    # Acts

    def post(self, who: str, url: str, data: dict[str, Any]) -> int:
        return self.stage.clients[who].post(url, data).status_code

    def receive(self, kind: str, names: tuple[str, ...], place: int) -> None:
        self.works.append(self.stage.receive(self.number(), kind, names, self.stage.places[place]))

    def decide(self, work: Work, redact: bool) -> None:
        actions = FindingDecision.Action
        action, ground = (actions.REDACT, "") if redact else (actions.KEEP, "not_personal")
        try:
            review.decide(self.stage.findings(work), action, ground, by=self.officer)
        except Refused:
            expect(work.shown is not None, "the officer can't decide about what isn't released")
        else:
            work.redacted = redact

    def order(self, work: Work) -> None:
        try:
            making.order(self.stage.item(work), by=self.officer)
        except Refused:
            expect(work.shown is not None or work.redacted is None, "the officer can't have a version made")

    def digest(self, work: Work, *, stale: bool = False) -> tuple[str, model.Edition | None]:
        """What a person has on the screen: the newest version, or the first; and that one, if it can be answered about."""
        if work.current is None:
            return "", None
        edition = work.editions[0] if stale else work.current
        digest = Rendition.objects.get(pk=edition.key).digest
        return digest, work.current if edition.is_same_as(work.current) else None

    def grant(
        self,
        work: Work,
        who: str,
        audience: str,
        purposes: frozenset[str],
        named: bool,
        wait: int | None = None,
        *,
        stale: bool = False,
    ) -> None:
        digest, edition = self.digest(work, stale=stale)
        purposes &= self.asked_for
        day = None if wait is None else self.today() + datetime.timedelta(days=wait)
        data: dict[str, Any] = {"digest": digest, "answer": "yes", "audience": audience, "purposes": purposes}
        data |= {"named": "on"} if named else {}
        data |= {"not_before": day.isoformat()} if day else {}
        status = self.post(who, reverse("consent:choose", args=[work.key]), data)
        part, token = self.part_of(work, who), work.place.token(audience)
        if part and edition and token:
            expect(status == 302, f"a yes is answered with {status}")
            work.answered(part, Answer(GRANTED, edition, part.name, audience, token, purposes, named, day))

    def grant_all(
        self, work: Work, audience: str, purposes: frozenset[str], named: bool, wait: int | None = None
    ) -> None:
        """The first as told; of the others every second wants it otherwise."""
        for part in [*work.parts.values()]:
            if not self.people[part.person].erased:
                self.grant(work, part.person, audience, purposes, named, wait)
            if self.random.random() < 0.5:
                audience, named = self.random.choice(model.WIDTH), not named
                purposes = frozenset({PURPOSES[0], *self.random.sample(PURPOSES[1:], 1)})

    # Judging and looking

    @contextmanager
    def step(self) -> Iterator[None]:
        """One operation: committed, judged, looked at. A sequence whose step raised is not settled."""
        self.intact = False
        before = {work.key: work.open for work in self.works}
        with committed():
            yield
        self.judge()
        self.look(before)
        self.intact = True
        Sequence.steps += 1

    def judge(self) -> None:
        """Compare what exists with what may."""
        self.stage.note_versions(self.works)
        releases = list(Release.objects.active())
        for work in self.works:
            active = [release for release in releases if release.item_id == work.key]
            expect(len(active) <= 1, f"item {work.key} has {len(active)} active releases")
            key = work.shown.key if work.shown else None
            if active and active[0].pk != key:
                work.released(_shown(work, active[0]), self.today())
            expect(bool(active) == (work.shown is not None), f"the release of item {work.key} ended without a reason")
        strangers = {release.item_id for release in releases} - {work.key for work in self.works}
        expect(not strangers, f"items {strangers}, copies or emptied, are released")

    def look(self, before: dict[int, model.Shown | None]) -> None:
        """Somebody looks somewhere; and where something was visible until now, somebody who could read it looks at once."""
        for work in self.works:
            was = before.get(work.key)
            if was and work.open != was:
                could = [name for name, person in self.people.items() if was.token in person.tokens(self.today())]
                strangers = [name for name in could if not work.knows(name, self.people[name])]
                self.read(self.random.choice(strangers or [ANYBODY]), work, reading.FIRST)
        surfaces = self.random.choices([*reading.WEIGHTS], [*reading.WEIGHTS.values()], k=READS)
        self.read(self.random.choice([*self.stage.clients]), self.random.choice(self.works), surfaces)

    def read(self, name: str, work: Work, surfaces: Iterable[reading.Surface], *, exact: bool = False) -> None:
        person, client = self.people.get(name), self.stage.clients[name]
        reader = reading.Reader(name, person, client, self.works, self.emptied, self.today(), self.random, exact)
        for surface in surfaces:
            surface(reader, work)
        Sequence.reads += reader.requests
        Sequence.met += reader.met

    def settle(self) -> None:
        """When all that failed is back and the worker has come to an end, everything is exactly as it should be."""
        Faults.index = Faults.storage = False
        with committed():
            for work in self.works:
                if work.shown is None and work.redacted is not None and not work.is_up_to_date():
                    self.order(work)
            self.stage.work_until_done()
        self.judge()
        for work in self.works:
            if work.redacted is not None and work.shown is None:
                expect(work.is_up_to_date(), f"no version of item {work.key} was made from what is decided")
            late = work.must_be_released(self.today()) and work.shown is None
            expect(not late, f"item {work.key} should be released by now")
        differences = [f"{each.key}: {each.what}" for each in reconcile.differences()]
        expect(not differences, f"reconcile finds {differences}")
        broken = ledger.verify()
        expect(broken is None, f"the ledger is broken: {broken}")
        for name in self.random.sample([*self.stage.clients], 2):
            self.read(name, self.works[0], [reading.search, reading.search, reading.lists], exact=True)
            for work in self.works:
                self.read(name, work, [reading.page, reading.file])

    # Backup

    def back_up(self) -> None:
        known = {name: getattr(self, name) for name in ("works", "emptied", "people", "asked_for")}
        self.backup = transaction.savepoint(), copy.deepcopy(known)

    def restore(self) -> None:
        """As `docs/operate.md` says. What people answered since is true, though the database has forgotten it."""
        assert self.backup is not None
        point, known = self.backup
        true = {work.key: work for work in (*self.works, *self.emptied)}
        erased = [name for name, person in self.people.items() if person.erased]
        journal.keep()
        newest = ledger.head()
        transaction.savepoint_rollback(point)
        for name, value in copy.deepcopy(known).items():
            setattr(self, name, value)
        if newest != ledger.head():
            _must_not_start()
        replayed = restoring.replay()
        held = replayed.items if replayed else {}
        for work in self.works:
            _remember(work, true[work.key], held=work.key in held)
        # What the officer has to do again, and look at.
        for name in erased:
            self.erase(name)
        for work in self.works:
            if true[work.key].is_shut(self.today()) and not work.is_shut(self.today()):
                self.close(work, None)
            restoring.seen(self.stage.item(work))
        reconcile.mend()

    def close(self, work: Work, days: int | None) -> None:
        until = None if days is None else self.today() + datetime.timedelta(days=days)
        try:
            closures.close(self.stage.item(work), "Taushetsplikt", Closure.Law.FVL13, by=self.officer, until=until)
        except closures.AlreadyClosed:
            return
        work.closed, work.closed_until, work.shown = True, until, None

    def erase(self, who: str) -> None:
        from people.erasure import erase

        erase(User.objects.get(pk=self.user(who).pk), by=None)
        person = self.people[who]
        person.active, person.erased, person.stays = False, True, []
        emptied = set(ItemPage.objects.exclude(content_deleted_at=None).values_list("pk", flat=True))
        for work in [*self.works]:
            part = work.part_of(who)
            if part:
                part.answer, part.recorded = _taken_back(part.answer), _taken_back(part.recorded)
                part.name = ""  # Nobody knows it any more, to leave it out: but what had it stays held for good.
                work.shown = None
            if work.key in emptied:
                expect(work.owner == who and len(work.parts) <= 1, f"item {work.key} of others was emptied")
                self.works.remove(work)
                self.emptied.append(work)


def _remember(work: Work, true: Work, *, held: bool) -> None:
    """What was said about the work since the backup holds, until the person answers once more.

    A work that is `held` waits for that even if nothing was said: something happened to it.
    """
    has_changed = held or work.silent != true.silent
    for key, part in work.parts.items():
        part.recorded = part.recorded if part.again else part.answer
        since = true.parts.get(key)
        if since and since.answer != part.answer:
            part.answer, has_changed = since.answer, True
    for part in work.parts.values():
        part.again = part.again or has_changed
    active = Release.objects.active().filter(item=work.key).first()
    kept = active is not None and true.shown is not None and true.shown.key == active.pk
    expect(active is None or kept, f"item {work.key} was resurrected")
    if active is None:
        work.shown = None


def _taken_back(answer: Answer | None) -> Answer | None:
    """What an erasure makes of it, also of one that only the database still takes for a yes."""
    return Answer(model.WITHDRAWN, answer.edition, answer.name) if answer and answer.said == GRANTED else answer


def _must_not_start() -> None:
    try:
        starting.check()
    except starting.NotReady:
        return
    raise model.Violation("the site starts though its database is older than its journal")


def _shown(work: Work, release: Release) -> model.Shown:
    edition = next(each for each in work.editions if each.key == release.rendition_id)
    names = model.words_in(" ".join(release.names))
    return model.Shown(release.pk, edition, release.token, frozenset(release.purposes), names, bool(release.contacts))
