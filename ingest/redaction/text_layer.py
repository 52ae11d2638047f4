"""The invisible text on a page that has become a picture, so that it can be selected, searched and read aloud.

Each word stands at its place, stretched to its box. The font has no shapes: every character is the same blank rectangle,
drawn with render mode 3 (ISO 32000-2, 9.3.6), and the code of a character is its Unicode number, so that all letters of
the Basic Multilingual Plane come out right: æ, ŋ, dashes and quotation marks alike. Other characters become U+FFFD.
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from ingest.extraction.passages import Passage, Word
from ingest.redaction.pdf_file import PdfFile, dictionary

UNITS = 1000  # per em
WIDTH, ASCENT, DESCENT = 500, 800, -200
NARROW = 0.2  # of the font size: a blank narrower than this isn't taken for one
NARROWEST = 0.12  # of the font size: readers drop one of two equal letters that stand closer, as of a long pseudonym's
FONT = "/Usynlig"

TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class TextLayer:
    """The font that all pages of one file share, and the texts set in it. `finish()` writes it, after the last page."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._codes: set[int] = set()
        self.font = file.reserve()

    def content(self, passage: Passage, width: float, height: float) -> bytes:
        """The operators that put the passage's text, invisible, on a page of that size in points."""
        lines = [b"BT 3 Tr"]
        words = [word for word in passage.words or _rows(passage.text) if _on_page(word)]
        for word, following in zip_longest(words, words[1:]):
            lines += self._shown(passage.text, word, following, width, height)
        return b"\n".join([*lines, b"ET\n"])

    def _shown(self, text: str, word: Word, following: Word | None, width: float, height: float) -> Iterator[bytes]:
        left, top, right, bottom = word.place
        letters, across = text[word.start : word.end], (right - left) * width
        line = max((bottom - top) * height, 1.0)
        gap = text[word.end : following.start] if following else ""
        same_line = following is not None and following.place[1] < (top + bottom) / 2 < following.place[3]
        if following and not gap and not same_line:
            letters += "-"  # A word divided at the line end: readers join it again.
        blank = (following.place[0] - right) * width if following and gap and same_line else None
        if blank is not None and blank < NARROW * line:
            # Beside a padded box there is no room for the blank; readers need one all the same.
            letters, across, blank = letters + " ", across + blank, None
        size = max(min(line, across / (NARROWEST * max(len(letters), 1))), 1.0)
        yield b"%s %.2f Tf" % (FONT.encode(), size)
        yield b"1 0 0 1 %.2f %.2f Tm" % (left * width, (1 - bottom) * height - DESCENT / UNITS * line)
        yield self._stretched(letters, across, size)
        if blank is not None:
            yield self._stretched(" ", blank, size)

    def _stretched(self, letters: str, width: float, size: float) -> bytes:
        """Show `letters` across `width` points (at least a tenth of the size, where boxes overlap)."""
        codes = [ord(letter) if ord(letter) < 0x10000 else 0xFFFD for letter in letters]
        self._codes.update(codes)
        scale = 100 * max(width, 0.1 * size) / (len(codes) * size * WIDTH / UNITS)
        return b"%.2f Tz <%s> Tj" % (scale, b"".join(b"%04X" % code for code in codes))

    def finish(self) -> None:
        """Write the font; the table from codes to characters lists those that were used."""
        self._file.put(self.font, _font(self._file, sorted(self._codes)))


def _on_page(word: Word) -> bool:
    left, top, right, bottom = word.place
    return 0 <= (left + right) / 2 <= 1 and 0 <= (top + bottom) / 2 <= 1


def _rows(text: str) -> Sequence[Word]:
    """Lines of a text whose places nobody knows, one below another over the page."""
    rows = text.splitlines(keepends=True)
    words: list[Word] = []
    start = 0
    for index, row in enumerate(rows):
        if stripped := row.strip():
            begin = start + row.index(stripped)
            words.append(Word(begin, begin + len(stripped), (0.1, index / len(rows), 0.9, (index + 0.8) / len(rows))))
        start += len(row)
    return words


