"""When redacted words are spoken: the stretches of a recording that are silenced.

Word times come from speech recognition, which is right to some 0.2 s where it is right, or from captions, which tell only
when a sentence begins and ends. So every word is padded, a pause beside it goes with it, and a word whose time can't be
true takes all that lies between its neighbours.
"""

import math
from collections.abc import Sequence

from ingest.extraction.passages import Passage, Word
from ingest.redaction.spans import Redaction, merged, told

PADDING = 0.3  # seconds on either side
PAUSE = 1.0  # seconds of a pause beside the word that go with it: nothing is lost, and its time may be early or late
# Seconds that a letter and a digit take at least and at most; digits are read out as words ("83": åttitre).
SHORTEST_LETTER, SHORTEST_DIGIT = 0.02, 0.08
LONGEST_LETTER, LONGEST_DIGIT = 0.12, 0.5

Stretch = tuple[float, float]


def stretches_of(
    passage: Passage, redactions: Sequence[Redaction], *, since: float = -math.inf, until: float = math.inf
) -> list[Stretch]:
    """When the redacted words of a stretch of speech are spoken, in seconds, padded and merged.

    `since` and `until` are when the passage before ends and the one after begins. A word without a time, or with one too
    short for its letters, takes all from the end of the word before to the start of the one after, and no less than its
    letters need; a passage without words is silenced as a whole. What was written but not spoken (a word with the place
    `()`, the speaker's name in a caption) silences nothing. Raises `ValueError` for a passage without start and end.
    """
    if passage.start is None or passage.end is None:
        raise ValueError(f"Passage {passage.number} has no time.")
    edges = (
        min(passage.start, max(since, passage.start - PAUSE)),
        max(passage.end, min(until, passage.end + PAUSE)),
    )
    spoken = [span for span in merged(passage.text, redactions) if not told(passage.text, span, _unspoken(passage))]
    return joined([_stretch(passage, span, edges) for span in spoken])


def joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches in order, from 0 on, those that touch made one. Raises `ValueError` for one that isn't a time."""
    together: list[Stretch] = []
    for start, end in sorted((max(start, 0.0), end) for start, end in stretches):
        if not (math.isfinite(start) and math.isfinite(end) and start < end):
            raise ValueError(f"{start}–{end} is no stretch of time.")
        if together and start <= together[-1][1]:
            together[-1] = (together[-1][0], max(end, together[-1][1]))
        else:
            together.append((start, end))
    return together


def _stretch(passage: Passage, span: Redaction, edges: Stretch) -> Stretch:
    trusted = [word for word in passage.words if _trusted(passage.text, word)]
    before = max((word.place[1] for word in trusted if word.end <= span.start), default=edges[0])
    after = min((word.place[0] for word in trusted if word.start >= span.end), default=edges[1])
    under = [word for word in passage.words if word.place and word.start < span.end and word.end > span.start]
    sure = [word for word in under if word in trusted]
    if told(passage.text, span, [*sure, *_unspoken(passage)]):
        start, end = min(word.place[0] for word in sure), max(word.place[1] for word in sure)
        return min(start - PADDING, max(before, start - PAUSE)), max(end + PADDING, min(after, end + PAUSE))
    times = [time for word in under for time in word.place if edges[0] <= time <= edges[1]]
    start, end = min(before, after, *times), max(before, after, *times)
    lacking = max(0.0, _longest(passage.text[span.start : span.end]) - (end - start)) / 2
    return start - lacking - PADDING, end + lacking + PADDING


def _trusted(text: str, word: Word) -> bool:
    """Whether the word has a time, and one in which it can be said."""
    if not word.place:
        return False
    start, end = word.place
    letters, digits = _counts(text[word.start : word.end])
    shortest = max(SHORTEST_LETTER, letters * SHORTEST_LETTER + digits * SHORTEST_DIGIT)
    return math.isfinite(start) and math.isfinite(end) and end - start >= shortest


def _longest(text: str) -> float:
    letters, digits = _counts(text)
    return letters * LONGEST_LETTER + digits * LONGEST_DIGIT


def _counts(text: str) -> tuple[int, int]:
    """How many letters and how many digits."""
    return sum(character.isalpha() for character in text), sum(character.isdigit() for character in text)


def _unspoken(passage: Passage) -> list[Word]:
    return [word for word in passage.words if not word.place]
