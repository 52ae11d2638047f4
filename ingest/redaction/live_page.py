"""Copies a page that keeps its live text, with what is needed to draw it and nothing else.

Only keys listed here are copied (ISO 32000-2, the tables named beside them): what nobody thought of stays behind, be it
metadata, attachments, structure with its replacement texts, or a producer's private data. Of a page's resources, only
those its content names are copied, because files share one resource dictionary among pages, redacted ones too.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from ingest.redaction.content import bare_content
from ingest.redaction.image_data import NotCopyable, put_bare_data
from ingest.redaction.pdf_file import PdfFile

# What pypdf raises on files that break the rules; whoever meets one of these makes a picture of the page instead.
ODD_FILE = (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, zlib.error)

PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")  # table 31
RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font")  # table 34
DEFAULTS = {"/DefaultGray", "/DefaultRGB", "/DefaultCMYK"}

# In this order: streams and filters (tables 5–14); form XObjects, groups, images (87, 93, 94, 142, 145); graphics state and
# soft masks (57, 142); fonts (109–126); patterns, shadings, functions (74–80, 38–41); colour spaces (62–70).
DRAWING = """
    Filter DecodeParms Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows
    EndOfBlock BlackIs1 DamagedRowsBeforeError JBIG2Globals ColorTransform
    Type Subtype FormType BBox Matrix Group S CS I Width Height ColorSpace Intent ImageMask Mask Decode
    Interpolate SMask SMaskInData Matte
    LW LC LJ ML D RI OP op OPM Font BM CA ca AIS TK G BC TR SA FL SM
    BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode FontBBox FontMatrix CharProcs
    DescendantFonts CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap BaseEncoding Differences
    FontName FontFamily FontStretch FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV
    StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet Style Panose Length1 Length2
    Length3 CMapName WMode UseCMap
    PatternType PaintType TilingType XStep YStep Shading ExtGState ShadingType Background AntiAlias Domain
    Function Coords Extend BitsPerCoordinate BitsPerFlag VerticesPerRow FunctionType Range Size BitsPerSample
    Order Encode C0 C1 N Functions Bounds
    WhitePoint BlackPoint Gamma Alternate Colorants Process Components MixingHints
