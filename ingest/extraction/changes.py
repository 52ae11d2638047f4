"""Accepts the tracked changes of an office file: what its author struck out is nobody's to read.

LibreOffice prints deletions that were never accepted as struck-through text, so they are taken out before. Sources: ECMA-376-1
§17.13.5 (`w:del`, `w:ins`, `w:moveFrom`, `w:moveTo`), OpenDocument 1.3 part 3 §5.5 (`text:tracked-changes`).
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

from lxml import etree

from ingest.extraction.reasons import Unusable

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
_GONE = {f"{_WORD}{name}" for name in ("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd")} | {
    f"{_TEXT}{name}" for name in ("tracked-changes", "change", "change-start", "change-end")
}
_UNWRAPPED = {f"{_WORD}{name}" for name in ("ins", "moveTo")}


def accept(source: Path, target: Path, suffix: str) -> None:
    """Write `source` to `target` with its changes accepted; a kind of file without tracked changes is copied as it is.

    Raises `Unusable` ("damaged") where its XML can't be read. For the sandbox: the parts are held in memory.
    """
    if suffix not in (".docx", ".odt"):
        shutil.copyfile(source, target)
        return
    try:
        with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in given.infolist():
                content = given.read(entry)
                if _WORD_PARTS.fullmatch(entry.filename) or entry.filename == "content.xml":
                    content = _accepted(content)
                made.writestr(entry.filename, content)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError) as error:
        raise Unusable("damaged") from error


def _accepted(content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(content, parser)
    for row in list(root.iter(f"{_WORD}tr")):
        if row.find(f"{_WORD}trPr/{_WORD}del") is not None:
            _remove(row)
    for element in list(root.iter(*_GONE)):
        _remove(element)
    for element in list(root.iter(*_UNWRAPPED)):
        parent = element.getparent()
        if parent is not None:
            at = parent.index(element)
            for child in reversed(list(element)):
                parent.insert(at, child)
            _remove(element)
    done: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return done


def _remove(element: etree._Element) -> None:
    """Take `element` away, but not the text that follows it: in OpenDocument that is the paragraph's."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
