"""What extraction gives: the text of a file in passages, and where each word of it stands."""

from dataclasses import dataclass

FACE = "▣"  # Stands in a page's text for a face in a picture. A sign without meaning in any language, and no letter.


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a passage's text and where it stands.

    `start` and `end` are offsets into `Passage.text` in Unicode code points: `text[start:end]` is the word. `place` is on
    a page `(left, top, right, bottom)` as fractions 0..1 of the page as a reader sees it (rotated upright, cut to its crop
    box), origin top left; in speech `(start, end)` in seconds, or `()` where it is written but not spoken.
    """

    start: int
    end: int
    place: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One PDF page, one stretch of speech, one picture of a video with text in it or one section of a file without pages.

    `number` counts from 1: the page's number, or the running number of its kind. `kind` is "page", "speech", "picture" or
    "section". `start` and `end` are seconds, for speech and pictures. `language` is "nb", "nn", "en" or "" where unknown.
    `words` are in reading order and don't overlap; a section has none. `pictures` tells of a page that something on it,
    other than text, may hold text or faces and wasn't looked at. A face that was found is the word `FACE`, alone on its line
    at the end of the text, at the face's place.
    """

    number: int
    kind: str
    text: str
    start: float | None = None
    end: float | None = None
    language: str = ""
    words: tuple[Word, ...] = ()
    pictures: bool = False
