"""Which mentions in a document are the same person: "Kari Nordmann", "Nordmann", "Kari", "K.N." and "Karis"."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ingest.personal_data import gazetteer
from ingest.personal_data.detections import LOCATION, PERSON, Detection

_LEFT_OUT = gazetteer.PARTICLES | {"fru", "frøken", "herr", "hr", "dr", "sønn", "datter", "dotter", "son", "mfl", "fl"}
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: "En Marit-bruker" names her.
_TAIL = re.compile(r"(?<=\w)-[a-zæøå]+\Z")
_BREAK = re.compile(r"[ \t]*\n[ \t]*|[ \t]")

Name = tuple[str, ...]


def parts(mention: str) -> Name:
    """The words of a name in lower case, without points and titles: "fru K. Nordmann" → ("k", "nordmann")."""
    words = [_TAIL.sub("", word) for word in _PART.findall(mention) if word.lower() not in _LEFT_OUT]
    # Of "SPPB Tveiten" in a table the abbreviation is no part of the name; a name wholly in capitals stays.
    names = [word for word in words if not (word.isupper() and 2 < len(word) < 6)]
    return tuple(word.lower() for word in names or words)


def keys(mentions: Sequence[str]) -> list[str]:
    """The key of the person each mention stands for, in the same order.

    The longest form met is the key ("kari nordmann"). A shorter form joins a longer one when exactly one longer name fits
    it, else it keeps a key of its own: two sisters are never made into one person. Genitives ("Karis") join the name
    without the s, where that name is mentioned or known.
    """
    names = _without_genitives([parts(mention) for mention in mentions])
    counts = Counter(name for name in names if name)
    full = _longest_forms(counts)
    by_part: defaultdict[str, set[Name]] = defaultdict(set)
    for name in full:
        for part in name:
            by_part[part].add(name)
    found = {name: " ".join(_person(name, full, by_part)) for name in set(names)}
    return [found[name] for name in names]


def _without_genitives(names: Sequence[Name]) -> list[Name]:
    met = {part for name in names for part in name}

    def bare(part: str) -> str:
        short = part[:-1]
        known = short in met or gazetteer.is_given_name(short) or gazetteer.is_family_name(short)
        itself = gazetteer.is_given_name(part) or gazetteer.is_family_name(part)
        return short if part.endswith("s") and len(part) > 3 and known and not itself else part

    return [(*name[:-1], bare(name[-1])) if name else name for name in names]


def _longest_forms(counts: Counter[Name]) -> set[Name]:
    """Names of two words or more that aren't a shorter form ("Kari Nordmann" beside "Kari Marie Nordmann") of one other."""
    several = [name for name in counts if len(name) > 1 and not all(len(part) == 1 for part in name)]
    roots: dict[Name, set[Name]] = {}
    by_letter: defaultdict[str, list[Name]] = defaultdict(list)
    for name in sorted(several, key=lambda name: (-len(name), -sum(map(len, name)))):
        alike = by_letter[name[0][0]]
        longer = [other for other in alike if _shortens(name, other) or _begins(name, other)]
        roots[name] = set().union(*(roots[other] for other in longer)) if longer else {name}
        alike.append(name)
    return {name for name in several if len(roots[name]) != 1 or name in roots[name]}


def _begins(given: Name, long: Name) -> bool:
    """Whether these are the given names of a longer name: "Jon Arild" of "Jon Arild Tveiten"."""
    return len(given) < len(long) and long[: len(given)] == given and all(map(gazetteer.is_given_name, given))


def _shortens(short: Name, long: Name) -> bool:
    """Whether `short` is `long` with words left out or cut to initials, the family name being the same or its initial."""
    same = short[-1] == long[-1] or (len(short[-1]) == 1 and len(short[0]) > 1 and long[-1].startswith(short[-1]))
    if short == long or not same or len(short) > len(long):
        return False
    rest = list(long[:-1])
    for part in short[:-1]:
        fitting = [at for at, other in enumerate(rest) if other == part or (len(part) == 1 and other.startswith(part))]
        if not fitting:
            return False
        rest = rest[fitting[0] + 1 :]
    return len(short) < len(long) or any(len(a) < len(b) for a, b in zip(short, long, strict=True))


