"""Count which words of running text are written with small letters, and which with capitals: the names model's lexicon.

    python tools/train_words.py nob.txt.gz nynorsk/text.txt.gz --out words.npz

Only a checksum of each word is kept. NorNE is left out, so that its words are as new to the lexicon as any other text's.
"""

import argparse
import gzip
import multiprocessing
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ingest.personal_data import tokens

#: A word must stand this often in the text, else it counts as never seen.
_FEWEST = 3
#: From this share of capitals on a word may be a name, and from this one on it is.
_EITHER, _CAPITALISED = 0.2, 0.8
_CAPITALS = {tokens.TITLE, tokens.UPPER, tokens.MIXED}


def counted(lines: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Words in small letters, and words with capitals where no sentence starts and not all is in capitals."""
    lowered: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for line in lines:
        words = [line[start:end] for start, end in tokens.spans(line)]
        shapes = [tokens.shape(word) for word in words]
        if tokens.LOWER not in shapes:
            continue
        inside = False
        for word, shape in zip(words, shapes, strict=True):
            if shape == tokens.LOWER:
                lowered[word] += 1
            elif shape in _CAPITALS and inside:
                capitals[word.lower()] += 1
            inside = shape != tokens.OTHER or word == ","
    return lowered, capitals


def lexicon(paths: list[Path]) -> dict[str, np.ndarray]:
    lowered: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = file.read().splitlines()
        with multiprocessing.Pool() as pool:
            for low, high in pool.imap(counted, [lines[at : at + 10_000] for at in range(0, len(lines), 10_000)]):
                lowered.update(low)
                capitals.update(high)
    found: dict[str, list[int]] = {"lowered": [], "either": [], "capitalised": []}
    for word in lowered.keys() | capitals.keys():
        total = lowered[word] + capitals[word]
        if total >= _FEWEST:
            share = capitals[word] / total
            name = "lowered" if share < _EITHER else "either" if share < _CAPITALISED else "capitalised"
            found[name].append(tokens.key(word))
    return {name: np.array(sorted(keys), dtype=np.uint32) for name, keys in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, nargs="+", help="running text, one paragraph a line, gzipped")
    parser.add_argument("--known", type=Path, help="a lexicon made before; its words keep their kind")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    words = lexicon(options.text)
    if options.known:
        known = dict(np.load(options.known))
        taken = np.concatenate(list(known.values()))
        words = {name: np.union1d(known[name], np.setdiff1d(keys, taken)) for name, keys in words.items()}
    np.savez(options.out, **words)
    print({name: len(keys) for name, keys in words.items()})


if __name__ == "__main__":
    main()
