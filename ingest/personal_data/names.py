"""The names model as a spaCy pipeline: persons, places and organisations in bokmål and nynorsk.

`load` gives the pipeline that the setting `SAMLING_NAMES_MODEL` names (any spaCy package or folder whose pipeline sets
`doc.ents`), or else the one trained for this project, whose weights lie in `model/`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import spacy
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from ingest.exceptions import Refused
from ingest.personal_data import gazetteer, tokens
from ingest.personal_data.network import LABELS, WINDOW, Array, Network, best_tags

WEIGHTS: Final = Path(__file__).parent / "model" / "names.npz"

#: How many tokens of a window are read for context only, at either side, where the text goes on.
_MARGIN = 16
#: How many windows are computed at once; more needs more memory and isn't faster.
_BATCH = 16
#: Added to a person's score (a log-probability) for words with a capital: a name missed costs more than one too many …
_LEANING = 0.5
#: … and more where the gazetteer knows the word as a name.
_KNOWN_NAME = 0.5
#: Taken from it where the word is a body, one that running text writes with a small letter, or written with a small letter in
#: a text that has capitals.
_NO_BODY, _NO_NAME, _NO_CAPITAL = 5.0, 2.0, 20.0
#: Taken from "no name" where a sentence starts with a word that is new, or never written with a small letter.
_SURELY_NAME = 2.0
#: Added to a place's score, in Norway and abroad.
_KNOWN_PLACE, _KNOWN_ABROAD = 0.5, 4.0
#: From this share of capitalised tokens on, a text is taken to write names with capitals (transcripts may not).
_HAS_CAPITALS = 0.02
#: Words before a name that the running text has too seldom, or with a capital.
_BEFORE_NAMES = frozenset({"dotter", "fru", "frk", "frøken", "herr", "søsken", "søskena", "søsknene", "enke", "enkje"})
_NOTHING, _BEGIN_PERSON, _INSIDE_PERSON, _BEGIN_PLACE = 0, 1, 2, 5
_PERSON = 0
_BODY = re.compile(
    r"(?:administrasjon(?:en)?|advokat(?:en)?|avis(?:en|a)|banken|bygd[ai]|bygg(?:et)?|departementet|direktør(?:en)?|"
    r"direktoratet|fjell(?:a|et)?|folk(?:et)?|fondet|forening(?:en|a)?|foreining(?:en|a)?|forsk(?:n)?ing(?:en|a)?|"
    r"kirk(?:en|a|e)|kompani(?:et)?|kyrkj[ae]|lag(?:et)?|leder(?:en)?|leiar(?:en)?|lov(?:en|a)?|minister(?:en)?|parti(?:et)?|"
    r"redaktør(?:en)?|regjering(?:en|a)|råd(?:et)?|senteret|skole[n]?|skule[n]?|teatret|tilsynet|traktat(?:en)?|"
    r"utval(?:g|get|et)?|verket)s?$"
)


class NamesModelMissing(Refused):
    """The names model can't be loaded. Without it, a text must not pass as screened."""


@cache
def load() -> Language:
    """The pipeline, loaded once a process. Raises `NamesModelMissing`."""
    if chosen := settings.INGEST["NAMES_MODEL"]:
        try:
            return spacy.load(chosen)
        except OSError as error:
            raise NamesModelMissing(
                _("The names model in SAMLING_NAMES_MODEL was not found. Install it, or correct the setting.")
            ) from error
    nlp = spacy.blank("nb")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.add_pipe("samling_names")
    # spaCy refuses texts over a million characters to spare its parser; our windows need no such limit.
    nlp.max_length = 1_000_000_000
    return nlp


