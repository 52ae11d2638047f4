"""PDF files written object by object, for what no PDF library would write."""

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"


def document(objects: list[bytes], *, info: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return body + _table(1, offsets, len(body), b"/Size %d /Root 1 0 R %s" % (len(objects) + 1, info))


def revised(old: bytes, number: int, content: bytes, size: int) -> bytes:
    """The same file with object `number` replaced in a revision appended at its end, as editors save; the old one stays."""
    start = len(old)
    body = old + b"%d 0 obj\n%s\nendobj\n" % (number, content)
    previous = int(old.rsplit(b"startxref", 1)[1].split()[0])
    return body + _table(number, [start], len(body), b"/Size %d /Root 1 0 R /Prev %d" % (size, previous), first=False)


def _table(number: int, offsets: list[int], start: int, trailer: bytes, *, first: bool = True) -> bytes:
    free = b"0 1\n0000000000 65535 f \n" if first else b""
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    section = b"xref\n%s%d %d\n%s" % (free, number, len(offsets), rows)
    return section + b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def text_stream(*lines: str) -> bytes:
    """A page's content: lines of text, from the top."""
    shown = b" ".join(
        b"(%s) Tj T*" % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines
    )
    return stream(b"BT /F1 13 Tf 20 TL 72 760 Td %s ET" % shown)


def page(parent: int, content: int, font: int, extra: bytes = b"") -> bytes:
    """A page object."""
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >> "
        b"/Contents %d 0 R %s >>" % (parent, font, content, extra)
    )