"""
DRAWING_KEYS = frozenset("/" + key for key in DRAWING.split())
NAME_MAPS = {"/CharProcs", "/Colorants"}  # their keys are names that the file chose

NAME = re.compile(rb"/([^\s()<>\[\]{}/%]+)")


class PageCopier:
    """Copies pages of one source to one target; what pages share is written once.

    A page that needs one of the objects in `left_out` (numbers) isn't copyable.
    """

    def __init__(self, reader: PdfReader, file: PdfFile) -> None:
        self.left_out: set[int] = set()
        self._reader = reader
        self._file = file
        self._copies: dict[tuple[int, int], IndirectObject] = {}
        self._pending: list[tuple[IndirectObject, PdfObject]] = []

    def put_page(self, page: PageObject) -> dict[str, PdfObject]:
        """Write what the page needs; returns the entries of its page dictionary (without /Parent and /Annots).

        Raises `NotCopyable`, or one of `ODD_FILE`; then nothing of the page has been written.
        """
        with self._all_or_nothing():
            entries = {key: self._copied(page.raw_get(key)) for key in PAGE_KEYS if key in page}
            data = bare_content(_resolved(page["/Contents"]), self._reader) if "/Contents" in page else b""
            entries["/Resources"] = self._resources(page, data)
            entries["/Contents"] = self._later(_flate(data))
        return entries

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Keep copies back until the whole page is known to be copyable."""
        before = dict(self._copies)
        self._pending = []
        try:
            yield
        except (NotCopyable, *ODD_FILE):
            self._copies = before
            raise
        for reference, value in self._pending:
            self._file.put(reference, value)
        self._pending = []

    def _later(self, value: PdfObject) -> IndirectObject:
        reference = self._file.reserve()
        self._pending.append((reference, value))
        return reference

    def _copied(self, value: PdfObject | None, *, names: bool = False) -> PdfObject:
        """A copy of `value` in the target. `names`: a dictionary whose keys are names that the file chose."""
        if isinstance(value, IndirectObject):
            if value.idnum in self.left_out:
                raise NotCopyable("a font that tells of hidden text")
            key = (value.idnum, value.generation)
            if key not in self._copies:
                reference = self._copies[key] = self._file.reserve()
                self._pending.append((reference, self._copied(value.get_object(), names=names)))
            return self._copies[key]
        if isinstance(value, StreamObject):
            return self._stream(value)
        if isinstance(value, DictionaryObject):
            return self._dictionary(value, names=names)
        if isinstance(value, ArrayObject):
            return ArrayObject(self._copied(entry) for entry in value)
        if isinstance(value, TextStringObject | ByteStringObject):
            return ByteStringObject(value.original_bytes)
        if value is None:
            raise NotCopyable("a reference to nothing")
        return value

    def _dictionary(self, source: DictionaryObject, *, names: bool = False) -> DictionaryObject:
        copy = DictionaryObject()
        for key in source:
            if names or key in DRAWING_KEYS:
                copy[NameObject(key)] = self._copied(source.raw_get(key), names=not names and key in NAME_MAPS)
        if source.get("/Subtype") == "/Type3" and "/CharProcs" in source:
            shapes = [_resolved(shape) for shape in _dictionary_in(source, "/CharProcs").values()]
            data = b"\n".join(shape.get_data() for shape in shapes if isinstance(shape, StreamObject))
            copy[NameObject("/Resources")] = self._resources(source, data)
        return copy

    def _stream(self, source: StreamObject) -> StreamObject:
        if "/OC" in source or "/F" in source:
            raise NotCopyable("a layer that may be hidden, or a stream in another file")
        copy: StreamObject
        if source.get("/Subtype") == "/Form" or source.get("/PatternType") == 1:
            data = bare_content(source, self._reader)
            copy = _flate(data)
            copy.update({key: value for key, value in self._dictionary(source).items() if key not in copy})
            copy.pop("/DecodeParms", None)
            copy[NameObject("/Resources")] = self._resources(source, data)
            return copy
        copy = EncodedStreamObject() if "/Filter" in source else DecodedStreamObject()
        copy.update(self._dictionary(source))
        copy._data = source._data
        if source.get("/Subtype") == "/Image":
            put_bare_data(copy, source)
        return copy

    def _resources(self, owner: DictionaryObject, data: bytes) -> DictionaryObject:
        """Those of the owner's resources that its content names."""
        if "/Resources" not in owner:
            if re.search(rb"\b(?:Do|Tf|gs|sh|scn|SCN)\b", data):
                raise NotCopyable("a form that draws on the resources of whoever shows it")
            return DictionaryObject()
        resources = _dictionary_in(owner, "/Resources")
        named = {"/" + _unescaped(name) for name in NAME.findall(data)} | DEFAULTS
        copy = DictionaryObject()
        for category in RESOURCES:
            entries = _dictionary_in(resources, category)
            if used := {NameObject(key): self._copied(entries.raw_get(key)) for key in entries if key in named}:
                copy[NameObject(category)] = DictionaryObject(used)
        return copy


def _resolved(value: PdfObject) -> PdfObject:
    found = value.get_object()
    if found is None:
        raise NotCopyable("a reference to nothing")
    return found


def _dictionary_in(owner: DictionaryObject, key: str) -> DictionaryObject:
    """The dictionary under `key`; an empty one where there is none."""
    found = _resolved(owner[key]) if key in owner else DictionaryObject()
    if not isinstance(found, DictionaryObject):
        raise NotCopyable("something else where a dictionary belongs")
    return found


def _unescaped(name: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match.group(1), 16)]), name)
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode("latin-1")


def _flate(data: bytes) -> EncodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream.flate_encode()
