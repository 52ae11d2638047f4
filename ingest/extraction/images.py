"""Where the pictures of a page lie that may hold text or faces, and what they look like without the page's own text."""

import ctypes
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.extraction.layout import Box, as_seen

Matrix = tuple[float, float, float, float, float, float]

SMALLEST = (36, 12)  # points, the longer and the shorter side: less holds no text that anybody reads, and no face
TOUCHING = 2  # points: many programs cut a picture into strips
MOST = 400  # Of so many pieces, all together count as one picture.
SOME_CONTRAST = 32  # of 255, between the darkest and the lightest point
SLACK = 1  # points: programs round
OPAQUE = {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}  # besides pictures: what may be laid over one
DEEPEST = 6  # forms within forms
DPI, FINEST_DPI = 300, 600
FEW_LETTERS = 20  # Fewer than these: no real text, at most a page number.
MAX_PIXELS = 12_000_000  # A4 at 350 dpi, some seconds to read; larger pictures are looked at coarser.
UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that one or more pictures fill.

    `place` in fractions 0..1 of the page as a reader sees it, origin top left; `dpi` is that of the finest picture in it.
    """

    place: Box
    dpi: float


def worth_a_look(page: pypdfium2.PdfPage, text: str) -> bool:
    """Whether something on the page that isn't text may hold text or faces. `text` is the page's own."""
    return _has_drawing(page) if letters(text) < FEW_LETTERS else bool(regions(page))


def letters(text: str) -> int:
    """How many letters and digits `text` has."""
    return sum(character.isalnum() for character in text)


def regions(page: pypdfium2.PdfPage) -> list[Region]:
    """The pictures of the page that are large enough to hold something; those that touch are one."""
    across, down = page.get_size()
    found = _joined(list(_images(page)), TOUCHING / across, TOUCHING / down)
    return [region for region in found if _large_enough(region.place, across, down)]


def covers(region: Region) -> float:
    """The part of the page that the region covers."""
    left, top, right, bottom = region.place
    return (right - left) * (bottom - top)


def hide_parts(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture on the page has parts that nobody sees: cropped away, off the page, or with something laid over them.

    Whoever gets the picture itself gets those too.
    """
    left, bottom, right, top = page.get_bbox()
    below: list[Box] = []
    for item, matrix in _drawn(page, {*OPAQUE, pdfium.FPDF_PAGEOBJ_IMAGE}):
        place = _place(item, matrix)
        if place is None or (pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_PATH and not _is_filled(item)):
            continue
        if any(_touch(place, other, -SLACK, -SLACK) for other in below):
            return True
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE:
            window = [(left, bottom, right, top), *_clips(item, matrix)]
            if any(not _contains(each, place) for each in window):
                return True
            below.append(place)
    return False


def without_text(page: pypdfium2.PdfPage) -> None:
    """Take the page's own text out of what is drawn of it from now on (in memory, not in the file)."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEEPEST):
        pdfium.FPDFPageObj_SetIsActive(item, False)


def render(page: pypdfium2.PdfPage, region: Region) -> Image.Image:
    """The region as a reader sees it, RGB, fine enough to read what a reader can read when it is enlarged."""
    across, down = page.get_size()
    left, top, right, bottom = region.place
    points = max((right - left) * across * (bottom - top) * down, 1)
    scale = min(min(max(region.dpi, DPI), FINEST_DPI) / 72, (MAX_PIXELS / points) ** 0.5)
    crop = (left * across, (1 - bottom) * down, (1 - right) * across, top * down)
    return picture_of(page.render(scale=scale, crop=crop))


def picture_of(bitmap: pypdfium2.PdfBitmap) -> Image.Image:
    """What was drawn, RGB. The bitmap is closed."""
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def has_contrast(picture: Image.Image) -> bool:
    """Whether anything at all can be seen in the picture."""
    low, high = picture.convert("L").getextrema()
    return int(high) - int(low) > SOME_CONTRAST  # type: ignore[arg-type] # of one band, so two numbers


def _large_enough(place: Box, across: float, down: float) -> bool:
    sides = sorted(((place[2] - place[0]) * across, (place[3] - place[1]) * down), reverse=True)
    return sides[0] >= SMALLEST[0] and sides[1] >= SMALLEST[1]


def _has_drawing(page: pypdfium2.PdfPage) -> bool:
    """Whether something can be seen on the page that isn't text: a picture, or letters drawn as lines."""
    if all(item.type == pdfium.FPDF_PAGEOBJ_TEXT for item in page.get_objects(max_depth=3)):
        return False
    across, down = page.get_size()
    bitmap = page.render(scale=min(200 / across, (MAX_PIXELS / (across * down)) ** 0.5))
    try:
        return has_contrast(bitmap.to_pil())
    finally:
        bitmap.close()


