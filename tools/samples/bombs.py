"""Compressed bombs, made without ever holding or packing what they unpack to.

A deflate stream may be cut where the packer flushed, so one packed megabyte repeated 3,000 times is a valid stream of three
gigabytes (RFC 1951, "non-compressed blocks" of length zero mark the cuts).
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Deflated:
    """A raw deflate stream, and what it unpacks to: `before`, `chunk` some `times`, `after`."""

    raw: bytes
    before: bytes
    chunk: bytes
    times: int
    after: bytes

    @property
    def size(self) -> int:
        """Bytes when unpacked."""
        return len(self.before) + self.times * len(self.chunk) + len(self.after)

    def checksum(self, of: Callable[[bytes, int], int], begin: int) -> int:
        """CRC-32 or Adler-32 of what it unpacks to, a chunk at a time."""
        value = of(self.before, begin)
        for _ in range(self.times):
            value = of(self.chunk, value)
        return of(self.after, value)

    def as_zlib(self) -> bytes:
        """The stream as PDF's FlateDecode wants it (RFC 1950)."""
        return b"\x78\x9c" + self.raw + struct.pack(">I", self.checksum(zlib.adler32, 1))


def repeated(unit: bytes, megabytes: int, *, before: bytes = b"", after: bytes = b"") -> Deflated:
    """`before`, then some `megabytes` of `unit` over and over, then `after`, packed."""
    chunk = unit * (MEGABYTE // len(unit))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(after) + packer.flush(zlib.Z_FINISH)
    return Deflated(head + body * megabytes + tail, before, chunk, megabytes, after)


def zipped(entries: dict[str, Deflated], *, claimed_size: int | None = None) -> bytes:
    """A ZIP file with these entries. `claimed_size`: what its headers say about the size of each, where they lie."""
    local, central = b"", b""
    for name, entry in entries.items():
        crc = entry.checksum(zlib.crc32, 0)
        size = entry.size if claimed_size is None else min(entry.size, claimed_size)
        about = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0x4BC0, 0x58AE, crc, len(entry.raw), size, len(name), 0)
        extra = struct.pack("<HHHII", 0, 0, 0, 0, len(local))
        local += b"PK\x03\x04" + about + name.encode() + entry.raw
        central += b"PK\x01\x02" + struct.pack("<H", 20) + about + extra + name.encode()
    count = len(entries)
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(local), 0)


def word_file(megabytes: int, *, claimed_size: int | None = None) -> bytes:
    """A Word file whose text is gigabytes of empty paragraphs."""
    namespace = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
    }
    entries = {name: repeated(b" ", 0, before=part.encode()) for name, part in parts.items()}
    entries["word/document.xml"] = repeated(
        b"<w:p/>  ",
        megabytes,
        before=b'<w:document xmlns:w="' + namespace + b'"><w:body>',
        after=b"</w:body></w:document>",
    )
    return zipped(entries, claimed_size=claimed_size)


def twice_packed(megabytes: int) -> bytes:
    """Blanks for a PDF's page, packed, and packed again: some kilobytes for gigabytes."""
    return zlib.compress(repeated(b" ", megabytes).as_zlib(), 9)
