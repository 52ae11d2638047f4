"""From a `Query` to Elasticsearch's queries."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as DslQuery

from search import standards
from search.engines.elasticsearch.layout import PASSAGES, clean
from search.engines.fields import EXACT, NAMES, OTHER, PARTS, STEMMED, TIE
from search.engines.passages import meanings
from search.expressions import EVERYTHING, NOTHING, All, AnyOf, Expression, Leaf, Most, Not, Phrase, Word
from search.language import fold, query_stems
from search.query import Query


def matching(expression: Expression) -> DslQuery:
    """What `expression` matches, scored."""
    if expression == EVERYTHING:
        return Q("match_all")
    if expression == NOTHING:
        return Q("match_none")
    match expression:
        case Word(text, prefix):
            return Q("prefix", exact={"value": fold(text)}) if prefix else _word(text)
        case Phrase((single,)):
            return _term("exact", fold(single))
        case Phrase(words):
            return _phrase(words)
        case Not(part):
            return Q("bool", must=[_all()], must_not=[matching(part)])
        case AnyOf(parts):
            return Q("bool", should=[matching(part) for part in parts], minimum_should_match=1)
        case Most(words, needed):
            return Q("bool", should=[matching(word) for word in words], minimum_should_match=needed)
        case All(parts):
            return _together(parts)


def asking(query: Query) -> DslQuery:
    """The words of `query` and whom it is for; the values chosen are `chosen`."""
    return Q("bool", must=[matching(query.expression)], filter=[_audience(query)], must_not=_excluded(query))


def chosen(query: Query, *, ignoring: str | None = None) -> DslQuery:
    """The filters of `query`, but for that on the facet `ignoring`."""
    clauses = [
        Q("terms", **{facet: [clean(value) for value in values]})
        for facet, values in query.filters.items()
        if values and facet != ignoring
    ]
    return Q("bool", filter=clauses) if clauses else Q("match_all")


def speaking(ids: Sequence[str], leaves: Sequence[Leaf], fields: dict[str, Any]) -> DslQuery:
    """The items `ids`, with the two passages of each that speak loudest for `leaves`; of equals the earlier ones."""
    inner = {"size": 2, "sort": ["_score", {f"{PASSAGES}.number": "asc"}], "_source": False, **fields}
    said = Q("bool", should=[_in_passage(leaf) for leaf in leaves], minimum_should_match=1)
    passages = Q("nested", path=PASSAGES, query=said, inner_hits=inner, score_mode="none")
    return Q("bool", filter=[Q("ids", values=list(ids))], should=[passages])


def alike(weights: Sequence[tuple[str, float]], query: Query, but: str) -> DslQuery:
    """Allowed items other than `but` that share the given stems, by weight. A hit names those it has."""
    shared = [
        Q("bool", should=[_term("body", stem, weight), _term("keywords", stem, weight)], _name=stem)
        for stem, weight in weights
    ]
    filters = [_audience(query), chosen(query)]
    must_not = [Q("ids", values=[but]), *_excluded(query)]
    return Q("bool", should=shared, minimum_should_match=1, filter=filters, must_not=must_not)


def visibly(query: Query, *more: DslQuery) -> DslQuery:
    """What the query's audiences may see and isn't excluded, whatever it filters by, and that all of `more` match."""
    return Q("bool", filter=[_audience(query), *more], must_not=_excluded(query))


def preference(query: Query) -> str:
    """The same for the same question of the same audiences, so that all its pages come from the same copy of the index.

    Copies rank a little differently. A digest, as it stands in the address of the request.
    """
    return hashlib.sha256(repr((query.text, query.audiences)).encode("utf-8", "replace")).hexdigest()[:12]


def _audience(query: Query) -> DslQuery:
    return Q("terms", audience=list(query.audiences))


def _excluded(query: Query) -> list[DslQuery]:
    return [Q("terms", id=sorted(query.exclude))] if query.exclude else []


def _together(parts: Iterable[Expression]) -> DslQuery:
    wanted = [matching(part) for part in parts if not isinstance(part, Not)]
    unwanted = [matching(part.part) for part in parts if isinstance(part, Not)]
    return Q("bool", must=wanted or [_all()], must_not=unwanted)


def _word(text: str) -> DslQuery:
    folded = fold(text)
    own = [(stem, 1.0) for stem in dict.fromkeys(query_stems(text))]
    stems = [*own, *((stem, OTHER) for stem in standards.stems(text))]
    fields = {**STEMMED, "parts": PARTS}
    forms = [_term(field, stem, weight * nearness) for field, weight in fields.items() for stem, nearness in stems]
    forms.append(_term("names", folded, NAMES))
    best = Q("dis_max", queries=forms, tie_breaker=TIE)
    return Q("bool", should=[best, _term("exact", folded, EXACT)], minimum_should_match=1)


def _phrase(words: Sequence[str]) -> DslQuery:
    """The words side by side, weighed as `_word` weighs one: those of the other standard less, the forms asked for more."""
    folded = [fold(word) for word in words]
    norwegian, english = zip(*map(query_stems, words), strict=True)
    forms = [_side_by_side(field, words, weight * OTHER) for field, weight in STEMMED.items()]
    forms += [_row(field, stems, weight) for field, weight in STEMMED.items() for stems in (norwegian, english)]
    forms.append(_row("names", folded, NAMES))
    best = Q("dis_max", queries=forms, tie_breaker=TIE)
    return Q("bool", must=best, should=[_term("exact", word, EXACT) for word in dict.fromkeys(folded)])


def _row(field: str, words: Sequence[str], weight: float) -> DslQuery:
    """Just these words in this order."""
    return Q("match_phrase", **{field: {"query": " ".join(words), "boost": weight}})


def _in_passage(leaf: Leaf) -> DslQuery:
    match leaf:
        case Word(text, prefix=True):
            return Q("prefix", **{f"{PASSAGES}.exact": {"value": fold(text)}})
        case Word(text):
            stems = meanings(text)
            fields = {f"{PASSAGES}.stems": 1.0, f"{PASSAGES}.parts": PARTS}
            forms = [_term(field, stem, weight) for field, weight in fields.items() for stem in stems]
            return Q("dis_max", queries=forms, tie_breaker=TIE)
        case Phrase((single,)):
            return _term(f"{PASSAGES}.exact", fold(single))
        case Phrase(words):
            return _side_by_side(f"{PASSAGES}.row", words)


def _side_by_side(field: str, words: Sequence[str], weight: float = 1.0) -> DslQuery:
    """The words in this order with nothing between them, each as any of its meanings."""
    clauses = []
    for word in words:
        said = [{"span_term": {field: stem}} for stem in meanings(word)]
        clauses.append({"span_or": {"clauses": said}} if len(said) > 1 else said[0])
    return Q("span_near", clauses=clauses, slop=0, in_order=True, boost=weight)


def _all() -> DslQuery:
    return Q("match_all", boost=0.0)


def _term(field: str, value: str, weight: float = 1.0) -> DslQuery:
    return Q("term", **{field: {"value": value, "boost": weight}})
