"""A page as a picture with opaque boxes, and the invisible text of the redacted passage behind it."""

import re
from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from archive.fonts import LETTERS
from ingest.extraction.images import picture_of
from ingest.extraction.passages import Passage
from ingest.redaction.boxes import Box
from ingest.redaction.lines import Line, Setting
from ingest.redaction.pdf_file import PdfFile, dictionary
from ingest.redaction.text_layer import FONT, TextLayer

DOTS_PER_POINT = 200 / 72
MAX_PIXELS = 16_000_000  # A3 at 200 dpi is 7.7 million; beyond, the picture gets coarser.
JPEG_QUALITY = 85
COLOURS, LOSS = 64, 4.0  # how many, and what that may cost: the root mean square over a page, of 255 levels
GROUND_STEP, GROUND_SHARE = 32, 0.5  # levels that count as one colour; how much of a line is paper at least
SMALLEST_LABEL = 12  # pixels, of 200 an inch: 4 points
_LETTER = re.compile(r"^(?:\w{3,} )+([A-Z]{1,2}|\d{1,2})$")  # by which a pseudonym is told apart, the "A" of "Leder A"


def render(page: pypdfium2.PdfPage, scale: float = DOTS_PER_POINT) -> Image.Image:
    """The page upright as a reader sees it, without annotations and form fields: their text was never screened."""
    width, height = page.get_size()
    scale = min(scale, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
    return picture_of(page.render(scale=scale, may_draw_forms=False, draw_annots=False))


def cover(picture: Image.Image, covers: Sequence[tuple[Box, str]]) -> None:
    """Blacken the boxes in `picture`, to the outer edge of every pixel they touch, then write their labels in white."""
    drawing = ImageDraw.Draw(picture)
    areas = [_area(picture, box) for box, _label in covers]
    for area in areas:
        drawing.rectangle(area, fill="black")
    for area, (_box, label) in zip(areas, covers, strict=True):
        _write(drawing, area, label)


def set_lines(picture: Image.Image, lines: Sequence[Line]) -> None:
    """Put the words of each line where they belong now. A line over a photograph is blackened: nothing can be moved there."""
    before = picture.copy()
    drawing = ImageDraw.Draw(before)
    grounds = [_ground(picture.crop(_area(picture, line.area))) for line in lines]
    for line, ground in zip(lines, grounds, strict=True):
        for box in line.hidden:
            drawing.rectangle(_area(picture, box), fill=ground or "black")
    for line, ground in zip(lines, grounds, strict=True):
        left, top, right, bottom = _area(picture, line.area)
        picture.paste(ground or "black", (left, top, right, bottom))
        for piece in line.slices if ground else ():
            seen = before.crop((round(piece.left * picture.width), top, round(piece.right * picture.width), bottom))
            width = max(1, round((piece.to_right - piece.to_left) * picture.width))
            picture.paste(seen.resize((width, seen.height)), (round(piece.to_left * picture.width), top))


def _ground(area: Image.Image) -> tuple[int, ...] | None:
    """The colour that `area` is written on; None where there is no such one colour."""
    count, coarse = max(
        (area.point(lambda level: level // GROUND_STEP).getcolors(area.width * area.height)) or [(0, 0)]
    )
    if count < GROUND_SHARE * area.width * area.height or not isinstance(coarse, tuple):
        return None
    colours = area.getcolors(area.width * area.height) or []
    near = [(times, colour) for times, colour in colours if isinstance(colour, tuple)]
    return max((times, colour) for times, colour in near if tuple(level // GROUND_STEP for level in colour) == coarse)[
        1
    ]


def _area(picture: Image.Image, box: Box) -> tuple[int, int, int, int]:
    left, top = int(box.left * picture.width), int(box.top * picture.height)
    return left, top, int(box.right * picture.width) + 1, int(box.bottom * picture.height) + 1


def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(LETTERS, size)


def _write(drawing: ImageDraw.ImageDraw, area: tuple[int, int, int, int], label: str) -> None:
    """The label in the middle of the area, smaller where it is long; where it would be too small to read, just its letter."""
    left, top, right, bottom = area
    for words in (label, *_LETTER.findall(label)):
        if not any(letter.isalnum() for letter in words):
            continue
        size = 0.7 * (bottom - top)
        size = min(size, 0.9 * size * (right - left) / drawing.textlength(words, font=_font(size)))
        if size >= SMALLEST_LABEL:
            middle = ((left + right) / 2, (top + bottom) / 2)
            drawing.text(middle, words, fill="white", font=_font(size), anchor="mm")
            return


def put_picture_page(
    file: PdfFile, page: pypdfium2.PdfPage, passage: Passage, setting: Setting, layer: TextLayer
) -> dict[str, PdfObject]:
    """Write what the page needs to `file`; returns the entries of its page dictionary (without /Parent).

    `passage` is the redacted one.
    """
    width, height = page.get_size()
    picture = render(page)
    set_lines(picture, setting.lines)
    cover(picture, setting.boxes)
    content = DecodedStreamObject()
    drawn = b"q %.2f 0 0 %.2f 0 0 cm /Side Do Q\n" % (width, height)
    content.set_data(drawn + layer.content(passage, width, height))
    resources = dictionary(
        {
            "/XObject": dictionary({"/Side": file.add(_image(picture))}),
            "/Font": dictionary({FONT: layer.font}),
        }
    )
    size = ArrayObject([NumberObject(0), NumberObject(0), FloatObject(f"{width:.2f}"), FloatObject(f"{height:.2f}")])
    return {"/MediaBox": size, "/Resources": resources, "/Contents": file.add(content.flate_encode())}


def _image(picture: Image.Image) -> StreamObject:
    """The picture as an image object: in a few colours where nobody sees the difference (text and diagrams), or else as JPEG
    or PNG's lossless rows, whichever is smaller."""
    if few := _in_few_colours(picture):
        return few
    red, green, blue = picture.split()
    if not ImageChops.difference(red, green).getbbox() and not ImageChops.difference(red, blue).getbbox():
        picture = red
    jpeg = BytesIO()
    picture.save(jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True)
    stream = EncodedStreamObject()
    stream.update(_image_entries(picture))
    rows = _png_rows(picture)
    if len(rows) < jpeg.tell():
        stream.update(dictionary({"/Filter": NameObject("/FlateDecode"), "/DecodeParms": _png_predictor(picture)}))
        stream._data = rows
    else:
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")
        stream._data = jpeg.getvalue()
    return stream


def _in_few_colours(picture: Image.Image) -> StreamObject | None:
    """The picture with a palette: a page of text takes less than half of what it takes as JPEG. None for photographs."""
    indexed = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    lost = ImageStat.Stat(ImageChops.difference(picture, indexed.convert("RGB"))).rms
    if max(lost) > LOSS:
        return None
    palette = ByteStringObject(bytes(indexed.getpalette() or [])[: 3 * COLOURS].ljust(3 * COLOURS, b"\0"))
    space: list[PdfObject] = [NameObject("/Indexed"), NameObject("/DeviceRGB"), NumberObject(COLOURS - 1), palette]
    stream = EncodedStreamObject()
    stream.update(_image_entries(indexed))
    stream.update(dictionary({"/ColorSpace": ArrayObject(space), "/Filter": NameObject("/FlateDecode")}))
    stream[NameObject("/DecodeParms")] = _png_predictor(indexed)
    stream._data = _png_rows(indexed)
    return stream


def _image_entries(picture: Image.Image) -> DictionaryObject:
    return dictionary(
        {
            "/Type": NameObject("/XObject"),
            "/Subtype": NameObject("/Image"),
            "/Width": NumberObject(picture.width),
            "/Height": NumberObject(picture.height),
            "/ColorSpace": NameObject("/DeviceGray" if picture.mode == "L" else "/DeviceRGB"),
            "/BitsPerComponent": NumberObject(8),
        }
    )


def _png_predictor(picture: Image.Image) -> DictionaryObject:
    return dictionary(
        {
            "/Predictor": NumberObject(15),
            "/Colors": NumberObject(len(picture.getbands())),
            "/Columns": NumberObject(picture.width),
        }
    )


def _png_rows(picture: Image.Image) -> bytes:
    """The compressed rows of the picture as PNG; PDF's predictor 15 reads the very same bytes."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", bits=8)
    data = buffer.getvalue()
    rows, position = [], 8  # after the signature: chunks of length, type, content, checksum
    while position < len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        if data[position + 4 : position + 8] == b"IDAT":
            rows.append(data[position + 8 : position + 8 + length])
        position += length + 12
    return b"".join(rows)
