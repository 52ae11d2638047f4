"""Fonts that tell what they were made for.

A program that writes a PDF embeds of a font the letters it needs. LibreOffice numbers them in the order of their first use:
the font of a thesis by Elle Máret Sara begins with "Ele MártSa", on every page that is set in it. Others keep the font's own
order, and still tell that some hidden word has a Z. So a page isn't passed on with its live text when it is set in such a font
together with a page that hides something.
"""

from collections.abc import Iterator

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from ingest.redaction.navigation import array

_WITH_RESOURCES = ("/XObject", "/Pattern", "/Font")
_MADE_FOR_A_TEXT = {"/ToUnicode", "/Widths", "/CharProcs", "/DescendantFonts"}
_FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def telling_fonts(page: PageObject) -> set[int]:
    """The numbers of the objects that make up the page's telling fonts, those of its forms and patterns included.

    All that its resources list, whether the page uses them or not. Raises one of `live_page.ODD_FILE`.
    """
    found: set[int] = set()
    for font in _fonts(page):
        if _tells(font):
            found |= _numbers(font)
    return found


def _fonts(page: PageObject) -> Iterator[PdfObject]:
    """The fonts in the resources of the page and of whatever those hold, as they stand there: most often references."""
    waiting: list[PdfObject] = [page, *_appearances(page)]
    seen: set[int] = set()
    while waiting:
        owner = waiting.pop()
        if isinstance(owner, IndirectObject):
            if owner.idnum in seen:
                continue
            seen.add(owner.idnum)
        resources = _dictionary(_dictionary(owner).get("/Resources"))
        yield from (_dictionary(resources.get("/Font")).raw_get(key) for key in _dictionary(resources.get("/Font")))
        for state in _dictionary(resources.get("/ExtGState")).values():
            yield from list.__iter__(array(_dictionary(state).get("/Font")))
        for category in _WITH_RESOURCES:
            entries = _dictionary(resources.get(category))
            waiting += [entries.raw_get(key) for key in entries]


def _appearances(page: PageObject) -> Iterator[PdfObject]:
    """How comments and form fields look (table 170): each a form, or a dictionary of one for each state."""
    for annotation in array(page.get("/Annots")):
        for look in _dictionary(_dictionary(annotation).get("/AP")).values():
            yield look
            if not isinstance(_resolved(look), StreamObject):
                yield from _dictionary(look).values()


def _tells(font: PdfObject) -> bool:
    """Whether the font says anything about the text it is used for. One of the standard 14, in a named encoding, doesn't."""
    entries = _dictionary(font)
    if _MADE_FOR_A_TEXT.intersection(entries) or isinstance(_resolved(entries.get("/Encoding")), DictionaryObject):
        return True
    return bool(_FONT_FILES.intersection(_dictionary(entries.get("/FontDescriptor"))))


def _numbers(root: PdfObject) -> set[int]:
    """The numbers of all objects reached from `root`."""
    found: set[int] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in found:
                continue
            found.add(value.idnum)
            waiting.append(value.get_object() or ArrayObject())
        elif isinstance(value, DictionaryObject):
            waiting += [value.raw_get(key) for key in value if key not in ("/Parent", "/P")]
        elif isinstance(value, ArrayObject):
            waiting += list.__iter__(value)
    return found


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
