"""The operations, in any order.

To add one: a method under `@operation` that does the thing, and tells the model in plain Python what follows. `often` makes it
come that many times as often as others.
"""

from __future__ import annotations

import copy
import datetime
import functools
import io
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import hypothesis.strategies as st
from django.core.management import call_command
from django.urls import reverse
from hypothesis.stateful import initialize, precondition, rule

from archive import publication
from archive.models import Contributor, ItemPage
from archive.tasks import release_if_ready
from consent import closures, concerns, decisions, notices
from consent.cases import Closure, Concern
from people.models import Membership, User
from search import reconcile
from tests.consent.gate import model
from tests.consent.gate.model import GRANTED, REFUSED, WIDTH, WITHDRAWN, Answer, expect
from tests.consent.gate.sequence import PURPOSES, Sequence
from tests.consent.gate.stage import IN_TITLES, Faults, committed
from tests.factories import make_contributor, make_membership

MOST = 3
"""Works in a sequence."""

works = st.integers(0, MOST - 1)
persons = st.integers(0, 3)
audiences = st.sampled_from(WIDTH)
purposes = st.sets(st.sampled_from(PURPOSES[1:])).map(lambda chosen: frozenset({PURPOSES[0], *chosen}))
days = st.sampled_from([None, None, None, 0, 20, 400])
flags = st.booleans()


