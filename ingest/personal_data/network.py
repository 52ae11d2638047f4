"""The names model's network, without any framework: a small transformer over tokens, computed with numpy.

`tools/train_names.py` trains it and writes its weights; the two must agree on every step here.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.personal_data import tokens

Array = NDArray[np.float32]

LABELS: Final = ("PER", "LOC", "GPE", "ORG", "MISC")
#: "O", then begin and inside of each label.
TAG_COUNT: Final = 1 + 2 * len(LABELS)
WINDOW: Final = 128
_HEAD_WIDTH = 64
_EPSILON = 1e-5


class Network:
    """Weights and the forward pass. `tag_scores` is what it is for."""

    def __init__(self, path: Path) -> None:
        """Read weights (bytes with a scale a row) and lexicon from an `.npz`; raises `OSError`, `KeyError` or `ValueError` if it can't."""
        with np.load(path) as file:
            stored = {name: file[name] for name in file.files if name != "table.hidden"}
        words = {
            name: frozenset(stored.pop(f"lexicon.{name}").tolist()) for name in ("lowered", "either", "capitalised")
        }
        self.lexicon = tokens.Lexicon(**words)
        self._table = stored.pop("table.weight|bytes")
        self._table_scale = stored.pop("table.weight|scale")
        self._weights: dict[str, Array] = {}
        for name, array in stored.items():
            if name.endswith("|bytes"):
                scale = stored[name.replace("|bytes", "|scale")][:, None]
                self._weights[name.removesuffix("|bytes")] = (array * scale).astype(np.float32)
            elif not name.endswith("|scale"):
                self._weights[name] = array.astype(np.float32)
        self._layers = 1 + max(int(name.split(".")[2]) for name in self._weights if name.startswith("trunk.blocks."))
        self._cosine, self._sine = _rotations()
        self._form = lru_cache(maxsize=20_000)(self._form_vector)

    def tag_scores(self, windows: Sequence[tuple[Sequence[str], Sequence[int]]]) -> list[Array]:
        """Log-probabilities (tokens, tags) for each window of at most WINDOW tokens: their forms, and the gap before each."""
        length = max(len(forms) for forms, _gaps in windows)
        x = np.zeros((len(windows), length, len(self._weights["trunk.project.bias"])), dtype=np.float32)
        mask = np.zeros((len(windows), 1, 1, length), dtype=np.float32)
        for row, (forms, gaps) in enumerate(windows):
            shapes = [tokens.shape(form) for form in forms]
            x[row, : len(forms)] = (
                np.stack([self._form(form.lower()) for form in forms])
                + self._weights["trunk.shapes.weight"][shapes]
                + self._weights["trunk.gaps.weight"][list(gaps)]
            )
            mask[row, ..., len(forms) :] = -1e9
        for layer in range(self._layers):
            x = self._block(x, mask, f"trunk.blocks.{layer}")
        scores = self._linear(self._norm(x, "trunk.norm"), "head")
        scores -= scores.max(axis=-1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=-1, keepdims=True))
        return [scores[row, : len(forms)] for row, (forms, _gaps) in enumerate(windows)]

    def _form_vector(self, form: str) -> Array:
        rows = tokens.rows(form)
        vectors = self._table[rows].astype(np.float32) * self._table_scale[rows, None]
        summed = vectors[:2].sum(axis=0) + vectors[2:].sum(axis=0) / max(len(rows) - 2, 1)
        projected = self._linear(self._norm(summed, "trunk.table_norm"), "trunk.project")
        vector: Array = projected + self._weights["trunk.kinds.weight"][self.lexicon.kind(form)]
        return vector

    def _block(self, x: Array, mask: Array, name: str) -> Array:
        batch, length, width = x.shape
        qkv = self._linear(self._norm(x, f"{name}.norm1"), f"{name}.qkv")
        query, key, value = qkv.reshape(batch, length, 3, -1, _HEAD_WIDTH).transpose(2, 0, 3, 1, 4)
        weights = self._rotated(query) @ self._rotated(key).swapaxes(-1, -2)
        weights *= _HEAD_WIDTH**-0.5
        weights += mask
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        attended = (weights @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)
        x = x + self._linear(attended, f"{name}.out")
        inner = self._linear(self._norm(x, f"{name}.norm2"), f"{name}.up")
        np.maximum(inner, 0, out=inner)
        np.square(inner, out=inner)
        return x + self._linear(inner, f"{name}.down")

    def _rotated(self, x: Array) -> Array:
        half = x.shape[-1] // 2
        left, right = x[..., :half], x[..., half:]
        cosine, sine = self._cosine[: x.shape[-2]], self._sine[: x.shape[-2]]
        return np.concatenate([left * cosine - right * sine, right * cosine + left * sine], axis=-1)

    def _linear(self, x: Array, name: str) -> Array:
        # One matrix product over all tokens: numpy would otherwise make one for each window.
        flat: Array = x.reshape(-1, x.shape[-1]) @ self._weights[f"{name}.weight"].T
        flat += self._weights[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _norm(self, x: Array, name: str) -> Array:
        centred: Array = x - x.mean(axis=-1, keepdims=True)
        centred /= np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + _EPSILON)
        centred *= self._weights[f"{name}.weight"]
        centred += self._weights[f"{name}.bias"]
        return centred


def _rotations() -> tuple[Array, Array]:
    """Rotary positions (arXiv 2104.09864): cosines and sines (WINDOW, half a head)."""
    half = _HEAD_WIDTH // 2
    angles = np.arange(WINDOW)[:, None] * 10_000.0 ** (-np.arange(half) / half)
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def best_tags(scores: Array) -> list[int]:
    """The likeliest sequence of tags in which every inside follows a begin or an inside of its own label (Viterbi)."""
    inside = np.arange(TAG_COUNT) % 2 == 0
    inside[0] = False
    # Most stretches have no name at all: where "O" is likelier than anything everywhere, it is the answer.
    if not scores.argmax(axis=1).any():
        return [0] * len(scores)
    best, steps = scores[0] + np.where(inside, -1e9, 0), []
    for row in scores[1:]:
        paths = best[:, None] + _FORBIDDEN
        steps.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(steps):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _forbidden() -> Array:
    steps = np.zeros((TAG_COUNT, TAG_COUNT), dtype=np.float32)
    for tag in range(2, TAG_COUNT, 2):
        steps[:, tag] = -1e9
        steps[tag - 1, tag] = steps[tag, tag] = 0
    return steps


_FORBIDDEN = _forbidden()
