"""Writes a PDF object by object, so that a file of thousands of pages never lies in memory."""

from collections.abc import Mapping
from typing import BinaryIO

from pypdf.generic import DictionaryObject, IndirectObject, NameObject, NumberObject, PdfObject, TextStringObject

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class PdfFile:
    """A PDF under construction: `reserve()` a number, `put()` the object, `finish()` with the catalogue.

    One revision, a plain cross-reference table, no file identifier and no date: the same objects give the same bytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._offsets: list[int] = [0]
        self._write(HEADER)

    def reserve(self) -> IndirectObject:
        """A reference to an object that is put later, or never (it is then listed as free)."""
        self._offsets.append(0)
        return IndirectObject(len(self._offsets) - 1, 0, None)

    def put(self, reference: IndirectObject, value: PdfObject) -> None:
        """Write the object behind `reference`, once."""
        if self._offsets[reference.idnum]:
            raise ValueError(f"Object {reference.idnum} was written before.")
        self._offsets[reference.idnum] = self._stream.tell()
        self._write(b"%d 0 obj\n" % reference.idnum)
        value.write_to_stream(self._stream)
        self._write(b"\nendobj\n")

    def add(self, value: PdfObject) -> IndirectObject:
        reference = self.reserve()
        self.put(reference, value)
        return reference

    def finish(self, catalogue: IndirectObject) -> None:
        """Write the cross-reference table and a trailer with neutral document information."""
        information = self.add(dictionary({"/Producer": TextStringObject("Samling")}))
        start = self._stream.tell()
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset if offset else b"0000000000 00000 f \n")
        self._write(b"trailer\n")
        size = NumberObject(len(self._offsets))
        dictionary({"/Size": size, "/Root": catalogue, "/Info": information}).write_to_stream(self._stream)
        self._write(b"\nstartxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)


def dictionary(entries: Mapping[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})
