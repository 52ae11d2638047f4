"""What those who are asked about one item learn of each other: how many have answered, and what, once everybody has."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from archive.models import Contributor, ItemPage, Rendition
from consent.models import Decision
from people.models import User

Answer = Decision.Answer


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them has said of the current version; `answer` is None as long as there is none."""

    contributor: Contributor
    answer: Answer | None
    not_before: datetime.date | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Everyone who is asked about an item, seen by `user`, who is one of them."""

    user: User
    said: list[Said]

    @property
    def everyone_answered(self) -> bool:
        return all(each.answer for each in self.said)

    @property
    def others(self) -> list[Said]:
        return [each for each in self.said if each.contributor.user_id != self.user.pk]

    @property
    def deferred_until(self) -> datetime.date | None:
        """The latest "not before", once all have agreed."""
        if any(each.answer != Answer.GRANTED for each in self.said):
            return None
        return max((each.not_before for each in self.said if each.not_before), default=None)

    def sentences(self) -> list[str]:
        """What `user` may know of the others, in words."""
        if not self.others:
            return []
        if self.everyone_answered:
            return [
                _("%(name)s: %(answer)s.") % {"name": each.contributor.name, "answer": each.answer.label}
                for each in self.others
                if each.answer
            ]
        answered = sum(1 for each in self.others if each.answer)
        found = [
            _("Also asked: %(names)s.") % {"names": ", ".join(each.contributor.name for each in self.others)},
            _("Answered so far: %(answered)d of %(count)d. What they say is shown when everyone has answered.")
            % {"answered": answered, "count": len(self.others)},
        ]
        return [_("One of you has withdrawn."), *found] if self._who_agreed_sees_a_withdrawal() else found

    def _who_agreed_sees_a_withdrawal(self) -> bool:
        own = {each.answer for each in self.said if each.contributor.user_id == self.user.pk}
        return Answer.GRANTED in own and any(each.answer == Answer.WITHDRAWN for each in self.others)


def circles(user: User, items: Iterable[ItemPage]) -> dict[int, Circle]:
    """The circle of each item, by the item's key. Two queries."""
    keys = [item.pk for item in items]
    said = defaultdict(list)
    for each in _said(keys):
        said[each.contributor.item_id].append(each)
    return {key: Circle(user, said[key]) for key in keys}


def _said(items: list[int]) -> Iterator[Said]:
    newest = Decision.objects.filter(contributor=OuterRef("pk")).order_by("-pk")
    names = ("answer", "rendition", "not_before")
    asked = Contributor.objects.asked().filter(item__in=items)
    current = _lineages(items)
    for contributor in asked.annotate(**{f"last_{name}": Subquery(newest.values(name)[:1]) for name in names}):
        answer, rendition, not_before = (getattr(contributor, f"last_{name}") for name in names)
        if rendition in current[contributor.item_id]:
            yield Said(contributor, Answer(answer), not_before)
        else:
            yield Said(contributor, None, None)


def _lineages(items: list[int]) -> dict[int, set[int]]:
    """`Rendition.lineage` of each item's current rendition, as keys."""
    found: dict[int, set[int]] = defaultdict(set)
    wanted: dict[int, int | None] = {}
    rows = Rendition.objects.filter(item__in=items).order_by("-pk").values_list("pk", "item", "follows")
    for key, item, follows in rows:  # Newest first, and a rendition follows an earlier one.
        if wanted.setdefault(item, key) == key:
            found[item].add(key)
            wanted[item] = follows
    return found
