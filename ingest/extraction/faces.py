"""Finds faces in a picture, with CenterFace (Xu et al., arXiv 1911.03599; MIT licence) on the processor.

The weights are fetched by `tools/vendor.py` and never changed. They were trained on the public pictures of WIDER FACE. What
is found is where a face is, never whose. Missed are faces from behind or far to the side, faces of fewer than some twelve
pixels, and some of those that are half covered.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from ingest.extraction.reasons import FaceModelMissing

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

MODEL = Path(__file__).with_name("models") / "centerface.onnx"
LARGE, SMALL = 1280, 448  # pixels of the longer side: the one shows small faces, the other those that fill the picture
STRIDE = 32  # Sides are multiples of this.
CELL = 4  # pixels of the picture for each value of the answer
SURE_ENOUGH = 0.4  # of 1; a person looks at every face found, so rather one too many
SAME_FACE = 0.23  # of the sum of two boxes' areas, that they share: a third of what they cover together
MOST_OF_IT = 0.8  # of a box: then it lies in the other
SEEN = ("537", "538", "539")  # how surely a face; the logarithm of its height and width; its centre

# The network was written down for ten pictures of 32 by 32 points, which it doesn't need: the numbers of a shape become a
# field that no reader of ONNX knows (protobuf field 15 for field 1), and so any number will do.
FIXED, FREE = bytes.fromhex("0a02080a 0a020803 0a020820 0a020820"), bytes.fromhex("0a02780a 0a020803 0a027820 0a027820")


class Face(NamedTuple):
    """Where a face is, in fractions 0..1 of the picture with the origin top left, and how sure that is, of 1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float


def require_model() -> None:
    """Raises `FaceModelMissing` unless the network is there."""
    if not MODEL.is_file():
        raise FaceModelMissing


def faces(picture: Image.Image) -> list[Face]:
    """The faces in `picture`, surest first. Raises `FaceModelMissing`.

    Takes 0.5 s on one core, whatever the picture's size. Runs where it is called: a file from people is to be opened in
    the sandbox, and the pictures in it looked at there.
    """
    network = _network()
    upright = picture.convert("RGB")
    sizes = {SMALL, min(max(upright.size), LARGE)}
    found = [face for size in sorted(sizes) for face in _seen(network, upright, size)]
    return _apart(sorted(found, key=lambda face: -face.score))


@cache
def _network() -> "InferenceSession":
    import onnxruntime  # Slow to import, and wanted in the child alone.

    require_model()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # It warns of each of its weights.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = MODEL.read_bytes().replace(FIXED, FREE)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _seen(network: "InferenceSession", picture: Image.Image, size: int) -> Iterator[Face]:
    """What the network finds in `picture`, scaled so that its longer side has about `size` pixels."""
    scale = size / max(picture.size)
    width, height = (max(STRIDE, round(side * scale / STRIDE) * STRIDE) for side in picture.size)
    pixels = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR), np.float32)
    sure, extent, centre = network.run(list(SEEN), {"input.1": pixels.transpose(2, 0, 1)[None]})
    for row, column in np.argwhere(sure[0, 0] > SURE_ENOUGH):
        high, wide = CELL * np.exp(extent[0, :, row, column])
        down, across = (np.array((row, column)) + 0.5 + centre[0, :, row, column]) * CELL
        yield Face(
            max(0.0, float(across - wide / 2) / width),
            max(0.0, float(down - high / 2) / height),
            min(1.0, float(across + wide / 2) / width),
            min(1.0, float(down + high / 2) / height),
            round(float(sure[0, 0, row, column]), 3),
        )


def _apart(found: Sequence[Face]) -> list[Face]:
    """Each face once: of boxes that share much the surer one, and none that lies in another."""
    kept: list[Face] = []
    for face in found:
        if all(_shared(face, other) < SAME_FACE * (_area(face) + _area(other)) for other in kept):
            kept.append(face)
    return [face for face in kept if not any(_lies_in(face, other) for other in kept if other is not face)]


def _lies_in(face: Face, other: Face) -> bool:
    return _area(face) < _area(other) and _shared(face, other) > MOST_OF_IT * _area(face)


def _area(face: Face) -> float:
    return (face.right - face.left) * (face.bottom - face.top)


def _shared(face: Face, other: Face) -> float:
    across = min(face.right, other.right) - max(face.left, other.left)
    down = min(face.bottom, other.bottom) - max(face.top, other.top)
    return max(across, 0.0) * max(down, 0.0)
