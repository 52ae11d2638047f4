"""Who meets what where: real requests, and what the model says of each.

A surface is a function that makes one request as one person and raises `Violation` for what should not have been there, or is missing.
`exact` is for when the worker has done everything: then the search must find all that it may.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from random import Random
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from archive.models import RenditionFile
from archive.reading import neutral_name
from tests.consent.gate.model import Person, Shown, Work, expect, union, words_in
from tests.consent.gate.stage import IN_TEXTS, IN_TITLES

_TOTAL = re.compile(r"<strong>(\d+) ")
_FACET = re.compile(r'<span class="quiet">\((\d+)\)')


@dataclass
class Reader:
    """A person (None: not signed in) with a browser, and all works with what of each may be read."""

    name: str
    person: Person | None
    client: Client
    works: list[Work]
    emptied: list[Work]
    """Works whose content was deleted: nobody ever meets anything of them."""
    today: datetime.date
    random: Random
    exact: bool = False
    requests: int = 0
    met: int = 0
    """Requests that showed something of a work."""

    def shown(self, work: Work) -> Shown | None:
        return work.visible_to(self.person, self.today)

    def knows(self, work: Work) -> bool:
        return work.knows(self.name, self.person)

    def get(self, url: str, *, good: bool | None, may: Iterable[str]) -> tuple[str, frozenset[str]]:
        """The text and its words of works. They must be among those that `may` be met, and it opens if that is `good` (None: either)."""
        self.requests += 1
        response = self.client.get(url)
        body: bytes = response.getvalue() if response.streaming else response.content
        text = unescape(body.decode(errors="replace")) + str(dict(response.headers))
        found = words_in(text)
        self.met += bool(found)
        who = self.name or "anybody"
        if good is not None:
            wanted = "opens" if good else "stays shut"
            expect((response.status_code == 200) == good, f"{url} gives {response.status_code} to {who}; it {wanted}")
        too_much = found - frozenset(may)
        expect(not too_much, f"{who} meets {sorted(too_much)} at {url}")
        return text, found


Surface = Callable[[Reader, Work], None]


def words_of(shown: Shown | None) -> frozenset[str]:
    return shown.edition.shown | shown.names if shown else frozenset()


def page(reader: Reader, work: Work) -> None:
    """The item's page."""
    shown = reader.shown(work)
    _text, found = reader.get(work.url, good=shown is not None, may=words_of(shown))
    if shown:
        expect(shown.names <= found, f"{work.url} leaves out {sorted(shown.names - found)}")


def text(reader: Reader, work: Work) -> None:
    """A page of the text, or the transcript, with words looked for in it."""
    shown = reader.shown(work)
    reader.get(f"{work.url}?side=1&q={IN_TEXTS}", good=shown is not None, may=words_of(shown))


def decoy(reader: Reader, work: Work) -> None:
    """A copy or an alias of the item, or one that was emptied."""
    shut = [*work.decoys, *(each.url for each in reader.emptied)]
    if shut:
        reader.get(reader.random.choice(shut), good=False, may=())


def file(reader: Reader, work: Work) -> None:
    """Any file of any version: most often of the newest or of the one released."""
    shown = reader.shown(work)
    likely = [each for each in (work.current, shown and shown.edition) if each]
    editions = [*work.editions, *likely, *likely]
    if not editions:
        return
    edition = reader.random.choice(editions)
    row = reader.random.choice(RenditionFile.objects.filter(rendition=edition.key).select_related("rendition"))
    is_released = shown is not None and shown.edition.key == edition.key
    reader.get(
        reverse("file", args=[row.pk, neutral_name(row)]), good=is_released or reader.knows(work), may=edition.shown
    )


def released_file(reader: Reader, work: Work) -> None:
    """A file of the newest version."""
    if work.current:
        row = reader.random.choice(RenditionFile.objects.filter(rendition=work.current.key).select_related("rendition"))
        shown = reader.shown(work)
        is_released = shown is not None and shown.edition.key == work.current.key
        url = reverse("file", args=[row.pk, neutral_name(row)])
        reader.get(url, good=is_released or reader.knows(work), may=work.current.shown)


def held(reader: Reader, work: Work) -> None:
    """What those see who may know of it while it is held, and nobody else."""
    may = work.everything if reader.knows(work) else ()
    if reader.random.random() < 0.5:
        asked = work.part_of(reader.name) is not None and reader.knows(work)
        reader.get(reverse("consent:answer", args=[work.key]), good=asked and work.current is not None, may=may)
    elif work.current:
        url = reverse("preview_rendition", args=[work.current.key])
        reader.get(url, good=reader.knows(work), may=may)


def contact(reader: Reader, work: Work) -> None:
    """Writing to those who made it."""
    shown = reader.shown(work)
    signed_in = reader.person is not None and reader.person.active
    good = bool(shown and shown.contacts and signed_in)
    reader.get(reverse("contact", args=[work.key]), good=good, may=words_of(shown))


def search(reader: Reader, work: Work) -> None:
    """Hits, counts, facets and snippets, for words of the titles, of the texts, or for nothing."""
    shown = [each for each in map(reader.shown, reader.works) if each is not None]
    searchable = [each for each in shown if "search" in each.purposes]
    # Of a recording the word can have been taken out, with the line in which it is said.
    with_word = [each for each in searchable if any(word[2] == "b" for word in each.edition.shown)]
    query, those = reader.random.choice([(IN_TITLES, shown), (IN_TEXTS, with_word), ("", shown)])
    url = f"{reverse('search')}?{urlencode({'q': query})}"
    titles = (each.edition.shown if each in searchable else _titles(each) for each in shown)
    text, _found = reader.get(url, good=None, may=union(titles) | union(each.names for each in shown))
    told = _TOTAL.search(text)
    if told is None:
        expect(not reader.exact, f"{url} does not answer")
        return
    total, facets = int(told[1]), [int(count) for count in _FACET.findall(text)]
    who = reader.name or "anybody"
    expect(total <= len(those), f"{url} counts {total} for {who}, who may read {len(those)}")
    expect(all(count <= len(those) for count in facets), f"a facet of {url} counts {facets} for {who}")
    if reader.exact:
        expect(total == len(those), f"{url} finds {total} for {who}, who may read {len(those)}")


def _titles(shown: Shown) -> frozenset[str]:
    return frozenset(each for each in shown.edition.shown if each.startswith("xqt"))


def lists(reader: Reader, work: Work) -> None:
    """The feed or the front page: what is new."""
    url = reader.random.choice([reverse("newest_feed"), "/"])
    reader.get(url, good=True, may=union(words_of(reader.shown(each)) for each in reader.works))


def mine(reader: Reader, work: Work) -> None:
    """One's own items, and nobody else's."""
    own = [each for each in reader.works if each.owner == reader.name or each.part_of(reader.name)]
    own = own if reader.person and reader.person.active else []
    reader.get(reverse("my_items"), good=None, may=union(each.everything for each in own))


WEIGHTS: dict[Surface, int] = {
    page: 4, text: 3, file: 6, search: 5, held: 3, lists: 2, mine: 1, contact: 2, decoy: 1
}  # fmt: skip
"""How often each surface is looked at."""

FIRST: tuple[Surface, ...] = (page, released_file, search)
"""Where somebody looks at once after something has changed for readers."""
