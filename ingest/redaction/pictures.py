"""Pictures of pages for readers, always of the rendition's PDF, never of the source."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2

from ingest.redaction.picture_page import render

WIDTH = 1200  # pixels: sharp on a phone, readable on a desk
QUALITY = 80
LARGEST_SIDE = 16_383  # pixels, the most WebP knows


def name(number: int) -> str:
    """The file name of the picture of page `number`, from 1."""
    return f"{number:04}.webp"


def page_pictures(pdf: Path, folder: Path, width: int = WIDTH) -> Iterator[Path]:
    """Write every page of `pdf` as "0001.webp" … to `folder`, `width` pixels wide, and yield the paths one by one.

    A very tall page comes out narrower. Raises `pypdfium2.PdfiumError` for a file that isn't a whole PDF.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for index in range(len(document)):
            with closing(document[index]) as page:
                across, high = page.get_size()
                picture = render(page, min(width / across, LARGEST_SIDE / high))
            path = folder / name(index + 1)
            picture.save(path, "WEBP", quality=QUALITY, method=4)
            yield path
