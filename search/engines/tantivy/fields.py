"""The fields of the index, and how a document becomes one of Tantivy's and is read back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain

import tantivy

from search import completions
from search.documents import Document, PassageText, fingerprint
from search.engines.fields import STEMMED, described, words_of
from search.engines.passages import WordMap
from search.language import Term, composed, terms
from search.query import FACETS

VERSION = "4"
"""To be raised with every change of fields or analysis: an index of another version has to be rebuilt."""

_STATE_SEPARATOR = "\x1f"


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """All fields. `exact` has each folded word of the item once, `parts` what its compounds are made of, `completions` what may
    be suggested of it; `state` is the id with the document's fingerprint."""
    builder = tantivy.SchemaBuilder()
    for name in STEMMED:
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("names", tokenizer_name="whitespace")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("parts", tokenizer_name="whitespace", index_option="freq")
    for name in ("id", "audience", "state", "completions"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("order", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("head", "text", "vocabulary", "stems", "codes"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


@dataclass(frozen=True, slots=True)
class Stored:
    """What a hit needs of a document: `starts` are the numbers of each passage's first word in `wordmap`."""

    id: str
    title: str
    language: str
    passages: list[tuple[int, float | None, str]]
    """Number, start and language of each."""
    starts: list[int]
    others: list[str]
    """The folded words that describe the item and aren't in its text."""
    wordmap: WordMap
    ends: list[int]
    """Where each passage ends in `whole`, in bytes."""
    whole: bytes

    def text(self, index: int) -> str:
        """The text of passage `index`. The others stay bytes: a hit shows two of a thesis's hundreds."""
        return self.whole[self.ends[index - 1] if index else 0 : self.ends[index]].decode()


def tantivy_document(document: Document) -> tantivy.Document:
    """`document` as Tantivy is to index and store it."""
    texts = [composed(passage.text) for passage in document.passages]
    body, starts = _body(document.passages, texts)
    wordmap = WordMap.of(body)
    made = tantivy.Document()
    head = described(document)
    for name, parts in head.items():
        for part in parts:
            made.add_text(name, " ".join([term.stem for term in part]))
    names = [terms(composed(name), document.language) for name in document.names]
    for words in names:
        made.add_text("names", " ".join([term.folded for term in words]))
    made.add_text("body", " ".join([term.stem for term in body]))
    told = {*words_of(head), *chain(*names)}
    said = {term.folded for term in body}
    others = sorted({term.folded for term in told} - said)
    made.add_text("exact", " ".join([*said, *others]))
    made.add_text("parts", " ".join([part for term in (*body, *told) for part in term.parts]))
    for completion in completions.keys(document, body):
        made.add_text("completions", completion)
    _add_values(made, document)
    passages = [(passage.number, passage.start, passage.language) for passage in document.passages]
    kept = [_bytes(text) for text in texts]
    ends = list(accumulate(map(len, kept)))
    stored = [document.id, composed(document.title), document.language, passages, starts, others, ends]
    made.add_bytes("head", json.dumps(stored).encode())
    made.add_bytes("text", b"".join(kept))
    made.add_bytes("vocabulary", wordmap.vocabulary)
    made.add_bytes("stems", wordmap.stems)
    made.add_bytes("codes", wordmap.codes.encode())
    return made


def read_back(document: tantivy.Document) -> Stored:
    """What `tantivy_document` stored."""
    id_, title, language, passages, starts, others, ends = json.loads(_one(document, "head"))
    english = any(spoken == "en" for _number, _start, spoken in passages)
    wordmap = WordMap(_one(document, "vocabulary"), _one(document, "stems"), _one(document, "codes").decode(), english)
    return Stored(id_, title, language, passages, starts, others, wordmap, ends, _one(document, "text"))


def order_key(released: date, id_: str) -> str:
    """Sorts by date, and by id within a day, so that no hit stands on two pages."""
    return f"{released.isoformat()} {id_}"


def split_order(key: str) -> str:
    """The id that `order_key` made a key of."""
    return key.partition(" ")[2]


def split_state(state: str) -> tuple[str, str]:
    """The id and fingerprint that a term of the field `state` holds."""
    id_, _, digest = state.rpartition(_STATE_SEPARATOR)
    return id_, digest


def _body(passages: Iterable[PassageText], texts: list[str]) -> tuple[list[Term], list[int]]:
    """The words of all passages in one row, so that phrases cross page breaks, and where each passage starts in it."""
    body: list[Term] = []
    starts = []
    for passage, text in zip(passages, texts, strict=True):
        starts.append(len(body))
        body += terms(text, passage.language)
    return body, starts


def _add_values(made: tantivy.Document, document: Document) -> None:
    made.add_text("id", document.id)
    made.add_text("audience", document.audience)
    made.add_text("state", f"{document.id}{_STATE_SEPARATOR}{fingerprint(document)}")
    made.add_text("order", order_key(document.released, document.id))
    for name in FACETS:
        if value := getattr(document, name):
            made.add_text(name, str(value))


def _bytes(text: str) -> bytes:
    # Half a surrogate pair, from a broken font table, has no UTF-8; a question mark stands for it.
    return text.encode("utf-8", "replace")


def _one(document: tantivy.Document, field: str) -> bytes:
    stored: bytes = document.get_all(field)[0]
    return stored
