"""The form in which the training tools store the names model's weights."""

from typing import Any

import numpy as np

from ingest.personal_data.names import WEIGHTS
from tools.train_weights import packed, unpacked


def test_what_was_unpacked_is_packed_as_it_was_stored():
    again = packed(unpacked(WEIGHTS))
    with np.load(WEIGHTS) as stored:
        assert again.keys() == set(stored.files)
        for name, array in again.items():
            assert array.dtype == stored[name].dtype
            # A scale is computed anew from what was rounded.
            assert np.allclose(array, stored[name], rtol=1e-6, atol=0), name


def test_a_weight_is_off_by_half_a_step_of_its_row_at_most(tmp_path):
    rows = np.random.default_rng(1).normal(size=(60, 200)).astype(np.float32) * np.arange(60, dtype=np.float32)[:, None]
    stored: dict[str, Any] = {**packed({"rows": rows, "lexicon.lowered": np.array([7], dtype=np.uint32)})}
    np.savez(tmp_path / "weights.npz", **stored)
    read = unpacked(tmp_path / "weights.npz")
    assert (np.abs(read["rows"] - rows) <= np.abs(rows).max(axis=1, keepdims=True) / 127 * 0.501).all()
    assert read["lexicon.lowered"].tolist() == [7]
