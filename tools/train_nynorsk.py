"""Turn bokmål into nynorsk to train on: running text, and NorNE's sentences with their entities found again.

    python tools/train_nynorsk.py --text nob.txt.gz --train train.jsonl.gz --words 2400000 --out nynorsk

writes `nynorsk/text.txt.gz` and `nynorsk/train.jsonl.gz` for `tools/train_names.py`. Needs Debian's `apertium-nno-nob`
(GPL-3.0; a tool here, nothing of it is passed on) and some 20 minutes of one core. The translation isn't republished.
"""

import argparse
import gzip
import json
import os
import random
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate
from pathlib import Path

_DATA = "/usr/share/apertium/apertium-nno-nob"
#: The package's own mode without its step of syntax, which takes half of the time and changes one word in three hundred.
#: Unknown words come through as they were.
_STEPS = """
apertium-destxt -n
lt-proc -w -e {data}/nob-nno.automorf.bin
cg-proc {data}/nob-nno.seg.rlx.bin
{grammar}apertium-tagger -p -g {data}/nob-nno.prob
cg-proc -n -1 {data}/capstag.rlx.bin
apertium-pretransfer
lsx-proc -w {data}/capstag.autoseq.bin
lt-proc -b {data}/nob-nno.autobil.bin
cg-proc {data}/nob-nno.biprefs.rlx.bin
lrx-proc -m {data}/nob-nno.autolex.bin
apertium-transfer -b {data}/apertium-nno-nob.nob-nno.refsyn.t1x {data}/nob-nno.refsyn.t1x.bin
apertium-transfer -b {data}/apertium-nno-nob.nob-nno.t1x {data}/nob-nno.t1x.bin
apertium-interchunk {data}/apertium-nno-nob.nob-nno.t2x {data}/nob-nno.t2x.bin
apertium-postchunk {data}/apertium-nno-nob.nob-nno.t3x {data}/nob-nno.t3x.bin
lsx-proc -w {data}/nno.autoseq.bin
lt-proc -n -b {data}/nob-nno.autogen.bin
{kind}cg-proc -1 -n -g {data}/nob-nno.genprefs.rlx.bin
lt-proc -p {data}/nob-nno.autopgen.bin
apertium-retxt
"""
#: The constraint grammar takes two thirds of the rest. Running text goes without it, and without the mistakes that make up
#: most of the difference (three words in a hundred remain).
_GRAMMAR = "cg-proc {data}/nob-nno.rlx.bin\n"
_PAIRS = """
fòr:for òg:og ellar:eller seig:seg meig:meg detta:dette disse:desse hele:heile helt:heilt mein:men skulla:skulle kunna:kunne
bara:berre dem:dei de:dei #de:dei dykk:de dykkar:deira elever:elevar finnes:finst man:ein gøyr:gjer vere:vera
"""
_MENDED = dict(pair.split(":") for pair in _PAIRS.split())
#: Infinitives in -a, and in -e.
KINDS = {"a": "", "e": "cg-proc {data}/nob-nno.e_vi_genprefs.rlx.bin\n"}
_PIECE = 250
#: Shorter lines are headings and table cells.
_FEWEST_WORDS = 8


def translated(lines: list[str], kind: str, *, fast: bool) -> list[str | None]:
    """The lines in nynorsk; None for one that the translation splits or joins with its neighbour."""
    steps = _STEPS.replace("{kind}", KINDS[kind]).replace("{grammar}", "" if fast else _GRAMMAR).format(data=_DATA)
    steps = steps.strip().splitlines()
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", " | ".join(steps)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    made = done.stdout.removesuffix("\n").split("\n")
    if len(made) == len(lines):
        return [mended(line) for line in made] if fast else list(made)
    if len(lines) == 1:
        return [None]
    half = len(lines) // 2
    return translated(lines[:half], kind, fast=fast) + translated(lines[half:], kind, fast=fast)


def mended(line: str) -> str:
    words = re.split(r"([^\w#]+)", line)
    return "".join(
        (new.capitalize() if word[:1].isupper() else new) if (new := _MENDED.get(word.lower())) else word
        for word in words
    )


def in_pieces(lines: list[str], kind: str, *, fast: bool) -> list[tuple[str, str]]:
    """Originals and translations, made piece by piece on all processors."""
    pieces = [lines[at : at + _PIECE] for at in range(0, len(lines), _PIECE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = pool.map(lambda piece: translated(piece, kind, fast=fast), pieces)
        pairs = [pair for piece, new in zip(pieces, made, strict=True) for pair in zip(piece, new, strict=True)]
    return [(line, nynorsk) for line, nynorsk in pairs if nynorsk is not None]


def found_again(line: dict, nynorsk: str) -> dict | None:
    """NorNE's line in nynorsk, if every entity stands in it unchanged and in the same order; else None."""
    entities, at = [], 0
    for start, end, label in sorted(line["entities"]):
        name = line["text"][start:end]
        match = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(nynorsk, at)
        if match is None:
            return None
        entities.append([match.start(), match.end(), label])
        at = match.end()
    return {"language": "nn", "text": nynorsk, "entities": entities}


def translate_text(text: Path, words: int, out: Path) -> None:
    """The first paragraphs of the shuffled running text until there are enough words, half of them of each kind."""
    with gzip.open(text, "rt", encoding="utf-8") as file:
        lines = [line for line in file.read().splitlines() if line.count(" ") >= _FEWEST_WORDS - 1]
    random.Random(2).shuffle(lines)
    sums = accumulate(line.count(" ") + 1 for line in lines)
    lines = [line for line, so_far in zip(lines, sums, strict=True) if so_far <= words]
    made = [new for number, kind in enumerate(KINDS) for _, new in in_pieces(lines[number::2], kind, fast=True)]
    with gzip.open(out, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write("\n".join(made) + "\n")
    print(f"{out.name}: {len(made)} of {len(lines)} paragraphs", flush=True)


def translate_sentences(train: Path, out: Path) -> None:
    with gzip.open(train, "rt", encoding="utf-8") as file:
        lines = [line for line in map(json.loads, file) if line["language"] == "nb" and "\n" not in line["text"]]
    kept = 0
    with gzip.open(out, "wt", encoding="utf-8") as file:
        for number, kind in enumerate(KINDS):
            part = lines[number::2]
            made = dict(in_pieces([line["text"] for line in part], kind, fast=False))
            for line in part:
                new = found_again(line, made.get(line["text"], line["text"]))
                if new and new["text"] != line["text"]:
                    file.write(json.dumps(new, ensure_ascii=False) + "\n")
                    kept += 1
    print(f"{out.name}: {kept} of {len(lines)} sentences", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--text", type=Path, required=True, help="running text in bokmål, one paragraph a line, gzipped"
    )
    parser.add_argument("--train", type=Path, required=True, help='lines {"text", "entities", "language"}, gzipped')
    parser.add_argument("--words", type=int, default=2_400_000, help="words of running text to make")
    parser.add_argument("--out", type=Path, required=True, help="folder for text.txt.gz and train.jsonl.gz")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    translate_sentences(options.train, options.out / "train.jsonl.gz")
    translate_text(options.text, options.words, options.out / "text.txt.gz")


if __name__ == "__main__":
    main()
