"""From a `Query` to Tantivy's queries."""

from collections.abc import Iterable, Sequence
from itertools import islice, product

from tantivy import Occur
from tantivy import Query as TantivyQuery

from search import standards
from search.engines.fields import EXACT, NAMES, OTHER, PARTS, STEMMED, TIE
from search.engines.tantivy.fields import schema
from search.expressions import EVERYTHING, NOTHING, All, AnyOf, Expression, Most, Not, Phrase, Word
from search.language import fold, query_stems
from search.query import Query

_MOST_PHRASES = 8
"""Ways to say a phrase with words of both standards, at most."""


def matching(expression: Expression) -> TantivyQuery:
    """What `expression` matches, scored."""
    if expression == EVERYTHING:
        return TantivyQuery.all_query()
    if expression == NOTHING:
        return TantivyQuery.empty_query()
    match expression:
        case Word(text, prefix):
            return _prefix(text) if prefix else _word(text)
        case Phrase((single,)):
            return _term("exact", fold(single))
        case Phrase(words):
            return _phrase(words)
        case Not(part):
            return TantivyQuery.boolean_query([(Occur.Must, _all()), (Occur.MustNot, matching(part))])
        case AnyOf(parts):
            return TantivyQuery.boolean_query([(Occur.Should, matching(part)) for part in parts])
        case Most(words, needed):
            some = [(Occur.Should, matching(word)) for word in words]
            return TantivyQuery.boolean_query(some, minimum_number_should_match=needed)
        case All(parts):
            return _together(parts)


def allowed(query: Query, *, ignoring: str | None = None) -> list[tuple[Occur, TantivyQuery]]:
    """The clauses, none of which scores, that keep to the query's audiences, filters (but for the facet `ignoring`) and exclusions."""
    clauses = [(Occur.Must, _one_of("audience", query.audiences))]
    clauses += [
        (Occur.Must, _one_of(facet, values)) for facet, values in query.filters.items() if values and facet != ignoring
    ]
    if query.exclude:
        clauses.append((Occur.MustNot, _one_of("id", query.exclude)))
    return clauses


def asking(query: Query, *, ignoring: str | None = None) -> TantivyQuery:
    """All of `query`: its words and what is allowed."""
    return TantivyQuery.boolean_query([(Occur.Must, matching(query.expression)), *allowed(query, ignoring=ignoring)])


def alike(weights: Sequence[tuple[str, float]], query: Query, but: str) -> TantivyQuery:
    """Allowed items other than `but` that share the given stems, by weight."""
    shared = TantivyQuery.boolean_query(
        [
            (Occur.Should, _boosted(_term(field, stem), weight))
            for stem, weight in weights
            for field in ("body", "keywords")
        ]
    )
    clauses = [(Occur.Must, shared), (Occur.MustNot, _term("id", but)), *allowed(query)]
    return TantivyQuery.boolean_query(clauses)


def visible(id_: str, query: Query) -> TantivyQuery:
    """The item `id_`, if `query`'s audiences may see it and it isn't excluded."""
    return TantivyQuery.boolean_query([(Occur.Must, _term("id", id_)), *visibly(query)])


def completed(key: str, query: Query) -> TantivyQuery:
    """Allowed items that have the completion `key`."""
    return TantivyQuery.boolean_query([(Occur.Must, _one_of("completions", [key])), *visibly(query)])


def spelled_like(folded: str, distance: int, query: Query) -> TantivyQuery:
    """Allowed items with a word that differs from `folded` in at most `distance` letters."""
    like = TantivyQuery.fuzzy_term_query(schema(), "exact", folded, distance=distance)
    return TantivyQuery.boolean_query([(Occur.Must, like), *visibly(query)])


def written(folded: str, query: Query) -> TantivyQuery:
    """Allowed items with just this word."""
    return TantivyQuery.boolean_query([(Occur.Must, _one_of("exact", [folded])), *visibly(query)])


def visibly(query: Query) -> list[tuple[Occur, TantivyQuery]]:
    """The clauses that keep to the query's audiences and exclusions, whatever it filters by."""
    return allowed(Query(audiences=query.audiences, exclude=query.exclude))


def _together(parts: Iterable[Expression]) -> TantivyQuery:
    wanted = [(Occur.Must, matching(part)) for part in parts if not isinstance(part, Not)]
    unwanted = [(Occur.MustNot, matching(part.part)) for part in parts if isinstance(part, Not)]
    return TantivyQuery.boolean_query([*(wanted or [(Occur.Must, _all())]), *unwanted])


def _word(text: str) -> TantivyQuery:
    folded = fold(text)
    own = [(stem, 1.0) for stem in dict.fromkeys(query_stems(text))]
    stems = [*own, *((stem, OTHER) for stem in standards.stems(text))]
    forms = [
        _boosted(_term(field, stem), weight * nearness) for field, weight in STEMMED.items() for stem, nearness in stems
    ]
    forms.append(_boosted(_term("names", folded), NAMES))
    forms += [
        _boosted(_term("parts", stem), PARTS * nearness) for stem, nearness in stems if not stem.startswith("en:")
    ]
    best = TantivyQuery.disjunction_max_query(forms, tie_breaker=TIE)
    return TantivyQuery.boolean_query([(Occur.Should, best), (Occur.Should, _boosted(_term("exact", folded), EXACT))])


def _phrase(words: Sequence[str]) -> TantivyQuery:
    """The words side by side, weighed as `_word` weighs one: those of the other standard less, the forms asked for more."""
    folded = [fold(word) for word in words]
    norwegian, english = zip(*map(query_stems, words), strict=True)
    alternatives = [(stem, *standards.stems(word)) for stem, word in zip(norwegian, words, strict=True)]
    said = islice(product(*alternatives), _MOST_PHRASES)
    own = (norwegian, english)
    ways = [*((stems, 1.0) for stems in own), *((stems, OTHER) for stems in said if stems not in own)]
    forms = [
        _boosted(_side_by_side(field, stems), weight * nearness)
        for stems, nearness in ways
        for field, weight in STEMMED.items()
    ]
    forms.append(_boosted(_side_by_side("names", folded), NAMES))
    best = TantivyQuery.disjunction_max_query(forms, tie_breaker=TIE)
    asked = [(Occur.Should, _boosted(_term("exact", word), EXACT)) for word in dict.fromkeys(folded)]
    return TantivyQuery.boolean_query([(Occur.Must, best), *asked])


def _side_by_side(field: str, words: Sequence[str]) -> TantivyQuery:
    return TantivyQuery.phrase_query(schema(), field, list(words))


def _prefix(text: str) -> TantivyQuery:
    # A folded word is letters and digits, so nothing in it means anything to a regular expression.
    return TantivyQuery.regex_query(schema(), "exact", f"{fold(text)}.*")


def _one_of(field: str, values: Iterable[str]) -> TantivyQuery:
    return TantivyQuery.const_score_query(TantivyQuery.term_set_query(schema(), field, list(values)), 0.0)


def _all() -> TantivyQuery:
    return TantivyQuery.const_score_query(TantivyQuery.all_query(), 0.0)


def _term(field: str, value: str) -> TantivyQuery:
    return TantivyQuery.term_query(schema(), field, value, index_option="freq")


def _boosted(query: TantivyQuery, weight: float) -> TantivyQuery:
    return query if weight == 1.0 else TantivyQuery.boost_query(query, weight)
