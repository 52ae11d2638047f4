"""NorNE's sentences as the names model meets them: names swapped, capitals and points lost, care language mixed in."""

import gzip
import importlib
import json
import pkgutil
import random
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import faker.providers.person
from train_templates import HOUSES, INSTITUTIONS, TEMPLATES

from ingest.personal_data import gazetteer, tokens

LABELS = ("PER", "LOC", "GPE", "ORG", "MISC")
TAGS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BI"))
_MERGED = {
    "PER": "PER",
    "LOC": "LOC",
    "GPE_LOC": "GPE",
    "GPE_ORG": "GPE",
    "ORG": "ORG",
    "PROD": "MISC",
    "EVT": "MISC",
    "DRV": "MISC",
    "MISC": "MISC",
}


#: A name in Latin letters with a capital, of one word or two.
_LATIN = re.compile(
    r"(?:(?:al|el|de|van|von|da) )?[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž'’]+(?:[ -][A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž]+)?"
)


@dataclass
class Sentence:
    """Tokens, the gap before each, and their tags as numbers of TAGS."""

    words: list[str]
    gaps: list[int]
    tags: list[int]


def read_sentences(path: Path, language: str | None = None) -> list[Sentence]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return [tagged(line["text"], line["entities"]) for line in lines if language in (None, line["language"])]


def tagged(text: str, entities: list[tuple[int, int, str]]) -> Sentence:
    words, gaps, tags, last = [], [], [], 0
    for start, end in tokens.spans(text):
        tag = 0
        for from_, to, label in entities:
            if start < to and end > from_:
                begins = start <= from_
                tag = 1 + 2 * LABELS.index(_MERGED.get(label, label)) + (not begins)
        words.append(text[start:end])
        gaps.append(tokens.gap(text, last, start))
        tags.append(tag)
        last = end
    return Sentence(words, gaps, tags)


@cache
def name_lists() -> tuple[list[str], list[str], list[str], list[list[str]], list[list[str]]]:
    """All given names, all family names, all places, and the first two by origin, so that the rare origins come often."""

    def by_origin(name: str) -> list[list[str]]:
        text = (Path(gazetteer.__file__).parent / "lists" / f"{name}.txt").read_text(encoding="utf-8")
        return [part.split("\n", 1)[1].split() for part in text.split("# ")[2:]]

    places = sorted(place.replace("-", " ") if place[0] in "ØNSVM" else place for place in gazetteer._words("places"))
    return (
        sorted(gazetteer.given_names()),
        sorted(gazetteer.family_names()),
        places,
        by_origin("given"),
        by_origin("family"),
    )


@cache
def foreign_names() -> tuple[list[str], list[str]]:
    """Given and family names of some seventy countries in Latin letters, from Faker (MIT), so that no name is the only one."""
    found: tuple[set[str], set[str]] = (set(), set())
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if attribute.startswith(("first_names", "last_names")) and isinstance(names, (dict, list, tuple, set)):
                found[attribute.startswith("last")].update(map(str, names))
    given_, family_ = (sorted(name for name in names if _LATIN.fullmatch(name)) for names in found)
    return given_, family_


def given(chance: random.Random) -> str:
    everyone, _family, _places, origins, _ = name_lists()
    if chance.random() < 0.3:
        return chance.choice(foreign_names()[0])
    name = chance.choice(everyone if chance.random() < 0.4 else chance.choice(origins))
    if chance.random() < 0.06:
        name += chance.choice("- ") + chance.choice(everyone)
    return invented(name, chance)


def family(chance: random.Random) -> str:
    _given, everyone, places, _, origins = name_lists()
    if chance.random() < 0.35:
        return chance.choice(foreign_names()[1])
    roll = chance.random()
    name = chance.choice(everyone if roll < 0.5 else chance.choice(origins) if roll < 0.92 else places)
    if chance.random() < 0.07:
        name += chance.choice("- ") + chance.choice(everyone)
    return invented(name, chance)