def _font(file: PdfFile, codes: Sequence[int]) -> DictionaryObject:
    """The composite font (ISO 32000-2, 9.7): two bytes a code, every code drawn as the one blank glyph."""
    system = dictionary(
        {
            "/Registry": TextStringObject("Adobe"),
            "/Ordering": TextStringObject("Identity"),
            "/Supplement": NumberObject(0),
        }
    )
    descendant = dictionary(
        {
            "/Type": NameObject("/Font"),
            "/Subtype": NameObject("/CIDFontType2"),
            "/BaseFont": NameObject(FONT),
            "/CIDSystemInfo": system,
            "/FontDescriptor": file.add(_descriptor(file)),
            "/DW": NumberObject(WIDTH),
            "/CIDToGIDMap": file.add(_stream(b"\0\1" * 0x10000).flate_encode()),
        }
    )
    return dictionary(
        {
            "/Type": NameObject("/Font"),
            "/Subtype": NameObject("/Type0"),
            "/BaseFont": NameObject(FONT),
            "/Encoding": NameObject("/Identity-H"),
            "/DescendantFonts": ArrayObject([file.add(descendant)]),
            "/ToUnicode": file.add(_stream(_to_unicode(codes)).flate_encode()),
        }
    )


def _descriptor(file: PdfFile) -> DictionaryObject:
    program = _stream(_font_program())
    program[NameObject("/Length1")] = NumberObject(len(program.get_data()))
    return dictionary(
        {
            "/Type": NameObject("/FontDescriptor"),
            "/FontName": NameObject(FONT),
            "/Flags": NumberObject(5),
            "/FontBBox": ArrayObject(NumberObject(n) for n in (0, DESCENT, WIDTH, ASCENT)),
            "/ItalicAngle": NumberObject(0),
            "/Ascent": NumberObject(ASCENT),
            "/Descent": NumberObject(DESCENT),
            "/CapHeight": NumberObject(ASCENT),
            "/StemV": NumberObject(80),
            "/FontFile2": file.add(program.flate_encode()),
        }
    )


def _to_unicode(codes: Sequence[int]) -> bytes:
    """The character map of those codes, each standing for itself, in blocks of a hundred as the standard wants."""
    blocks = []
    for first in range(0, len(codes), 100):
        block = codes[first : first + 100]
        blocks += [f"{len(block)} beginbfchar", *(f"<{code:04X}> <{code:04X}>" for code in block), "endbfchar"]
    return TO_UNICODE.format(ranges="\n".join(blocks)).encode()


def _stream(data: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream


def _font_program() -> bytes:
    """A TrueType font of two glyphs, .notdef and a rectangle as large as a letter (OpenType 1.9, the tables PDF asks for)."""
    # One contour of four points on the curve, absolute first and then relative, as 16-bit coordinates.
    box = struct.pack(">hhhhhHH", 1, 0, DESCENT, WIDTH, ASCENT, 3, 0) + b"\1\1\1\1"
    box += struct.pack(">hhhh", 0, 0, WIDTH, 0) + struct.pack(">hhhh", DESCENT, ASCENT - DESCENT, 0, DESCENT - ASCENT)
    tables = {
        b"glyf": box,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000, 0x10000, 0, 0x5F0F3CF5, 3, UNITS, 0, 0, 0, DESCENT, WIDTH, ASCENT, 0, 8, 2, 0, 0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, WIDTH, 0, 0, WIDTH, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", WIDTH, 0, WIDTH, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(box) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
    }  # fmt: skip
    offset = 12 + 16 * len(tables)
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    body = b""
    for tag, table in tables.items():
        padded = table + b"\0" * (-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag, total, offset + len(body), len(table))
        body += padded
    return directory + body
