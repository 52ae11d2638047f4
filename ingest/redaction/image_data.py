"""Takes from an image's data what isn't pixels: what a camera or an editor wrote into it, and what was hung on behind.

Raises `NotCopyable` where that can't be told apart.
"""

import zlib

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

PLAIN = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
SCANS = {"/CCITTFaxDecode", "/JBIG2Decode"}
COMPONENTS = {
    "/DeviceGray": 1,
    "/CalGray": 1,
    "/Indexed": 1,
    "/Separation": 1,
    "/DeviceRGB": 3,
    "/CalRGB": 3,
    "/Lab": 3,
    "/DeviceCMYK": 4,
}


class NotCopyable(Exception):
    """The page holds something that can't be copied safely: it must become a picture."""


def put_bare_data(copy: StreamObject, source: StreamObject) -> None:
    """Give `copy`, which has the image's entries already, the data of `source` and nothing but pixels."""
    filters = _filters(source)
    last = filters[-1] if filters else ""
    if last == "/DCTDecode":
        copy._data = bare_jpeg(source.get_data())
        copy[NameObject("/Filter")] = NameObject("/DCTDecode")
        parameters = copy.pop("/DecodeParms", None)
        if isinstance(parameters, ArrayObject):
            parameters = parameters[-1]
        if isinstance(parameters, DictionaryObject):
            copy[NameObject("/DecodeParms")] = parameters
    elif last == "/JPXDecode":
        data = source.get_data()
        if any(sign in data for sign in (b"xml ", b"uuid", b"\xff\x64")):
            raise NotCopyable("a JPEG 2000 picture with metadata or a comment")
    elif filters == ["/FlateDecode"]:
        _check_packed(source)
    elif PLAIN.issuperset(filters):
        _put_packed(copy, source)
    elif not SCANS.issuperset(filters):
        raise NotCopyable("an image in an unknown form")


def _filters(source: StreamObject) -> list[str]:
    filters = source.get("/Filter", ArrayObject()).get_object()
    return [str(name) for name in filters] if isinstance(filters, ArrayObject) else [str(filters)]


def _check_packed(source: StreamObject) -> None:
    """Raises `NotCopyable` if there is more than the rows of the image, inside the packed data or behind it."""
    parameters = source.get("/DecodeParms", DictionaryObject()).get_object()
    if isinstance(parameters, ArrayObject):
        parameters = parameters[0].get_object() if parameters else DictionaryObject()
    predicted = isinstance(parameters, DictionaryObject) and int(parameters.get("/Predictor", 1)) >= 10
    height, width = _size(source)
    room = height * (width + predicted)
    unpacking = zlib.decompressobj()
    if len(unpacking.decompress(source._data, room + 1)) > room or unpacking.unused_data.strip(b"\r\n"):
        raise NotCopyable("an image with something behind its pixels")


def _put_packed(copy: StreamObject, source: StreamObject) -> None:
    """The pixels of an image in other packings than one, packed anew and cut to the image's size."""
    height, width = _size(source)
    copy._data = zlib.compress(source.get_data()[: height * width])
    copy[NameObject("/Filter")] = NameObject("/FlateDecode")
    copy.pop("/DecodeParms", None)
    if not isinstance(copy, EncodedStreamObject):
        copy[NameObject("/Length")] = NumberObject(len(copy._data))


def _size(source: StreamObject) -> tuple[int, int]:
    """How many rows the image has, and the bytes of a row without a predictor's."""
    bits = 1 if source.get("/ImageMask", False) else _number(source, "/BitsPerComponent", 8) * _components(source)
    return _number(source, "/Height"), (_number(source, "/Width") * bits + 7) // 8


def _number(source: DictionaryObject, key: str, otherwise: int | None = None) -> int:
    """Raises `ValueError` where there is none and no `otherwise`."""
    found = source.get(key)
    return int(str(otherwise if found is None else found.get_object()))


def _components(source: StreamObject) -> int:
    space: PdfObject | None = source.get("/ColorSpace", NameObject("/DeviceGray")).get_object()
    family = space[0] if isinstance(space, ArrayObject) and space else space
    if isinstance(space, ArrayObject) and family == "/ICCBased":
        return _number(space[1].get_object(), "/N")
    if isinstance(space, ArrayObject) and family == "/DeviceN":
        return len(space[1].get_object())
    if str(family) not in COMPONENTS:
        raise NotCopyable("an image in an unknown colour space")
    return COMPONENTS[str(family)]


def bare_jpeg(data: bytes) -> bytes:
    """The JPEG without comments, application segments and whatever follows its end (ITU-T T.81, B.1.1.3 and B.2.4.6).

    APP0 and APP14 say how to read the colours and stay; a thumbnail in APP0 goes.
    """
    if data[:2] != b"\xff\xd8":
        raise NotCopyable("not the JPEG it is said to be")
    kept, position = [data[:2]], 2
    while position + 1 < len(data):
        if data[position] != 0xFF:
            raise NotCopyable("a JPEG that breaks off")
        marker = data[position + 1]
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xE0:
            kept.append(_bare_app0(data[position:end]))
        elif not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)):
            if marker == 0xDA:
                end = _end_of_scan(data, end)
            kept.append(data[position:end])
        position = end
    return b"".join([*kept, b"\xff\xd9"])


def _bare_app0(segment: bytes) -> bytes:
    """JFIF's first segment without its thumbnail (ITU-T T.871, 10.1); nothing of its extensions."""
    if segment[4:9] != b"JFIF\0":
        return b""
    return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the next segment begins: at a marker that is neither a stuffed byte nor a restart."""
    position = data.find(b"\xff", start)
    while 0 <= position < len(data) - 1:
        if data[position + 1] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return position
        position = data.find(b"\xff", position + 1)
    return len(data)
