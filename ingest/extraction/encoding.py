"""Tells text from what isn't, and in which encoding it is."""

import codecs
import re
from pathlib import Path

from ingest.extraction.reasons import Unusable

CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file is text: UTF-16 with its mark, UTF-8, else Windows-1252.

    A NUL or another control character that no text has means that it isn't text. Raises `Unusable` "unknown", "not_text".
    """
    with path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        if _is_text_in(path, encoding):
            return encoding
    raise Unusable("not_text" if marked else "unknown")


def _is_text_in(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while chunk := file.read(2**20):
                if CONTROL.search(chunk):
                    return False
    except UnicodeError:
        return False
    return True
