"""From characters and where they stand to a passage's text and words, for text of a PDF and for recognised text alike."""

import re
import unicodedata
from collections.abc import Callable

from ingest.extraction.passages import Word

Box = tuple[float, float, float, float]

HYPHEN = "\ufffe"  # A hyphen that divides a word at a line end; no line break follows it. The sign is PDFium's.
TOKEN = re.compile(rf"[^\s{HYPHEN}]*{HYPHEN}|[^\s{HYPHEN}]+")
# Control characters, soft hyphens, marks of direction and width, surrogates, a font's own signs, replacements.
MEANINGLESS = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffc\ufffd\uffff]"
)
ODD = re.compile(MEANINGLESS.pattern[:-1] + "\u0300-\u036f\ufb00-\ufb06]")
WRITTEN_OUT = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\uf0b7": "•", "\uf0a7": "•"}
)
# "helse- og omsorgstjenesten": the hyphen stands for a shared part, so it stays and the words stay apart.
SHARED_PART = re.compile(r"(?:og|eller|samt|men|til|and|or|to)\b")


def assemble(raw: str, locate: Callable[[int, int], Box]) -> tuple[str, tuple[Word, ...]]:
    """The cleaned text of `raw` and the places of its words.

    `locate(first, last)` gives the place of `raw[first : last + 1]`, which is a word or a part of one on one line.

    Words are what stands between blanks; line ends are "\n". A word divided at a line end is joined again, with a `Word`
    for the part on either line. Ligatures are written out, accents composed (NFC), control characters dropped.
    """
    odd = ODD.search(raw) is not None
    pieces: list[str] = []
    words: list[Word] = []
    position = end = 0
    for match in TOKEN.finditer(raw):
        token = match.group()
        gap = raw[end : match.start()]
        end = match.end()
        tail = ""
        if token[-1] == HYPHEN:
            token, tail = _joint(token[:-1], raw[end : end + 8])
        if odd:
            token = unicodedata.normalize("NFC", MEANINGLESS.sub("", token.translate(WRITTEN_OUT)))
        if gap and position and pieces[-1] != "\n":
            pieces.append("\n" if "\n" in gap or "\r" in gap else " ")
            position += 1
        if token:
            words.append(Word(position, position + len(token), locate(match.start(), end - 1)))
        pieces += (token, tail)
        position += len(token) + len(tail)
    return "".join(pieces), tuple(words)


def _joint(token: str, following: str) -> tuple[str, str]:
    """What becomes of a word that a hyphen divides at a line end: (the first part, what stands between the parts)."""
    if not following or following[0].isspace() or SHARED_PART.match(following):
        return token + "-", "\n"
    written_with_hyphen = not following[0].islower() or not token[-1:].islower() or "@" in token or "/" in token
    return (token + "-" if written_with_hyphen else token), ""


def as_seen(box: Box, rotation: int) -> Box:
    """A place on a page as stored (in fractions of it, origin top left), after the page's clockwise rotation and cut to its edges."""
    left, top, right, bottom = (min(max(value, 0.0), 1.0) for value in box)
    if rotation == 90:
        return 1 - bottom, left, 1 - top, right
    if rotation == 180:
        return 1 - right, 1 - bottom, 1 - left, 1 - top
    if rotation == 270:
        return top, 1 - right, bottom, 1 - left
    return left, top, right, bottom
