"""What should be visible to whom, told in plain Python. It asks the product nothing; `docs/consent.md` has it in sentences."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

WIDTH = ("class", "cohort", "programme", "public")
"""The audiences from the narrowest to the widest."""

GRANTED, REFUSED, WITHDRAWN = "granted", "refused", "withdrawn"

_LETTERS = "abcdefghij"
_WORD = re.compile(r"xq[tabfnsd][a-j]{8}x")


class Violation(AssertionError):
    """The system did what the model forbids, or left out what it asks for."""


def word(kind: str, number: int) -> str:
    """A word that stands nowhere else, not even in a random token: of the title, the abstract, the body, a flagged place,
    a name, something said, a draft."""
    return f"xq{kind}{''.join(_LETTERS[int(digit)] for digit in f'{number:08}')}x"


def words_in(text: str) -> frozenset[str]:
    """The words of works in `text`, in whatever case and form they stand."""
    return frozenset(_WORD.findall(text.lower()))


@dataclass
class Stay:
    """A person's time in a class: it counts from its first day on, and for good."""

    programme_class: int
    cohort: int
    start: datetime.date


@dataclass
class Person:
    active: bool = True
    erased: bool = False
    works_here: bool = False
    sees_held: bool = False
    """The privacy officer, who may know of every item."""
    stays: list[Stay] = field(default_factory=list)

    def tokens(self, today: datetime.date) -> frozenset[str]:
        """The audiences the person belongs to."""
        found = {"public"}
        stays = [stay for stay in self.stays if stay.start <= today]
        if self.active and (stays or self.works_here):
            found.add("programme")
        if self.active:
            found |= {f"class:{stay.programme_class}" for stay in stays}
            found |= {f"cohort:{stay.cohort}" for stay in stays}
        return frozenset(found)


@dataclass(frozen=True)
class Place:
    """Where an item belongs."""

    programme_class: int | None
    cohort: int | None

    def token(self, audience: str) -> str | None:
        if audience == "class":
            return f"class:{self.programme_class}" if self.programme_class else None
        if audience == "cohort":
            return f"cohort:{self.cohort}" if self.cohort else None
        return audience


@dataclass(frozen=True)
class Edition:
    """A version for readers: of which texts, without which words."""

    key: int
    texts: frozenset[str]
    without: frozenset[str]
    silent: frozenset[str] = frozenset()
    unnamed: frozenset[int] = frozenset()
    """Whose names it leaves out (keys of parts)."""
    follows: Edition | None = None

    @property
    def shown(self) -> frozenset[str]:
        return self.texts - self.without

    def only_lacks_more_than(self, other: Edition) -> bool:
        return self.texts == other.texts and self.without >= other.without

    def is_same_as(self, other: Edition) -> bool:
        return (self.texts, self.without, self.silent) == (other.texts, other.without, other.silent)

    def line(self) -> Iterator[Edition]:
        """This one and those whose answers hold for it, newest first."""
        edition: Edition | None = self
        while edition is not None:
            yield edition
            edition = edition.follows


@dataclass(frozen=True)
class Answer:
    """What a person said about an edition, and what the choice meant when it was made."""

    said: str
    edition: Edition
    name: str
    audience: str = ""
    token: str = ""
    purposes: frozenset[str] = frozenset()
    named: bool = False
    not_before: datetime.date | None = None


@dataclass
class Part:
    """A contributor. `answer` is the newest.

    After a restored backup `again` says that the person must answer once more, and `recorded` is what the database knows.
    """

    person: str
    name: str
    answer: Answer | None = None
    again: bool = False
    recorded: Answer | None = None

    def agrees_to(self, edition: Edition) -> Answer | None:
        """The yes that holds for `edition`: given to it, or to one of which it only lacks more."""
        if (
            not self.again
            and self.answer
            and self.answer.said == GRANTED
            and edition.only_lacks_more_than(self.answer.edition)
        ):
            return self.answer
        return None


@dataclass(frozen=True)
class Shown:
    """A release as it should be."""

    key: int
    edition: Edition
    token: str
    purposes: frozenset[str]
    names: frozenset[str]
    contacts: bool


