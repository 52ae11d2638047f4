"""A released collection to judge searches on: 322 works about 46 subjects, in bokmål and nynorsk.

Each work is about one subject, mentions a second in passing, and says what every thesis says (`ALIKE`). Which it is about is known
because it was made so, and nobody need judge it afterwards. The texts are the project's own, about nobody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from search.documents import Document, PassageText

HERE = Path(__file__).parent
SEED = 20_261_122
WORKS = {"nb": 4, "nn": 3}
"""So many of each subject."""
NAMES = (
    "Solveig Myklebust", "Tormod Eikrem", "Aud Helgesen", "Ragnhild Storli", "Jostein Aasen", "Bente Kvamme", "Magne Tveit", "Hilde Rognstad",
    "Sissel Brekke", "Odd Arne Lien", "Turid Hovland", "Geir Sandnes", "Marit Fjell", "Leif Engen", "Kjersti Bø", "Arild Nygård",
)  # fmt: skip
ALIKE = {
    "nb": (
        "Oppgaven er skrevet i en nasjonal lederutdanning for primærhelsetjenesten, og bygger på et prosjekt i egen kommune.",
        "Vi intervjuet ledere og ansatte i enheten og brukte et kort spørreskjema før og etter.",
        "Funnene kan ikke uten videre overføres til andre kommuner, men kjennes igjen av kolleger vi har snakket med.",
        "Å være leder i tjenestene krever at man tåler å stå i noe som ikke er ferdig.",
        "Vi takker alle som delte av sine erfaringer, og arbeidsgiveren som gav oss tid.",
        "Teorien hjalp oss å se det vi gjorde, og det vi lot være å gjøre.",
    ),
    "nn": (
        "Oppgåva er skriven i ei nasjonal leiarutdanning for primærhelsetenesta, og byggjer på eit prosjekt i eigen kommune.",
        "Vi intervjua leiarar og tilsette i eininga og brukte eit kort spørjeskjema før og etter.",
        "Funna kan ikkje utan vidare overførast til andre kommunar, men kollegaer kjenner dei att.",
        "Å vere leiar i tenestene krev at ein toler å stå i noko som ikkje er ferdig.",
        "Vi takkar alle som delte av røynslene sine, og arbeidsgivaren som gav oss tid.",
        "Teorien hjelpte oss å sjå det vi gjorde, og det vi lét vere å gjere.",
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a work is about; titles, keywords and sentences by language."""

    name: str
    titles: dict[str, list[str]] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    sentences: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """A document, what it is about, and what it mentions."""

    document: Document
    subject: str
    mentioned: str


@lru_cache(maxsize=1)
def works() -> tuple[Work, ...]:
    """The collection, the same each time."""
    rng = random.Random(SEED)
    return tuple(_work(rng, number, *each) for number, each in enumerate(_plan(), 1))


def subjects() -> list[Subject]:
    """Those of `topics.txt`."""
    found: list[Subject] = []
    for line in (HERE / "topics.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found.append(Subject(line.strip("[]")))
        elif line and not line.startswith("#"):
            what, text = line.split(": ", 1)
            kind, _, language = what.rpartition(" ")
            if kind == "title":
                found[-1].titles[language] = text.split(" | ")
            elif kind == "keywords":
                found[-1].keywords[language] = text.split(", ")
            else:
                found[-1].sentences.setdefault(language, []).append(text)
    return found


def _plan() -> Iterator[tuple[Subject, Subject, str, int]]:
    """Subject, the one mentioned, language, and the how manieth of its subject in that language."""
    all_ = subjects()
    for place, subject in enumerate(all_):
        for language, count in WORKS.items():
            for turn in range(count):
                yield subject, all_[(place + 7 * turn + (5 if language == "nb" else 12)) % len(all_)], language, turn


def _work(rng: random.Random, number: int, subject: Subject, other: Subject, language: str, turn: int) -> Work:
    own = rng.sample(subject.sentences[language], len(subject.sentences[language]))
    alike = rng.sample(ALIKE[language], len(ALIKE[language]))
    titles = subject.titles[language]
    pages = [
        " ".join([alike[0], own[0], alike[1]]),
        " ".join([own[1], alike[2], *own[2:3]]),
        " ".join([alike[3], rng.choice(other.sentences[language]), alike[4]]),
        " ".join([*own[3:], alike[5]]),
    ]
    year = 2016 + number % 9
    document = Document(
        id=str(number),
        kind="thesis",
        title=titles[turn % len(titles)] if turn < len(titles) else rng.choice(own).rstrip("."),
        abstract=rng.choice(own) if turn % 2 else "",
        keywords=tuple(subject.keywords[language]) if turn != 1 else (),
        names=(NAMES[number % len(NAMES)],),
        language=language,
        cohort=str(year),
        programme_class="",
        place="",
        theme="",
        year=year,
        released=date(year, 6, 1),
        audience="programme",
        passages=tuple(PassageText(page, None, text, language) for page, text in enumerate(pages, 1)),
    )
    return Work(document, subject.name, other.name)