def _images(page: pypdfium2.PdfPage) -> Iterator[Region]:
    """Every image on the page, in its forms too."""
    left, bottom, right, top = page.get_bbox()
    width, height = (right - left) or 1.0, (top - bottom) or 1.0
    rotation = page.get_rotation()
    pixels = ctypes.c_uint(), ctypes.c_uint()
    for item, matrix in _drawn(page, {pdfium.FPDF_PAGEOBJ_IMAGE}):
        bounds = _place(item, matrix)
        if bounds is None:
            continue
        x0, y0, x1, y1 = bounds
        stored = ((x0 - left) / width, (top - y1) / height, (x1 - left) / width, (top - y0) / height)
        place = as_seen(stored, rotation)
        if place[0] < place[2] and place[1] < place[3]:
            pdfium.FPDFImageObj_GetImagePixelSize(item, *pixels)
            sides = zip(sorted((x1 - x0, y1 - y0)), sorted(each.value for each in pixels), strict=True)
            yield Region(place, max(72 * many / max(points, 1) for points, many in sides))


def _drawn(page: pypdfium2.PdfPage, kinds: Container[int]) -> Iterator[tuple[Any, Matrix]]:
    """PDFium's objects of those kinds, as they are drawn one after the other, each with how the forms around it move it."""
    count = pdfium.FPDFPage_CountObjects(page)
    waiting = [(pdfium.FPDFPage_GetObject(page, index), UNMOVED, 0) for index in reversed(range(count))]
    own = pdfium.FS_MATRIX()
    while waiting:
        item, matrix, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind in kinds:
            yield item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST and pdfium.FPDFPageObj_GetMatrix(item, own):
            inside = _after((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            indexes = reversed(range(pdfium.FPDFFormObj_CountObjects(item)))
            waiting += [(pdfium.FPDFFormObj_GetObject(item, index), inside, depth + 1) for index in indexes]


def _place(item: Any, matrix: Matrix) -> Box | None:
    """Where the object is drawn on the page as stored, in points: left, bottom, right, top."""
    edges = [ctypes.c_float() for _edge in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *edges):
        return None
    return _moved(matrix, *(edge.value for edge in edges))


def _is_filled(item: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke)) and fill.value != pdfium.FPDF_FILLMODE_NONE


def _clips(item: Any, matrix: Matrix) -> Iterator[Box]:
    """The boxes around what is seen of the object, one for each clipping path in force."""
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0):
        points = []
        for index in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
            points.append((x.value, y.value))
        if points:
            across, down = zip(*points, strict=True)
            yield _moved(matrix, min(across), min(down), max(across), max(down))


def _contains(window: Box, place: Box) -> bool:
    return (
        window[0] - SLACK <= place[0]
        and window[1] - SLACK <= place[1]
        and place[2] <= window[2] + SLACK
        and place[3] <= window[3] + SLACK
    )


def _after(first: Matrix, then: Matrix) -> Matrix:
    """The two transformations in one (ISO 32000-2, 8.3.4)."""
    a, b, c, d, e, f = first
    k, l, m, n, x, y = then  # noqa: E741
    return a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + x, e * l + f * n + y


def _moved(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    """The upright box around a moved one: left, bottom, right, top."""
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (left, right) for y in (bottom, top)]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _joined(found: Sequence[Region], across: float, down: float) -> list[Region]:
    """Those nearer to each other than `across` and `down` made one."""
    if len(found) > MOST:
        return [_around(*found)]
    joined: list[Region] = []
    for region in found:
        while near := next((other for other in joined if _touch(region.place, other.place, across, down)), None):
            joined.remove(near)
            region = _around(region, near)
        joined.append(region)
    return joined


def _touch(one: Box, other: Box, across: float, down: float) -> bool:
    return (
        one[0] <= other[2] + across
        and other[0] <= one[2] + across
        and one[1] <= other[3] + down
        and other[1] <= one[3] + down
    )


def _around(*found: Region) -> Region:
    lefts, tops, rights, bottoms = zip(*(region.place for region in found), strict=True)
    return Region((min(lefts), min(tops), max(rights), max(bottoms)), max(region.dpi for region in found))