@dataclass
class Work:
    """An item: its words, parts and editions, and the release that should be visible now."""

    key: int
    url: str
    owner: str
    place: Place
    abstract: str
    texts: frozenset[str]
    flagged: str
    parts: dict[int, Part]
    said: tuple[frozenset[str], ...] = ()
    """The words of each line of a recording, which can be taken out."""
    redacted: bool | None = None
    """What the privacy officer decided about the flagged word; None while undecided."""
    silent: frozenset[str] = frozenset()
    """What contributors took out."""
    editions: list[Edition] = field(default_factory=list)
    shown: Shown | None = None
    live: bool = False
    suspended: bool = False
    closed: bool = False
    closed_until: datetime.date | None = None
    drafts: set[str] = field(default_factory=set)
    decoys: list[str] = field(default_factory=list)
    """Addresses of copies and aliases: nobody ever reads anything there."""

    @property
    def current(self) -> Edition | None:
        return self.editions[-1] if self.editions else None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts.values())

    @property
    def everything(self) -> frozenset[str]:
        """All that those may meet who may know of the item while it is held."""
        answered = {part.answer.name for part in self.parts.values() if part.answer}
        texts = frozenset[str]().union(*(edition.texts for edition in self.editions))
        return self.texts | texts | self.names | self.drafts | answered

    def part_of(self, person: str) -> Part | None:
        return next((part for part in self.parts.values() if part.person == person), None)

    def knows(self, name: str, person: Person | None) -> bool:
        """Whether the person may know of the item while it is held."""
        if person is None or not person.active:
            return False
        return person.sees_held or name == self.owner or self.part_of(name) is not None

    def agreed(self, edition: Edition) -> list[Answer] | None:
        """The yes of everyone who is asked, each holding for `edition`; None if one is missing."""
        found = [part.agrees_to(edition) for part in self.parts.values()]
        answers = [answer for answer in found if answer is not None]
        return answers if answers and len(answers) == len(found) else None

    def answered(self, part: Part, answer: Answer) -> None:
        """An answer ends what was visible, whatever it is."""
        part.answer, part.again = answer, False
        self.shown = None

    def is_shut(self, today: datetime.date) -> bool:
        """Whether a message of somebody in it, or a closure, keeps it from everyone."""
        return self.suspended or (self.closed and (self.closed_until is None or self.closed_until > today))

    # What the worker did, judged

    def made(self, key: int, words: frozenset[str]) -> None:
        """A rendition with `words` was made. It must lack what was decided, what was taken out, and who stays unnamed.

        Unnamed is who said so once all have agreed; until they do, who was so in the version before.
        """
        unnamed = self.current.unnamed if self.current else frozenset()
        if self.current and (answers := self._recorded(self.current)) is not None:
            named = {answer.name for answer in answers if answer.named}
            unnamed = frozenset(part for part, each in self.parts.items() if each.name not in named)
        names = {self.parts[part].name for part in unnamed if part in self.parts}
        without = (names | self.silent | ({self.flagged} if self.redacted else set())) & self.texts
        made = Edition(key, self.texts, frozenset(without), self.silent, unnamed)
        expect(words == made.shown, f"rendition {key} holds {sorted(words)}, not {sorted(made.shown)}")
        same = [each for each in self.editions if each.is_same_as(made)]
        if same:
            made = replace(made, follows=same[-1])
        elif self.current and made.only_lacks_more_than(self.current):
            made = replace(made, follows=self.current)
        self.editions.append(made)

    def in_line(self, part: Part, edition: Edition) -> Answer | None:
        """The yes of `part`, if it is about `edition` or one that it was made to follow."""
        answer = part.agrees_to(edition)
        return answer if answer and any(each is answer.edition for each in edition.line()) else None

    def _recorded(self, edition: Edition) -> list[Answer] | None:
        """As `_in_line`, of what the database knows, out of date or not."""
        line = [*edition.line()]
        answers = [part.recorded if part.again else part.answer for part in self.parts.values()]
        found = [each for each in answers if each and each.said == GRANTED and any(each.edition is it for it in line)]
        return found if found and len(found) == len(answers) else None

    def _in_line(self, edition: Edition) -> list[Answer] | None:
        found = [self.in_line(part, edition) for part in self.parts.values()]
        answers = [answer for answer in found if answer is not None]
        return answers if answers and len(answers) == len(found) else None

    def released(self, shown: Shown, today: datetime.date) -> None:
        """A release was made. It must rest on everyone's yes, be for the narrowest audience, and show no more than agreed."""
        edition = shown.edition
        answers = self.agreed(edition)
        if answers is None:
            raise Violation(f"item {self.key} was released though not all agreed to it")
        expect(not self.is_shut(today), f"item {self.key} was released though it is shut")
        waits = [answer.not_before for answer in answers if answer.not_before and answer.not_before > today]
        expect(not waits, f"item {self.key} was released before {waits}")
        expect(self._is_as_decided(edition), f"item {self.key} was released otherwise than decided")
        narrowest = self._narrowest(answers)
        expect(
            shown.token == narrowest.token,
            f"item {self.key} was released to {shown.token}; the narrowest that anyone chose was {narrowest.token}",
        )
        expect(
            shown.purposes == frozenset.intersection(*(answer.purposes for answer in answers)),
            f"item {self.key} was released for {sorted(shown.purposes)}",
        )
        met = (shown.names | edition.shown) & {answer.name for answer in answers if not answer.named}
        expect(not met, f"item {self.key} names {sorted(met)}, who stays unnamed")
        self.shown, self.live = shown, True

    def _is_as_decided(self, edition: Edition) -> bool:
        is_redacted = self.flagged in edition.without - self.silent
        decided = self.flagged in self.silent or is_redacted == self.redacted
        return edition.texts == self.texts and self.redacted is not None and decided and self.silent <= edition.without

    @staticmethod
    def _narrowest(answers: list[Answer]) -> Answer:
        return min(answers, key=lambda answer: WIDTH.index(answer.audience))

    def is_up_to_date(self) -> bool:
        """Whether the newest version is made of what is decided."""
        return self.current is not None and self._is_as_decided(self.current)

    def must_be_released(self, today: datetime.date) -> bool:
        """Whether nothing stands in the way: once the worker has done all it has to, it is released."""
        if self.current is None or not self.is_up_to_date() or self.is_shut(today):
            return False
        answers = self._in_line(self.current)
        if answers is None or any(answer.not_before and answer.not_before > today for answer in answers):
            return False
        if any(self.place.token(answer.audience) != answer.token for answer in answers):
            return False
        return not {answer.name for answer in answers if not answer.named} & self.current.shown

    # Who meets what

    @property
    def open(self) -> Shown | None:
        """What readers have now: both keys are turned."""
        return self.shown if self.live else None

    def visible_to(self, person: Person | None, today: datetime.date) -> Shown | None:
        """What the person may read now, as a reader."""
        tokens = person.tokens(today) if person else {"public"}
        return self.open if self.open and self.open.token in tokens else None


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Violation(otherwise)


def union(several: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*several)
