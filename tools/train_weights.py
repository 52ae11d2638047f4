"""The weights of the names model as `names.npz` stores them: matrices as bytes with a scale a row, the rest as half floats.

`ingest.personal_data.network` reads the same form. The arrays of the lexicon ("lexicon.…") are stored as they are.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

#: Smaller matrices are stored as half floats too.
_LARGE = 10_000


def packed(weights: Arrays) -> Arrays:
    """Weights by name, as they are stored."""
    arrays: Arrays = {}
    for name, array in weights.items():
        if name.startswith("lexicon."):
            arrays[name] = array
        elif array.ndim == 2 and array.size > _LARGE:
            scale = np.abs(array).max(axis=1, keepdims=True) / 127 + 1e-12
            arrays[f"{name}|bytes"] = np.round(array / scale).astype(np.int8)
            arrays[f"{name}|scale"] = scale[:, 0].astype(np.float32)
        else:
            arrays[name] = array.astype(np.float16)
    return arrays


def unpacked(path: Path) -> Arrays:
    """The weights of a file by name, as single floats, and the lexicon."""
    with np.load(path) as file:
        arrays = dict(file)
    weights: Arrays = {}
    for name, array in arrays.items():
        if name.endswith("|bytes"):
            scale = arrays[name.replace("|bytes", "|scale")][:, None]
            weights[name.removesuffix("|bytes")] = array.astype(np.float32) * scale
        elif not name.endswith("|scale"):
            weights[name] = array if name.startswith("lexicon.") else array.astype(np.float32)
    return weights
