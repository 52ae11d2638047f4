"""FreeDict's dictionary from nynorsk to bokmål (Debian's `dict-freedict-nno-nob`), read where it is installed.

It is under the GPL and no part of this project. The format is dictd's (RFC 2229's reference server): an index of headwords, each with
place and length of its article in base 64, and the articles, gzipped.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from search import language

SHORTEST = 4
"""Shorter words have too many meanings for a search to follow."""

_DIGITS = {
    digit: value for value, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Words in bokmål and nynorsk, folded, from `path` with `.index` and `.dict.dz` after it; nothing where they are missing.

    Entries of several words are left out.
    """
    index, articles = path.with_name(f"{path.name}.index"), path.with_name(f"{path.name}.dict.dz")
    if not index.is_file() or not articles.is_file():
        return
    with gzip.open(articles) as file:
        text = file.read()
    for line in index.read_text(encoding="utf-8").splitlines():
        nynorsk, place, length = line.split("\t")[:3]
        article = text[_number(place) : _number(place) + _number(length)].decode()
        for bokmaal in article.splitlines()[1:]:
            if _is_word(nynorsk) and _is_word(bokmaal):
                yield language.fold(bokmaal.strip()), language.fold(nynorsk)


def _is_word(text: str) -> bool:
    return len(text) >= SHORTEST and text.strip().isalpha()


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 64 + _DIGITS[digit]
    return number