def _person(name: Name, full: set[Name], by_part: dict[str, set[Name]]) -> Name:
    if not name or name in full:
        return name
    if all(len(part) == 1 for part in name):
        candidates = {other for other in full if tuple(part[0] for part in other) == name} if len(name) > 1 else set()
    elif len(name) == 1:
        candidates = by_part.get(name[0], set())
        # "Olav" is rather Olav Nesse than Geir Olav Kvamme.
        candidates = {other for other in candidates if name[0] in (other[0], other[-1])} or candidates
    else:
        candidates = {other for other in full if _shortens(name, other) or _begins(name, other)}
    return next(iter(candidates)) if len(candidates) == 1 else name


def is_full_name_of(mention: str, names: Iterable[str]) -> bool:
    """Whether a mention is one of the names, whole or with given names shortened: "Kari Nordmann", "K. Nordmann", "Nordmann, K.".

    A family name or a given name alone isn't enough: others in the document may bear it.
    """
    (wanted,) = _without_genitives([parts(mention)])
    if len(wanted) < 2:
        return False
    turned = (*wanted[1:], wanted[0])
    forms = {parts(mention), wanted, turned}
    return any(form == whole or _shortens(form, whole) for form in forms for whole in map(parts, names) if whole)


def echoes(mentions: Sequence[str], small: Collection[str] = ()) -> re.Pattern[str] | None:
    """A pattern for further mentions of names found elsewhere in the document: whole, or one part that is surely a name.

    A name that the model saw in one sentence may be missed in the next. A word that the lists don't know is surely a name
    if it was taken for one twice and isn't among the `small`: words that stand in small letters too. None if there is
    nothing to look for.
    """
    wanted: set[str] = set()
    alone = Counter(mention.strip(" .,").removesuffix("s") for mention in mentions)
    for mention in mentions:
        bare = mention.strip(" .,")
        words = _PART.findall(bare)
        often = alone[bare.removesuffix("s")] > 1 and len(bare) > 3 and bare[:1].isupper() and bare.lower() not in small
        if len(words) > 1 or often:
            wanted.add(bare)
        wanted.update(
            word
            for word in words
            if len(word) > 3 and word[0].isupper() and gazetteer.is_name(word) and not gazetteer.is_place(word)
        )
    return _any_of(wanted)


def whole_echoes(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for further mentions of the same places, as they are written."""
    return _any_of({name for name in names if len(name) > 3 and name[0].isupper()})


def _any_of(names: set[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    # A hyphen may follow: "en Marit-bruker" names her too.
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})s?(?!\w)")


def joined(text: str, detections: Sequence[Detection], known: frozenset[str]) -> list[Detection]:
    """The detections, with names that a line's end cut in two made whole: "Geir Olav⏎Kvamme".

    Only where the first half ends with a given name and the second either doesn't begin with one, or both halves stand
    together elsewhere (`known`: names in lower case with single blanks). Names in a list, one a line, stay apart.
    """
    whole: list[Detection] = []
    for one in detections:
        last = whole[-1] if whole else None
        if (
            last
            and last.type == PERSON
            and one.type in (PERSON, LOCATION)
            and _BREAK.fullmatch(text, last.end, one.start)
        ):
            stretch = text[last.start : one.end]
            second = parts(one.text)
            ends = gazetteer.is_given_name((parts(last.text) or ("",))[-1])
            new = one.type == PERSON and len(second) == 1 and not gazetteer.is_given_name(second[0])
            if ends and (" ".join(stretch.lower().split()) in known or (new and len(parts(last.text)) < 3)):
                whole[-1] = replace(last, end=one.end, text=stretch, score=max(last.score, one.score))
                continue
        whole.append(one)
    return whole
