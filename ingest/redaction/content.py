"""A page's content as operators, without whatever draws nothing."""

from pypdf import PdfReader
from pypdf.generic import ByteStringObject, ContentStream, PdfObject, TextStringObject

from ingest.redaction.image_data import NotCopyable

SHOWING_TEXT = {b"Tj", b"TJ", b"'", b'"'}
INLINE_IMAGE = b"INLINE IMAGE"  # pypdf's name for what stands between BI and EI
DRAWING = {
    *b"b B b* B* c cm CS cs d d0 d1 Do f F f* G g gs h i j J K k l M m n q Q re RG rg ri s S SC sc SCN scn sh".split(),
    *b"T* Tc Td TD Tf TL Tm Tr Ts Tw Tz BT ET v w W W* y".split(),
    *SHOWING_TEXT,
    INLINE_IMAGE,
}  # ISO 32000-2, table A.1, but for marked content and compatibility sections
IMAGE_KEYS = {
    *("/BPC", "/BitsPerComponent", "/CS", "/ColorSpace", "/D", "/Decode", "/DP", "/DecodeParms", "/F", "/Filter"),
    *("/H", "/Height", "/IM", "/ImageMask", "/I", "/Interpolate", "/W", "/Width", "/L", "/Length"),
}  # table 91


def bare_content(source: PdfObject, reader: PdfReader) -> bytes:
    """The content stream `source` with its drawing operators alone: no comments, no strings that nothing shows.

    Marked content goes too; it can hold replacement text (/ActualText, /Alt, /E). Raises `NotCopyable` where it switches a
    layer on or off, or one of `live_page.ODD_FILE`.
    """
    content = ContentStream(source, reader, "bytes")
    kept = []
    for operands, operator in content.operations:
        if operator in (b"BDC", b"DP") and operands and operands[0] == "/OC":
            raise NotCopyable("a layer that may be hidden")
        if operator not in DRAWING:
            continue
        if operator == INLINE_IMAGE:
            for key in set(operands["settings"]) - IMAGE_KEYS:
                del operands["settings"][key]
        elif operator not in SHOWING_TEXT:
            operands = [each for each in operands if not isinstance(each, TextStringObject | ByteStringObject)]
        kept.append((operands, operator))
    content.operations = kept
    return content.get_data()