def invented(name: str, chance: random.Random) -> str:
    """Now and then a name in no list: two halves of names put together, or one letter changed."""
    if chance.random() > 0.1 or len(name) < 4:
        return name
    everyone = name_lists()[chance.randrange(2)]
    if chance.random() < 0.5:
        other = chance.choice(everyone)
        return name[: max(2, len(name) // 2)] + other[len(other) // 2 :].lower()
    at = chance.randrange(1, len(name))
    return name[:at] + chance.choice("aeiouyhkltrsnmø") + name[at + 1 :]


def person(chance: random.Random, form: str = "") -> str:
    roll = chance.random()
    if not form:
        form = "FL" if roll < 0.5 else "F" if roll < 0.75 else "L" if roll < 0.92 else "I"
    if form == "F":
        return given(chance)
    if form == "L":
        return family(chance)
    if form == "I":
        first, last = given(chance), family(chance)
        return chance.choice(
            [
                f"{first[0]}. {last}",
                f"{first[0]}.{last[0]}.",
                f"{first} {last[0]}.",
                f"{first[0]}. {last[0]}.",
                f"{first[0]}.{chance.choice('AEKMLS')}. {last}",
                f"{first} {chance.choice('AEKMLS')}. {last}",
            ]
        )
    return f"{given(chance)} {family(chance)}" if roll < 0.85 else f"{given(chance)} {family(chance)} {family(chance)}"


def place(chance: random.Random, abroad: float = 0.0) -> str:
    return chance.choice(gazetteer.abroad() if chance.random() < abroad else name_lists()[2])


def institution(chance: random.Random) -> str:
    name = chance.choice(HOUSES) if chance.random() < 0.6 else place(chance)
    return f"{name} {chance.choice(INSTITUTIONS)}"


def with_names(sentence: Sentence, chance: random.Random, share: float) -> Sentence:
    """Each person's name swapped for another, and some places."""
    words, gaps, tags = [], [], []
    at = 0
    while at < len(sentence.words):
        tag, end = sentence.tags[at], at + 1
        if tag % 2 == 1:
            while end < len(sentence.words) and sentence.tags[end] == tag + 1:
                end += 1
        label = LABELS[(tag - 1) // 2] if tag else ""
        if label == "PER" and tag % 2 == 1 and chance.random() < share:
            form = "FL" if end - at > 1 else chance.choice("FL")
            new = person(chance, form if chance.random() < 0.85 else "")
            if (
                sentence.words[end - 1].endswith("s")
                and end - at > 1
                and not gazetteer.is_family_name(sentence.words[end - 1])
                and not new.endswith((".", "s"))
            ):
                new += "s"
        elif label == "GPE" and tag % 2 == 1 and end == at + 1 and chance.random() < share / 3:
            new = place(chance, abroad=0.6)
            if sentence.words[at].endswith("s") and chance.random() < 0.3 and not new.endswith("s"):
                new += "s"
        else:
            new = ""
        if new:
            swapped = tagged(new, [(0, len(new), label)])
            words += swapped.words
            gaps += [sentence.gaps[at], *swapped.gaps[1:]]
            tags += swapped.tags
        else:
            words += sentence.words[at:end]
            gaps += sentence.gaps[at:end]
            tags += sentence.tags[at:end]
        at = end
    return Sentence(words, gaps, tags)


def as_transcript(sentence: Sentence, chance: random.Random) -> Sentence:
    """Lower case; and two times of three without punctuation."""
    points = chance.random() < 0.33
    kept = [at for at, word in enumerate(sentence.words) if points or tokens.shape(word) != tokens.OTHER]
    gaps = [sentence.gaps[at] if points else max(tokens.SPACE, sentence.gaps[at]) for at in kept]
    return Sentence([sentence.words[at].lower() for at in kept], gaps, [sentence.tags[at] for at in kept])


def from_template(template: str, chance: random.Random) -> Sentence:
    text, entities = "", []
    for part in template.replace("}", "{").split("{"):
        new, label = part, ""
        if part in {"P", "F", "L", "FL", "I"}:
            new, label = person(chance, "" if part == "P" else part), "PER"
        elif part in {"S", "K"}:
            new, label = place(chance), "GPE"
        elif part == "O":
            new, label = institution(chance), "ORG"
        if label:
            entities.append(
                (
                    len(text),
                    len(text) + len(new) + (1 if template.startswith(f"{{{part}}}s ") and not text else 0),
                    label,
                )
            )
        text += new
    return tagged(text, entities)


def augmented(sentences: list[Sentence], chance: random.Random, strength: float) -> list[Sentence]:
    """One epoch: every sentence once, some of them with other names, some as transcripts, care language beside them.

    `strength` between 0 and 1 says how much: the last epochs are nearly the corpus as it is, so that its true share of
    names is what stays.
    """
    made = [
        with_names(sentence, chance, 0.7) if chance.random() < 0.5 * strength else sentence for sentence in sentences
    ]
    made += [from_template(chance.choice(TEMPLATES), chance) for _ in range(int(len(sentences) * 0.06 * strength))]
    lowered = chance.sample(made, int(len(made) * (0.06 + 0.14 * strength)))
    made += [as_transcript(with_names(sentence, chance, 0.4), chance) for sentence in lowered]
    named = [sentence for sentence in made if 1 in sentence.tags]
    made += [
        Sentence([word.upper() for word in s.words], s.gaps, s.tags) for s in chance.sample(named, len(named) // 50)
    ]
    chance.shuffle(made)
    return [sentence for sentence in made if sentence.words]