class Tokenizer:
    """spaCy's tokenizer port for our tokens. Blanks other than one space become tokens of their own, as spaCy wants it."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        last = 0
        for start, end in tokens.spans(text):
            blank = text[last:start]
            if blank[:1] == " " and words:
                spaces[-1] = True
                blank = blank[1:]
            if blank:
                words.append(blank)
                spaces.append(False)
            words.append(text[start:end])
            spaces.append(False)
            last = end
        if rest := text[last:]:
            words.append(rest)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


@Language.factory("samling_names", assigns=["doc.ents"])
def make_names(nlp: Language, name: str) -> "Names":
    try:
        return Names(Network(WEIGHTS))
    except (OSError, KeyError, ValueError) as error:
        raise NamesModelMissing(
            _("The names model is missing or damaged. Get ingest/personal_data/model/names.npz from the repository.")
        ) from error


class Names:
    """Sets `doc.ents`; `doc.user_data["scores"]` holds a probability for each, in the same order."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH, **_options: object) -> Iterator[Doc]:
        """Tag documents in batches of windows; order and number stay."""
        held: list[Doc] = []
        waiting = 0
        for doc in stream:
            held.append(doc)
            waiting += 1 + len(doc) // (WINDOW - 2 * _MARGIN)
            if waiting >= batch_size:
                yield from self._tag(held)
                held, waiting = [], 0
        yield from self._tag(held)

    def _tag(self, docs: list[Doc]) -> list[Doc]:
        places = [[token.i for token in doc if not token.is_space] for doc in docs]
        windows = [(number, start) for number, found in enumerate(places) for start in _starts(len(found))]
        scores = [np.zeros((len(found), 1 + 2 * len(LABELS)), dtype=np.float32) for found in places]
        # Windows of about the same length are computed together, so that little of it is padding.
        windows.sort(key=lambda window: min(WINDOW, len(places[window[0]]) - window[1]))
        for at in range(0, len(windows), _BATCH):
            batch = windows[at : at + _BATCH]
            inputs = [_input(docs[number], places[number][start : start + WINDOW]) for number, start in batch]
            for (number, start), result in zip(batch, self.network.tag_scores(inputs), strict=True):
                skipped = _MARGIN if start else 0
                scores[number][start + skipped : start + len(result)] = result[skipped:]
        for doc, found, result in zip(docs, places, scores, strict=True):
            _set_names(doc, found, result, self.network.lexicon)
        return docs


def _starts(count: int) -> list[int]:
    """Where the windows over `count` tokens start: each but the first overlaps the one before by two margins."""
    return list(range(0, max(1, count - 2 * _MARGIN), WINDOW - 2 * _MARGIN)) if count else []


def _input(doc: Doc, places: list[int]) -> tuple[list[str], list[int]]:
    gaps = []
    for place in places:
        if place == 0:
            gaps.append(tokens.NEWLINE)
        elif (before := doc[place - 1]).is_space:
            gaps.append(tokens.NEWLINE if "\n" in before.text else tokens.SPACE)
        else:
            gaps.append(tokens.SPACE if before.whitespace_ else tokens.GLUED)
    return [doc[place].text for place in places], gaps


def _set_names(doc: Doc, places: list[int], scores: Array, lexicon: tokens.Lexicon) -> None:
    names, probabilities = [], []
    if places:
        forms = [doc[place].text for place in places]
        tags = best_tags(_weighed(forms, scores, lexicon))
        spaced = [place > 0 and doc[place - 1].whitespace_ == " " for place in places]
        for start, end, label in _joined(list(_stretches(tags)), tags, spaced):
            if label == _PERSON and _starts_with_word(forms[max(0, start - 1) : end], start > 0, lexicon):
                start += 1
            if not any(doc[place].is_alpha for place in places[start:end]):
                continue
            names.append(Span(doc, places[start], places[end - 1] + 1, label=LABELS[label]))
            sure = np.exp(scores[start:end, 1 + 2 * label : 3 + 2 * label]).sum(axis=1)
            probabilities.append(round(float(sure.min()), 3))
    doc.set_ents(names, default="outside")
    doc.user_data["scores"] = probabilities


