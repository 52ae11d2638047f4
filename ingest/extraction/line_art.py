"""Takes the long straight lines out of a picture: frames, tables, axes, the arrows between boxes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DARK = 160  # of 255: darker points may be part of a line
LONGEST_STROKE = 1 / 8  # of the picture's shorter side, at least; few letters have as long a stroke
FEWEST_POINTS = 40
WHITE = 255


def without_lines(picture: Image.Image) -> Image.Image | None:
    """The picture in grey without its horizontal and vertical lines; None where it has none."""
    grey = np.asarray(picture.convert("L"))
    dark = grey < DARK
    length = max(FEWEST_POINTS, int(LONGEST_STROKE * min(grey.shape)))
    lines = _runs(dark, length) | _runs(dark.T, length).T
    if not lines.any():
        return None
    return Image.fromarray(np.where(lines, np.uint8(WHITE), grey))


def _runs(dark: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Those points that lie in a row of at least `length` dark ones."""
    edges = np.diff(np.pad(dark, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _rows, ends = np.nonzero(edges == -1)
    long = ends - starts >= length
    marks = np.zeros(edges.shape, np.int32)
    np.add.at(marks, (rows[long], starts[long]), 1)
    np.add.at(marks, (rows[long], ends[long]), -1)
    return np.cumsum(marks, axis=1)[:, :-1] > 0
