"""What leads from place to place in a PDF, as far as readers may see it: bookmarks and links that were screened.

Bookmarks and link addresses aren't part of any passage, so nobody has screened them. They are kept only where the
redacted text of the page says the same in plain sight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    Destination,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from ingest.redaction.normal import squeezed
from ingest.redaction.pdf_file import PdfFile, dictionary

MAX_BOOKMARKS = 5_000


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    title: str
    page: int  # from 0


def bookmarks(reader: PdfReader) -> list[Bookmark]:
    """The bookmarks that lead to a page of the file, in order; raises one of `live_page.ODD_FILE`."""
    found: list[Bookmark] = []
    for level, destination in _flattened(reader.outline, 0):
        page = reader.get_destination_page_number(destination)
        if page is not None and page >= 0 and destination.title:
            found.append(Bookmark(level, str(destination.title), page))
        if len(found) == MAX_BOOKMARKS:
            break
    return found


def _flattened(outline: Sequence[object], level: int) -> Iterator[tuple[int, Destination]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flattened(entry, level + 1)
        elif isinstance(entry, Destination):
            yield level, entry


def put_outline(
    file: PdfFile, marks: Sequence[Bookmark], texts: Mapping[int, str], pages: Sequence[IndirectObject]
) -> IndirectObject | None:
    """Write the bookmarks whose title stands in `texts`, the squeezed redacted text by page (from 0).

    The entries below one that is left out move up to the one above it.
    """
    kept = [mark for mark in marks if squeezed(mark.title) and squeezed(mark.title) in texts.get(mark.page, "")]
    if not kept:
        return None
    root = file.reserve()
    references = [file.reserve() for _ in kept]
    parents: list[int] = []
    trail: list[int] = []
    for index, mark in enumerate(kept):
        while trail and kept[trail[-1]].level >= mark.level:
            trail.pop()
        parents.append(trail[-1] if trail else -1)
        trail.append(index)
    children: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    for index, mark in enumerate(kept):
        siblings = children[parents[index]]
        place = siblings.index(index)
        entry: dict[str, PdfObject] = {
            "/Title": TextStringObject(mark.title),
            "/Parent": references[parents[index]] if parents[index] >= 0 else root,
            "/Dest": _to(pages[mark.page]),
            **_family([references[child] for child in children.get(index, [])]),
        }
        if place:
            entry["/Prev"] = references[siblings[place - 1]]
        if place + 1 < len(siblings):
            entry["/Next"] = references[siblings[place + 1]]
        file.put(references[index], dictionary(entry))
    top = _family([references[child] for child in children[-1]])
    file.put(root, dictionary({"/Type": NameObject("/Outlines"), **top}))
    return root


def _family(children: Sequence[IndirectObject]) -> dict[str, PdfObject]:
    """/Count is negative: closed, as a reader finds it when opening the file."""
    if not children:
        return {}
    return {"/First": children[0], "/Last": children[-1], "/Count": NumberObject(-len(children))}


def _to(page: IndirectObject) -> ArrayObject:
    return ArrayObject([page, NameObject("/Fit")])


def links(
    page: PageObject, text: str, targets: Mapping[str, int], pages: Sequence[IndirectObject], numbers: Mapping[int, int]
) -> ArrayObject:
    """The page's links as new annotations: to pages of this file, and to web addresses that stand in `text` (squeezed).

    `targets` gives the page of each named destination, `numbers` the page (from 0) of each page object's number.
    """
    kept = ArrayObject()
    for entry in array(page.get("/Annots")):
        annotation = entry.get_object()
        if not isinstance(annotation, DictionaryObject) or annotation.get("/Subtype") != "/Link":
            continue
        action = annotation.get("/A", DictionaryObject()).get_object()
        rectangle = ArrayObject(FloatObject(number) for number in array(annotation["/Rect"]))
        link: dict[str, PdfObject] = {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Link"),
            "/Rect": rectangle,
            "/Border": ArrayObject([NumberObject(0)] * 3),
        }
        number = _page_number(annotation.get("/Dest", action.get("/D")), targets, numbers)
        address = str(action.get("/URI", ""))
        if number is not None:
            kept.append(dictionary({**link, "/Dest": _to(pages[number])}))
        elif _stands_in(address, text):
            uri = dictionary({"/S": NameObject("/URI"), "/URI": TextStringObject(address)})
            kept.append(dictionary({**link, "/A": uri}))
    return kept


def _page_number(destination: PdfObject | None, targets: Mapping[str, int], numbers: Mapping[int, int]) -> int | None:
    destination = destination.get_object() if destination is not None else None
    if isinstance(destination, DictionaryObject):
        destination = destination.get("/D", NullObject()).get_object()
    if isinstance(destination, ArrayObject) and destination and isinstance(destination[0], IndirectObject):
        return numbers.get(destination[0].idnum)
    return targets.get(str(destination)) if isinstance(destination, str) else None


def array(value: PdfObject | None) -> ArrayObject:
    """The array that `value` is or refers to; an empty one where there is none."""
    value = value.get_object() if value is not None else None
    return value if isinstance(value, ArrayObject) else ArrayObject()


def _stands_in(address: str, text: str) -> bool:
    scheme, separator, rest = address.partition("://")
    rest = squeezed(rest).removeprefix("www.").rstrip("/")
    return bool(separator) and scheme.lower() in {"http", "https"} and bool(rest) and rest in text