def operation(often: int = 1, **drawn: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule of the machine: what it does is committed and judged, and then people read."""

    def made(function: Callable[..., None]) -> Any:
        @rule(**drawn)
        @functools.wraps(function)
        def run(self: Machine, **values: Any) -> None:
            with self.step():
                function(self, **values)

        run.often = often
        return run

    return made


class Machine(Sequence):
    @initialize(seed=st.integers(0, 2**16), shared=st.sampled_from([*WIDTH, None]), purposes=purposes, named=flags)
    def begins(self, seed: int, shared: str | None, purposes: frozenset[str], named: bool) -> None:
        """With two works of which there is a version for readers: a thesis by one author, a recording of two lecturers.

        Most often one of them is `shared` already.
        """
        self.random = Random(seed)
        self.works = copy.deepcopy(self.stage.works)
        if shared:
            with self.step():
                self.grant_all(self.works[seed % 2], shared, purposes, named)
                self.stage.work()

    # Works and versions

    @precondition(lambda self: len(self.works) < MOST)
    @operation(kind=st.sampled_from(["thesis", "lecture", "material"]), count=persons, place=st.integers(0, 2))
    def received(self, kind: str, count: int, place: int) -> None:
        self.receive(kind, tuple(self.authors()[-max(count, 1) :]), place)

    @operation(at=works, redact=flags)
    def decided(self, at: int, redact: bool) -> None:
        self.decide(self.work(at), redact)

    @operation(at=works)
    def version_ordered(self, at: int) -> None:
        self.order(self.work(at))

    @operation(often=2, at=works, redact=flags)
    def decided_and_made(self, at: int, redact: bool) -> None:
        self.decide(self.work(at), redact)
        self.order(self.work(at))
        self.stage.work()

    @operation(at=works, who=persons)
    def retitled(self, at: int, who: int) -> None:
        work = self.work(at)
        person = self.who(work, who)
        title = f"{IN_TITLES} {model.word('t', self.number())}"
        details = {"title": title, "abstract": work.abstract, "keywords": "", "language": "", "theme": "", "place": ""}
        # Who sent it may, too.
        if self.post(person, reverse("details", args=[work.key]), details) == 302 and self.may_know(work, person):
            old = {each for each in work.texts if each[2] == "t"}
            work.drafts |= old  # A copy made before keeps it, among one's own items.
            work.texts = work.texts - old | model.words_in(title)

    # Answers

    @operation(
        often=2, at=works, who=persons, audience=audiences, purposes=purposes, named=flags, wait=days, stale=flags
    )
    def granted(
        self, at: int, who: int, audience: str, purposes: frozenset[str], named: bool, wait: int | None, stale: bool
    ) -> None:
        work = self.work(at)
        self.grant(work, self.who(work, who), audience, purposes, named, wait, stale=stale)

    @operation(often=4, at=works, audience=audiences, purposes=purposes, named=flags, wait=days, done=flags)
    def all_granted(
        self, at: int, audience: str, purposes: frozenset[str], named: bool, wait: int | None, done: bool
    ) -> None:
        """With it the machine comes more often to where something is visible."""
        self.grant_all(self.work(at), audience, purposes, named, wait)
        if done:
            self.stage.work()

    @operation(at=works, who=persons, stale=flags)
    def refused(self, at: int, who: int, stale: bool) -> None:
        work = self.work(at)
        person = self.who(work, who)
        digest, edition = self.digest(work, stale=stale)
        status = self.post(person, reverse("consent:choose", args=[work.key]), {"digest": digest, "answer": "no"})
        if edition and (part := self.part_of(work, person)):
            expect(status == 302, f"a no is answered with {status}")
            work.answered(part, Answer(REFUSED, edition, part.name))

    @operation(often=2, at=works, who=persons, dies=flags)
    def withdrawn(self, at: int, who: int, dies: bool) -> None:
        """The web process may be gone right after the commit."""
        work = self.work(at)
        person = self.who(work, who)
        with committed(dies=dies):
            self.post(person, reverse("consent:withdraw", args=[work.key]), {})
        part = self.part_of(work, person)
        if part and part.answer and part.answer.said == GRANTED:
            work.answered(part, Answer(WITHDRAWN, part.answer.edition, part.name))

    @operation(at=works, who=persons, what=st.sampled_from(["name", *WIDTH[:3], *PURPOSES[1:]]))
    def limited(self, at: int, who: int, what: str) -> None:
        work = self.work(at)
        person = self.who(work, who)
        self.post(person, reverse("consent:limit", args=[work.key]), {"limit": what})
        part = self.part_of(work, person)
        answer = part and work.current and work.in_line(part, work.current)
        if part and answer and work.current and (rest := self.without(answer, what, work.place)):
            work.answered(part, replace(rest, edition=work.current, name=part.name))

    @staticmethod
    def without(answer: Answer, what: str, place: model.Place) -> Answer | None:
        """What is left of a yes when `what` is taken back; None if that is not in it."""
        if what == "name":
            return replace(answer, named=False) if answer.named else None
        if what in PURPOSES:
            return replace(answer, purposes=answer.purposes - {what}) if what in answer.purposes else None
        token = place.token(what)
        is_narrower = WIDTH.index(what) < WIDTH.index(answer.audience)
        return replace(answer, audience=what, token=token) if is_narrower and token else None

    @operation(at=works, who=persons, line=st.integers(0, 1))
    def voice_taken_out(self, at: int, who: int, line: int) -> None:
        work = self.work(at)
        person = self.who(work, who)
        digest, edition = self.digest(work)
        self.post(person, reverse("consent:voice", args=[work.key]), {"digest": digest, "lines": [str(line + 1)]})
        part = self.part_of(work, person)
        if edition and part and work.said and not work.said[line] <= work.silent:
            if part.again or not work.in_line(part, edition):
                work.shown = None
            elif part.answer:
                work.answered(part, replace(part.answer, edition=edition))
            work.silent |= work.said[line]

    @operation(purposes=purposes)
    def notice_taken_into_use(self, purposes: frozenset[str]) -> None:
        notice = decisions.current_notice()
        notice.pk, notice.version, notice.used_from = None, notices.next_version(), None
        notice.purposes = [each for each in PURPOSES if each in purposes]
        notice.save(force_insert=True)
        notices.take_into_use(notice, by=self.officer)
        self.asked_for = purposes

    # What others do about a work

    @operation(at=works, who=st.sampled_from(["", "outsider", "classmate"]))
    def concern_sent(self, at: int, who: str) -> None:
        """Somebody who is in the work shuts it."""
        work = self.work(at)
        if not work.suspended:
            self.post(who, reverse("concern"), {"which": f"http://testserver{work.url}", "text": "Eg er i teksten."})
            if Concern.objects.holding().filter(item=work.key).exists():  # Within the limits of how many.
                work.suspended, work.shown = True, None

    @operation(at=works)
    def concern_lifted(self, at: int) -> None:
        for concern in Concern.objects.holding().filter(item=self.work(at).key):
            concerns.lift(concern, "", by=self.officer)
        self.work(at).suspended = False

    @operation(at=works, days=days)
    def closed(self, at: int, days: int | None) -> None:
        self.close(self.work(at), days)

    @operation(at=works)
    def opened_again(self, at: int) -> None:
        for closure in Closure.objects.filter(item=self.work(at).key, lifted_at=None):
            closures.lift(closure, by=self.officer)
        self.work(at).closed = False

    # People

    @operation(at=works, who=persons)
    def contributor_added(self, at: int, who: int) -> None:
        work, person = self.work(at), self.authors()[who % len(self.authors())]
        if work.part_of(person) is None and work.shown is None:
            name = model.word("n", self.number())
            row = make_contributor(self.stage.item(work), self.user(person), name=f"Ny {name.title()}", role="author")
            work.parts[row.pk] = model.Part(person, name)
            release_if_ready.enqueue(work.key)

    @operation(at=works, who=persons)
    def contributor_removed(self, at: int, who: int) -> None:
        work = self.work(at)
        part = work.part_of(self.who(work, who))
        for key in [key for key, each in work.parts.items() if each is part and part.answer is None]:
            if (
                not Contributor.objects.get(pk=key).silences.exists()
                and not Contributor.objects.get(pk=key).decisions.exists()
            ):
                Contributor.objects.filter(pk=key).delete()
                del work.parts[key]
                release_if_ready.enqueue(work.key)

    @operation(
        who=st.sampled_from(["classmate", "cohort", "former", "newcomer", "ada"]), to=st.integers(0, 2), later=flags
    )
    def person_moved(self, who: str, to: int, later: bool) -> None:
        programme_class = self.stage.classes[to]
        day = self.today() + datetime.timedelta(days=20 if later else -10)
        if not Membership.objects.filter(user=self.user(who), programme_class=programme_class).exists():
            make_membership(self.user(who), programme_class, start=day)
            self.people[who].stays.append(self.stage.stay(programme_class, day))

    @operation(who=st.sampled_from(["classmate", "cohort", "newcomer", "ada"]), of=st.integers(0, 2))
    def membership_deleted(self, who: str, of: int) -> None:
        """As when it was a mistake: then it never counted."""
        programme_class = self.stage.classes[of]
        Membership.objects.filter(user=self.user(who), programme_class=programme_class).delete()
        stays = self.people[who].stays
        self.people[who].stays = [stay for stay in stays if stay.programme_class != programme_class.pk]

    @operation(who=st.sampled_from(["classmate", "former", "teacher", "officer", "ada", "bo", "shut out"]))
    def deactivated_or_back(self, who: str) -> None:
        person = self.people[who]
        person.active = not person.active and not person.erased
        User.objects.filter(pk=self.user(who).pk).update(is_active=person.active)

    @operation(who=st.sampled_from(["bo", "cai", "classmate"]))
    def erased(self, who: str) -> None:
        if not self.people[who].erased:
            self.erase(who)

    # Wagtail's buttons

    @operation(at=works)
    def published(self, at: int) -> None:
        self.page(self.work(at)).save_revision().publish(skip_permission_checks=True)
        self.work(at).live = True

    @operation(often=2, at=works)
    def unpublished(self, at: int) -> None:
        self.page(self.work(at)).unpublish()
        self.work(at).live = False

    @operation(at=works)
    def draft_published(self, at: int) -> None:
        work = self.work(at)
        page, draft = self.page(work), model.word("d", self.number())
        page.title, page.abstract, work.live = f"Utkast {draft}", draft, True
        work.drafts.add(draft)
        page.save_revision().publish(skip_permission_checks=True)

    @operation(at=works)
    def first_revision_restored(self, at: int) -> None:
        work = self.work(at)
        if first := self.page(work).revisions.order_by("pk").first():
            first.publish(skip_permission_checks=True)
            item = self.stage.item(work)
            work.live, work.place = True, model.Place(item.programme_class_id, item.cohort_id)

    @operation(at=works, place=st.integers(0, 2))
    def put_elsewhere(self, at: int, place: int) -> None:
        """An editor gives the item another class, or none."""
        work = self.work(at)
        page = self.page(work)
        work.live, work.place = True, self.stage.places[place]
        page.programme_class_id, page.cohort_id = work.place.programme_class, work.place.cohort
        page.save_revision().publish(skip_permission_checks=True)

    @operation(at=works, alias=flags)
    def copied(self, at: int, alias: bool) -> None:
        work = self.work(at)
        page, slug = self.page(work), f"kopi-{self.number()}"
        if alias:
            page.create_alias(parent=page.get_parent(), update_slug=slug)
        else:
            page.copy(to=page.get_parent(), update_attrs={"slug": slug}, keep_live=True, copy_revisions=True)
            ItemPage.objects.get(slug=slug).specific.save_revision().publish(skip_permission_checks=True)
        work.decoys.append(ItemPage.objects.get(slug=slug).get_url())

    # Doors

    @operation(at=works)
    def release_attempted(self, at: int) -> None:
        try:
            publication.release(self.stage.item(self.work(at)), by=self.officer)
        except (publication.NotReleasable, OSError):
            release_if_ready.enqueue(self.work(at).key)

    @precondition(lambda self: not Faults.index and not Faults.storage)
    @operation()
    def reindexed_and_mended(self) -> None:
        call_command("reindex", stdout=io.StringIO())
        reconcile.mend()

    # Time, the worker, and what fails

    @operation(count=st.integers(1, 31))
    def days_passed(self, count: int) -> None:
        self.stage.clock.ahead += datetime.timedelta(days=count)

    @operation(tasks=st.integers(1, 6))
    def worked(self, tasks: int) -> None:
        self.stage.work(tasks)

    @operation(often=3)
    def worked_all(self) -> None:
        self.stage.work()

    @operation(after=st.integers(0, 60))
    def worker_killed(self, after: int) -> None:
        with committed(dies=True):
            self.stage.killed_worker(after)

    @operation(index=flags)
    def failed_or_back(self, index: bool) -> None:
        """The search engine, or the storage of released files."""
        if index:
            Faults.index = not Faults.index
        else:
            Faults.storage = not Faults.storage

    @operation()
    def backed_up(self) -> None:
        self.back_up()

    @precondition(lambda self: self.backup is not None and not Faults.index and not Faults.storage)
    @operation(often=2)
    def restored(self) -> None:
        self.restore()


for name, function in list(vars(Machine).items()):
    for number in range(1, getattr(function, "often", 1)):
        setattr(Machine, f"{name}_{number}", function)
