"""Average the weights of several runs of `tools/train_names.py` over the same `trunk.npz`; no GPU needed.

python tools/train_average.py first/names.npz second/names.npz --out ingest/personal_data/model/names.npz
"""

import argparse
from pathlib import Path

import numpy as np
from train_weights import packed, unpacked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    runs = [unpacked(path) for path in options.runs]
    means = {
        name: first if name.startswith("lexicon.") else sum(run[name] for run in runs) / len(runs)
        for name, first in runs[0].items()
    }
    np.savez(options.out, **packed(means))


if __name__ == "__main__":
    main()
