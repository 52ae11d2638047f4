"""Redactions as spans of a passage's text: what goes, what stands instead, and where the words are afterwards."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from ingest.extraction.passages import FACE, Passage, Word
from ingest.redaction.boxes import WHOLE_PAGE, Box, padded_boxes, padded_place
from ingest.redaction.lines import Setting, set_anew

# One mask per kind of thing, always the same width: it tells what stood there and nothing of how long it was.
LABELS = {
    "PERSON": _("[name]"),
    "LOCATION": _("[place]"),
    "INSTITUTION": _("[place]"),
    "ADDRESS": _("[address]"),
    "POSTCODE": _("[address]"),
    "ORGANIZATION": _("[organisation]"),
    "ORGANISATION_NUMBER": _("[organisation]"),
    "EMAIL_ADDRESS": _("[e-mail]"),
    "PHONE_NUMBER": _("[phone]"),
    "NATIONAL_ID": _("[number]"),
    "BANK_ACCOUNT": _("[number]"),
    "DATE": _("[date]"),
    "DATE_OF_BIRTH": _("[date]"),
    "AGE": _("[age]"),
    "FACE": _("[face]"),
    "VOICE": _("[voice]"),
}
OTHER = _("[removed]")


@dataclass(frozen=True, slots=True)
class Redaction:
    """`text[start:end]` of one passage goes; `label`, a mask or a pseudonym, stands there instead."""

    start: int
    end: int
    label: str


def label_for(kind: str) -> str:
    """What stands in place of a finding of type `kind`, in the active language: "[name]", "[phone]" …"""
    return str(LABELS.get(kind, OTHER))


def merged(text: str, redactions: Iterable[Redaction]) -> list[Redaction]:
    """The redactions in order, those that overlap made into one under the label of the longest, of the first if even.

    Raises `ValueError` for a span that isn't inside `text` or is empty: a redaction that removes nothing is a mistake.
    """
    together: list[Redaction] = []
    longest = 0
    for redaction in sorted(redactions, key=lambda span: (span.start, span.end)):
        if not 0 <= redaction.start < redaction.end <= len(text):
            raise ValueError(f"A redaction of {redaction.start}–{redaction.end} isn't inside {len(text)} characters.")
        length = redaction.end - redaction.start
        if together and redaction.start < together[-1].end:
            last = together[-1]
            label = redaction.label if length > longest else last.label
            together[-1] = Redaction(last.start, max(last.end, redaction.end), label)
            longest = max(longest, length)
        else:
            together.append(redaction)
            longest = length
    return together


def redact_text(text: str, redactions: Iterable[Redaction], words: Sequence[Word] = ()) -> tuple[str, tuple[Word, ...]]:
    """`text` with every redaction replaced by its label, and the words moved accordingly.

    A word that a redaction touches is gone; one word stands for the label and for what is left of the touched words
    ("Karis" → "[name]s"), at their padded place. The places of other words on a page don't reach under the padding.
    """
    spans = merged(text, redactions)
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (text[position : span.start], span.label)
        position = span.end
    return "".join((*pieces, text[position:])), _moved(words, spans)


def redact_passage(passage: Passage, redactions: Iterable[Redaction]) -> Passage:
    """The passage as readers get it. On a page, the words beside a label stand where `setting_of` puts them."""
    spans = merged(passage.text, redactions)
    text, _words = redact_text(passage.text, spans)
    setting = setting_of(passage, spans) if passage.kind == "page" and spans else None
    return replace(passage, text=text, words=_moved(passage.words, spans, setting))


def setting_of(passage: Passage, redactions: Iterable[Redaction]) -> Setting:
    """Where boxes and the words beside them stand on a page. A redacted letter without a place covers the whole page."""
    found = groups(passage.words, merged(passage.text, redactions))
    if not all(told(passage.text, span, touched) for under, touched in found for span in under):
        return Setting([(WHOLE_PAGE, "")])
    hidden = [(touched, " ".join(span.label for span in under)) for under, touched in found if touched]
    text = [word for word in passage.words if not is_face(passage, word)]
    setting = set_anew(text, [(touched, label) for touched, label in hidden if not is_face(passage, touched[0])])
    for (face, *_others), label in hidden:
        if is_face(passage, face):
            (box,) = padded_boxes([face], [face])
            setting.boxes.append((box, label))
            setting.labels[face.start] = box
    return setting


def is_face(passage: Passage, place: Word | Redaction) -> bool:
    """Whether no word stands there but a face, which is in no line: nothing beside it is moved."""
    return passage.text[place.start : place.end].strip() == FACE


def told(text: str, span: Redaction, words: Sequence[Word]) -> bool:
    """Whether `words` account for every letter of the span."""
    return all(
        text[offset].isspace() or any(word.start <= offset < word.end for word in words)
        for offset in range(span.start, span.end)
    )


def groups(words: Sequence[Word], spans: Sequence[Redaction]) -> list[tuple[list[Redaction], list[Word]]]:
    """The merged spans with the words they touch, in order; spans that touch the same word are in one group.

    Words without a blank between them (the parts of a word divided at a line end) count as one.
    """
    found: list[tuple[list[Redaction], list[Word]]] = []
    starts = [word.start for word in words]
    for span in spans:
        first = max(bisect_left(starts, span.start) - 1, 0)
        while first < len(words) and words[first].end <= span.start:
            first += 1
        last = bisect_left(starts, span.end)
        if first < last:
            while first > 0 and words[first - 1].end == words[first].start:
                first -= 1
            while last < len(words) and words[last - 1].end == words[last].start:
                last += 1
        touched = list(words[first:last])
        if found and touched and found[-1][1] and found[-1][1][-1].start >= touched[0].start:
            found[-1][0].append(span)
            found[-1][1].extend(word for word in touched if word.start > found[-1][1][-1].start)
        else:
            found.append(([span], touched))
    return found


def boxes_over(passage: Passage, redactions: Iterable[Redaction]) -> list[tuple[Box, str]]:
    """The padded boxes that cover the redactions on a page, with what to write in each ("" on a label's further lines).

    A redacted letter for which no word says where it stands covers the whole page: better too much than that name.
    """
    covers: list[tuple[Box, str]] = []
    for spans, touched in groups(passage.words, merged(passage.text, redactions)):
        if not all(told(passage.text, span, touched) for span in spans):
            return [(WHOLE_PAGE, "")]
        if touched:
            first, *others = padded_boxes(touched, passage.words)
            covers += [(first, " ".join(span.label for span in spans)), *((box, "") for box in others)]
    return covers


def _moved(words: Sequence[Word], spans: Sequence[Redaction], setting: Setting | None = None) -> tuple[Word, ...]:
    """The words in the redacted text's offsets, touched ones replaced by one per group."""
    ends = [span.end for span in spans]
    shifts = [0]
    for span in spans:
        shifts.append(shifts[-1] + len(span.label) - (span.end - span.start))

    def moved(offset: int) -> int:
        return offset + shifts[bisect_right(ends, offset)]

    labels: list[Word] = []
    boxes: list[Box] = []
    touched: set[int] = set()
    for grouped, under in groups(words, spans):
        if not under:
            continue
        touched.update(word.start for word in under)
        start, end = min(under[0].start, grouped[0].start), max(under[-1].end, grouped[-1].end)
        if len(under[0].place) == 4 and setting is None:
            boxes += padded_boxes(under, words)
        place = setting.labels.get(under[0].start) if setting else None
        labels.append(Word(moved(start), moved(end), tuple(place or padded_place(under, words))))
    places = setting.places if setting else {}
    if setting:
        boxes += [box for box, _label in setting.boxes]
    kept = [
        Word(moved(word.start), moved(word.end), places.get(word.start) or _beside_boxes(word.place, boxes))
        for word in words
        if word.start not in touched
    ]
    return tuple(sorted(kept + labels, key=lambda word: word.start))


def _beside_boxes(place: tuple[float, ...], boxes: Sequence[Box]) -> tuple[float, ...]:
    """A place on a page cut back to where no box lies: a highlight must not show an edge that the box hides."""
    for box in boxes:
        left, top, right, bottom = place
        if box.top < (top + bottom) / 2 < box.bottom and left < box.right and right > box.left:
            place = (
                (box.right, top, max(right, box.right), bottom) if left >= box.left else (left, top, box.left, bottom)
            )
    return place
