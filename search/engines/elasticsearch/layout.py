"""What an index looks like: its settings and mapping, and how a document becomes one of its own and is read back."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from elasticsearch.dsl import Boolean, Date, Float, Integer, Keyword, Nested, Text
from elasticsearch.dsl import Mapping as DslMapping

from search import completions
from search.documents import Document, PassageText, fingerprint
from search.engines.elasticsearch.options import Options
from search.engines.fields import LIGHT_STEMS, STEMMED, STEMS_CONSIDERED, described, words_of
from search.engines.passages import said
from search.language import Term, composed, terms, words
from search.query import DEEPEST, FACETS, MOST_A_PAGE

VERSION = "2"
"""To be raised with every change of the mapping or of `search.language`: an index of another version has to be rebuilt."""

PASSAGES = "passages"
EDGE = 20
"""So many words of its neighbours a passage carries on each side, so that a phrase across pages is found on both."""
_LONGEST_VALUE = 8_000
_MOST_TERMS = 1_000_000


def mapping() -> dict[str, Any]:
    """The mapping of a new index, with a note of which it is."""
    return {**_fields(), "_meta": {"layout": LAYOUT}}


def _fields() -> dict[str, Any]:
    """All fields. Everything else is refused (`dynamic: strict`)."""
    made = DslMapping()
    made.meta("dynamic", "strict")
    for name in ("id", "audience", "fingerprint", "language_of_text", *FACETS):
        made.field(name, Keyword())
    made.field("completions", Keyword(ignore_above=_LONGEST_VALUE))
    made.field("released", Date(format="strict_date"))
    made.field("gone", Boolean())
    for name in (*STEMMED, "names"):
        made.field(name, _words())
    made.field("parts", _words(index_options="freqs"))
    made.field("exact", _words(index_options="docs", norms=False))
    # A column, as reading anything that is stored reads all of the item that is: the cluster keeps a copy of what it was sent for a while.
    made.field("shown_title", Keyword(index=False, ignore_above=_LONGEST_VALUE))
    made.field("frequent", _kept())
    passage = {
        "number": Integer(),
        "start": Float(),
        "language": Keyword(),
        "text": _kept(),
        "said": _kept(),
        "stems": _words(index_options="freqs", norms=False),
        "parts": _words(index_options="freqs", norms=False),
        "exact": _words(index_options="docs", norms=False),
        "row": _words(norms=False),
    }
    made.field(PASSAGES, Nested(properties=passage, dynamic="strict"))
    return {**made.to_dict(), "_source": {"enabled": False}}


def settings(options: Options) -> dict[str, Any]:
    """The settings of a new index."""
    copies = (
        {"auto_expand_replicas": options.replicas}
        if "-" in options.replicas
        else {"number_of_replicas": options.replicas}
    )
    return {
        "number_of_shards": options.shards,
        **copies,
        "max_result_window": DEEPEST + MOST_A_PAGE,
        "max_terms_count": _MOST_TERMS,
        "mapping.nested_objects.limit": _MOST_TERMS,
        "refresh_interval": "1s",
    }


def indexed(document: Document) -> dict[str, Any]:
    """`document` as the index is told of it."""
    texts = [composed(passage.text) for passage in document.passages]
    analysed = [terms(text, passage.language) for passage, text in zip(document.passages, texts, strict=True)]
    head = described(document)
    names = [terms(composed(name), document.language) for name in document.names]
    body = [term for each in analysed for term in each]
    heads = list(words_of(head))
    everything = {*body, *heads, *chain(*names)}
    made: dict[str, Any] = {
        "id": document.id,
        "audience": document.audience,
        "fingerprint": fingerprint(document),
        "released": document.released.isoformat(),
        "language_of_text": document.language,
        "shown_title": clean(composed(document.title)),
        "names": [_joined(term.folded for term in name) for name in names],
        "body": _joined(term.stem for term in body),
        "parts": _joined(part for term in (*heads, *body) for part in term.parts),
        "exact": _joined({term.folded for term in everything}),
        "frequent": json.dumps(_frequent(texts, analysed)),
        "completions": sorted(map(clean, completions.keys(document, body))),
        PASSAGES: [_passage(number, document.passages, texts, analysed) for number in range(len(document.passages))],
    }
    for name, parts in head.items():
        made[name] = [_joined(term.stem for term in part) for part in parts]
    for name in FACETS:
        if value := getattr(document, name):
            made[name] = clean(str(value))
    return made


def _frequent(texts: Sequence[str], analysed: Sequence[Sequence[Term]]) -> dict[str, tuple[int, str]]:
    """The stems most frequent in the text that may tell something, with how often each occurs and how it is first written."""
    counts = Counter(term.stem for each in analysed for term in each)
    telling = [stem for stem in counts if len(stem) > 3 and not stem.isdigit() and stem not in LIGHT_STEMS]
    chosen = set(sorted(telling, key=lambda stem: -counts[stem])[:STEMS_CONSIDERED])
    found: dict[str, tuple[int, str]] = {}
    for text, each in zip(texts, analysed, strict=True):
        for term, word in zip(each, words(text), strict=True):
            if term.stem in chosen and term.stem not in found:
                found[term.stem] = (counts[term.stem], word if word.isupper() else word.lower())
    return found


def clean(text: str) -> str:
    """`text` as UTF-8 can say it. Half a surrogate pair, from a broken font table, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def _passage(
    at: int, passages: Sequence[PassageText], texts: Sequence[str], analysed: Sequence[Sequence[Term]]
) -> dict[str, Any]:
    passage, own = passages[at], analysed[at]
    before = analysed[at - 1][-EDGE:] if at else []
    after = analysed[at + 1][:EDGE] if at + 1 < len(analysed) else []
    made = {
        "number": passage.number,
        "language": passage.language,
        "text": clean(texts[at]),
        "said": "\n".join(map(said, (before, own, after))),
        "stems": _joined(term.stem for term in own),
        "row": _joined(term.stem for term in (*before, *own, *after)),
        "parts": _joined(part for term in own for part in term.parts),
        "exact": _joined({term.folded for term in own}),
    }
    return made if passage.start is None else {**made, "start": passage.start}


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)


def _words(**options: Any) -> Text:
    """Words as `search.language` made them: cut at blanks, and nothing else done to them."""
    return Text(analyzer="whitespace", **options)


def _kept() -> Text:
    """Text that is shown or read back, and not looked in."""
    return Text(index=False, norms=False, store=True)


def _digest(value: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


LAYOUT = f"{VERSION}-{_digest(_fields())}"
"""Says which mapping an index was made with, so that one made otherwise is told apart."""
