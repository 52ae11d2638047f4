"""What the cluster answers, as hits: words marked, facets ranked."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch.dsl import Search

from search.engines.elasticsearch import layout
from search.engines.fields import MOST_SHARED
from search.engines.passages import Run, marked_words, runs, spans_of
from search.expressions import Leaf, Phrase
from search.language import composed
from search.marks import excerpt
from search.query import FACETS, Hit, PassageHit


def shown(search: Search, *fields: str) -> Search:
    """`search` with the columns `fields` of each hit, its id among them, and nothing that is stored."""
    return search.source(False).extra(stored_fields="_none_", docvalue_fields=["id", *fields])


def passage_hit(found: Mapping[str, Any], leaves: Sequence[Leaf]) -> PassageHit:
    """A passage as a hit shows it: its own words marked, those of its neighbours only heard."""
    number, start, language, text, said = (
        stored(found, f"{layout.PASSAGES}.{name}") for name in ("number", "start", "language", "text", "said")
    )
    text = composed(text)
    before, own, after = said.split("\n")
    told = [run for leaf in leaves for run in _runs(before, own, after, text, leaf)]
    return PassageHit(int(number), None if start == "" else float(start), excerpt(text, spans_of(text, told)), language)


def _runs(before: str, own: str, after: str, text: str, leaf: Leaf) -> list[Run]:
    """Where `leaf` occurs in the passage's own words; of a phrase that crosses a page, the part on this one."""
    if not isinstance(leaf, Phrase) or len(leaf.words) == 1:
        return runs(own, text, leaf)
    earlier, count = len(before.split()), len(own.split())
    across = runs(f"{before} {own} {after}", text, leaf)
    return [
        (max(first - earlier, 0), min(last - earlier, count))
        for first, last in across
        if first < earlier + count and last > earlier
    ]


def similar(hit: Mapping[str, Any], frequent: Mapping[str, tuple[int, str]], telling: Sequence[str]) -> Hit:
    """A hit like the item that has `frequent`, with the more telling words they share as that one writes them."""
    shared = [frequent[stem][1] for stem in telling if stem in hit.get("matched_queries", ())]
    title = marked_words(stored(hit, "shown_title"), stored(hit, "language_of_text"), [])
    return Hit(stored(hit, "id"), hit["_score"] or 0.0, title, (), tuple(shared[:MOST_SHARED]))


def facets(counted: Mapping[str, Any]) -> dict[str, list[tuple[str, int]]]:
    found = {
        facet: [(bucket["key"], bucket["doc_count"]) for bucket in counted[facet]["values"]["buckets"]]
        for facet in FACETS
    }
    return {facet: sorted(values, key=lambda pair: (-pair[1], pair[0])) for facet, values in found.items() if values}


def stored(hit: Mapping[str, Any], name: str) -> Any:
    """The one value that `hit` keeps of the field `name`; an empty string where there is none."""
    (value,) = hit.get("fields", {}).get(name, ("",))
    return value