def _weighed(forms: list[str], scores: Array, lexicon: tokens.Lexicon) -> Array:
    """The scores with what the network can't know, or weighs too lightly: lists, spelling, and what no person is called."""
    weighed = scores.copy()
    persons = weighed[:, _BEGIN_PERSON : _INSIDE_PERSON + 1]
    shapes = [tokens.shape(form) for form in forms]
    persons[[shape in {tokens.TITLE, tokens.MIXED, tokens.INITIAL} for shape in shapes]] += _LEANING
    capitals = sum(shape in {tokens.TITLE, tokens.UPPER, tokens.INITIAL, tokens.MIXED} for shape in shapes)
    for at, (form, shape) in enumerate(zip(forms, shapes, strict=True)):
        if shape in {tokens.LOWER, tokens.DIGITS} and capitals > _HAS_CAPITALS * len(forms):
            weighed[at, _BEGIN_PERSON] -= _NO_CAPITAL
            # "Kim Jong-il", "Ludwig van Beethoven"
            goes_on = form in gazetteer.PARTICLES or (at > 0 and forms[at - 1] == "-")
            weighed[at, _INSIDE_PERSON] -= 0 if goes_on else _NO_CAPITAL
        elif shape == tokens.TITLE and gazetteer.is_place(form):
            weighed[at, _BEGIN_PLACE] += _KNOWN_PLACE
        elif _is_name(form):
            persons[at] += _KNOWN_NAME
        elif shape == tokens.TITLE and gazetteer.is_abroad(form):
            weighed[at, _BEGIN_PLACE] += _KNOWN_ABROAD
            persons[at] -= _NO_NAME
        elif shape != tokens.OTHER and _BODY.search(form.lower()):
            persons[at] -= _NO_BODY
        if shape == tokens.TITLE:
            kind = lexicon.kind(form.lower())
            if kind in {tokens.UNSEEN, tokens.CAPITALISED} and (at == 0 or shapes[at - 1] == tokens.OTHER):
                weighed[at, _NOTHING] -= _SURELY_NAME
            elif kind in {tokens.LOWERED, tokens.COMPOUND}:
                # "Liv" and "Vår" are both; what stands around them decides.
                persons[at] -= _LEANING + _KNOWN_NAME if gazetteer.is_name(form) else _NO_NAME
    return weighed


def _is_name(form: str) -> bool:
    return gazetteer.is_name(form) or (form.endswith("s") and gazetteer.is_name(form[:-1]))


def _joined(stretches: list[tuple[int, int]], tags: list[int], spaced: list[bool]) -> Iterator[tuple[int, int, int]]:
    """Start, end and label of each name; two persons with nothing but a blank between them are one ("Sacha Baron" "Cohen")."""
    last: tuple[int, int, int] | None = None
    for start, end in stretches:
        label = (tags[start] - 1) // 2
        if last and last[2] == label == _PERSON and last[1] == start and spaced[start]:
            last = (last[0], end, label)
            continue
        if last:
            yield last
        last = (start, end, label)
    if last:
        yield last


def _starts_with_word(forms: list[str], has_before: bool, lexicon: tokens.Lexicon) -> bool:
    """Whether a person's name of two words or more starts with the sentence and an ordinary word: "Nevrokirurg Christian".

    `forms` has the token before it first, if there is one.
    """
    name = forms[1:] if has_before else forms
    if len(name) < 2 or (has_before and forms[0][0].isalnum()) or tokens.shape(name[1]) != tokens.TITLE:
        return False
    lower = name[0].lower()
    ordinary = lexicon.kind(lower) in {tokens.LOWERED, tokens.COMPOUND} and not gazetteer.is_name(lower)
    return ordinary or lower in _BEFORE_NAMES


def _stretches(tags: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for at, tag in enumerate([*tags, 0]):
        if start is not None and (tag % 2 == 1 or tag == 0):
            yield start, at
            start = None
        if start is None and tag:
            start = at
