"""Train the names model from prepared data; `docs/personal-data.md` has the commands.

A small transformer over whole tokens (hashed n-grams in, `ingest.personal_data.tokens`) first learns the language from
running text by filling in hidden words, then learns names from NorNE, with the names swapped for names of all the peoples
who work in Norway. Needs PyTorch, Faker and a GPU (about 10 minutes on an H100); the result needs numpy alone.
"""

import argparse
import gzip
import json
import math
import multiprocessing
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from train_augment import LABELS, TAGS, Sentence, augmented, read_sentences
from train_weights import packed, unpacked

from ingest.personal_data import tokens

WIDTH, TABLE_WIDTH, LAYERS, HEAD_WIDTH = 384, 256, 6, 64
WINDOW = 128
VOCABULARY = 24_000
MASKED = 0
ROWS = tokens.MOST_ROWS
#: How strongly each pass over NorNE is changed: the last ones are nearly the corpus as it is.
STRENGTHS = (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.2, 0.2)
#: The share of the time that goes to running text.
READING = 0.6
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Block(nn.Module):
    """A transformer layer: norm first, rotary positions, squared ReLU (cheap without a GPU)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x, cosine, sine, mask):
        batch, length, _ = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, length, 3, -1, HEAD_WIDTH).permute(2, 0, 3, 1, 4)
        query, key = rotate(qkv[0], cosine, sine), rotate(qkv[1], cosine, sine)
        attended = functional.scaled_dot_product_attention(query, key, qkv[2], attn_mask=mask)
        x = x + self.dropout(self.out(attended.transpose(1, 2).reshape(batch, length, WIDTH)))
        return x + self.dropout(self.down(functional.relu(self.up(self.norm2(x))) ** 2))


def rotate(x, cosine, sine):
    left, right = x.chunk(2, dim=-1)
    return torch.cat([left * cosine - right * sine, right * cosine + left * sine], dim=-1).type_as(x)


class Trunk(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table_norm = nn.LayerNorm(TABLE_WIDTH)
        self.project = nn.Linear(TABLE_WIDTH, WIDTH)
        self.shapes, self.gaps = nn.Embedding(8, WIDTH), nn.Embedding(3, WIDTH)
        self.kinds = nn.Embedding(6, WIDTH)
        nn.init.zeros_(self.kinds.weight)
        self.dropout = nn.Dropout(0.1)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        frequencies = 10_000 ** (-torch.arange(0, HEAD_WIDTH // 2) / (HEAD_WIDTH // 2))
        angles = torch.arange(WINDOW)[:, None] * frequencies
        self.register_buffer("cosine", angles.cos(), persistent=False)
        self.register_buffer("sine", angles.sin(), persistent=False)

    def forward(self, forms, kinds, shapes, gaps, mask=None):
        length = forms.shape[1]
        x = self.project(self.table_norm(forms)) + self.kinds(kinds) + self.shapes(shapes) + self.gaps(gaps)
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x, self.cosine[:length], self.sine[:length], mask)
        return self.norm(x)


class Table(nn.Module):
    """The hashed table. `forward` takes rows (types, ROWS) padded with -1, and gives one vector a type."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(tokens.BUCKETS, TABLE_WIDTH) * 0.05)
        self.hidden = nn.Parameter(torch.randn(TABLE_WIDTH) * 0.05)

    def forward(self, rows):
        present = rows >= 0
        counts = present.sum(1)
        weights = (1 / (counts - 2).clamp(min=1))[:, None].repeat(1, ROWS)
        weights[:, :2] = 1.0
        # Without the padding: summing its gradient into one row would take longer than all the rest of a step.
        return functional.embedding_bag(
            rows[present],
            self.weight,
            (counts.cumsum(0) - counts).to(rows.dtype),
            per_sample_weights=weights[present],
            mode="sum",
        )


class Forms:
    """All token forms met so far, in lower case: number 0 is the hidden one."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"\0": 0}

    def number(self, form: str) -> int:
        return self.numbers.setdefault(form.lower(), len(self.numbers))

    def known(self, lexicon: tokens.Lexicon) -> "Known":
        with multiprocessing.Pool() as pool:
            listed = pool.map(tokens.rows, self.numbers, chunksize=5_000)
        table = np.full((len(listed), ROWS), -1, dtype=np.int32)
        for number, found in enumerate(listed):
            table[number, : len(found)] = found
        kinds = [tokens.NO_WORD if form == "\0" else lexicon.kind(form) for form in self.numbers]
        return Known(torch.from_numpy(table).to(DEVICE), torch.tensor(kinds).to(DEVICE))


@dataclass(frozen=True)
class Known:
    """What is known of each numbered form: its rows of the table (forms, ROWS), and its kind in the lexicon (forms)."""

    rows: torch.Tensor
    kinds: torch.Tensor

    def read(self, table: Table, numbers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Vectors and kinds for numbered forms (batch, length): each form of the batch is summed once."""
        unique, inverse = torch.unique(numbers, return_inverse=True)
        vectors = torch.where((unique == MASKED)[:, None], table.hidden, table(self.rows[unique]))
        return vectors[inverse], self.kinds[numbers]


# Running text


def _read_piece(lines: list[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    forms: dict[str, int] = {}
    numbers, gaps = [], []
    for line in lines:
        last = -1
        for start, end in tokens.spans(line):
            numbers.append(forms.setdefault(line[start:end], len(forms)))
            gaps.append(tokens.NEWLINE if last < 0 else tokens.gap(line, last, start))
            last = end
    return list(forms), np.array(numbers, dtype=np.int32), np.array(gaps, dtype=np.uint8)


def read_text(lines: list[str], forms: Forms) -> dict[str, torch.Tensor]:
    """The running text as three arrays on the GPU: form number, shape, gap."""
    pieces = [lines[at : at + 4_000] for at in range(0, len(lines), 4_000)]
    columns: dict[str, list[np.ndarray]] = {"form": [], "shape": [], "gap": []}
    with multiprocessing.Pool() as pool:
        for words, numbers, gaps in pool.imap(_read_piece, pieces):
            columns["form"].append(np.array([forms.number(word) for word in words], dtype=np.int32)[numbers])
            columns["shape"].append(np.array([tokens.shape(word) for word in words], dtype=np.uint8)[numbers])
            columns["gap"].append(gaps)
    return {name: torch.from_numpy(np.concatenate(parts)).to(DEVICE) for name, parts in columns.items()}


def as_transcript(text: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same text as a transcript has it: no punctuation, no capitals. `shape` keeps the truth, to be guessed."""
    kept = text["shape"] != tokens.OTHER
    gaps = torch.where(text["gap"][kept] == tokens.NEWLINE, tokens.NEWLINE, tokens.SPACE).to(torch.uint8)
    return {"form": text["form"][kept], "shape": text["shape"][kept], "gap": gaps}


def pretrain(table: Table, trunk: Trunk, text: dict[str, torch.Tensor], known: Known, steps: int, until: float) -> None:
    """Fill in hidden words (of the commonest), and guess how a hidden word is written; 65,536 tokens a step.

    Where the clock (`time.monotonic`) would pass `until`, the learning rate falls faster, and the last step comes then.
    """
    common = torch.bincount(text["form"].long(), minlength=len(known.kinds)).argsort(descending=True)[:VOCABULARY]
    target_of = torch.full((len(known.kinds),), -100, device=DEVICE)
    target_of[common] = torch.arange(VOCABULARY, device=DEVICE)
    transcript = as_transcript(text)
    head = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.LayerNorm(WIDTH), nn.Linear(WIDTH, VOCABULARY)).to(
        DEVICE
    )
    shape_head = nn.Linear(WIDTH, 8).to(DEVICE)
    parameters = [*table.parameters(), *trunk.parameters(), *head.parameters(), *shape_head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.05, fused=True)
    compiled = torch.compile(trunk)
    batch = 512
    offsets = torch.arange(WINDOW, device=DEVICE)
    began = time.monotonic()
    for step in range(steps):
        done = max(step / steps, (time.monotonic() - began) / (until - began))
        if done >= 1:
            print(f"  stopped by the clock after {step} steps", flush=True)
            break
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * min(1, (step + 1) / 400) * (0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)
        lowered = step % 6 == 5
        source = transcript if lowered else text
        at = torch.randint(0, len(source["form"]) - WINDOW, (batch, 1), device=DEVICE) + offsets
        forms, shapes, gaps = (source[name][at].long() for name in ("form", "shape", "gap"))
        chance = torch.rand(forms.shape, device=DEVICE)
        hidden = chance < 0.2
        seen = torch.where(chance < 0.17, MASKED, forms)
        seen = torch.where((chance >= 0.17) & (chance < 0.18), forms[torch.randperm(batch, device=DEVICE)], seen)
        written = (
            torch.where((shapes <= tokens.MIXED) | (shapes == tokens.INITIAL), tokens.LOWER, shapes)
            if lowered
            else shapes
        )
        written = torch.where(chance < 0.17, tokens.UNKNOWN, written)
        with torch.autocast(DEVICE, torch.bfloat16):
            out = compiled(*known.read(table, seen), written, gaps)
            loss = functional.cross_entropy(head(out[hidden]), target_of[forms[hidden]], ignore_index=-100)
            guessed = torch.ones_like(hidden) if lowered else hidden
            loss = loss + 0.5 * functional.cross_entropy(shape_head(out[guessed]), shapes[guessed])
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 500 == 499:
            print(f"  step {step + 1}: loss {loss.item():.3f}, {time.monotonic() - began:.0f} s", flush=True)


# Names


def windows(sentences: list[Sentence], forms: Forms, chance: random.Random) -> list[tuple[np.ndarray, ...]]:
    """Sentences joined at random to windows of up to WINDOW tokens: (form, shape, gap, tag) each."""
    made, current = [], Sentence([], [], [])
    room = WINDOW
    for sentence in sentences:
        if len(current.words) + len(sentence.words) > room and current.words:
            made.append(current)
            current, room = Sentence([], [], []), chance.choice([24, 48, 96, WINDOW, WINDOW, WINDOW])
        gaps = list(sentence.gaps)
        if gaps:
            gaps[0] = tokens.NEWLINE if chance.random() < 0.2 or not current.words else tokens.SPACE
        current = Sentence(current.words + sentence.words, current.gaps + gaps, current.tags + sentence.tags)
    made.append(current)
    return [
        (
            np.array([forms.number(word) for word in window.words[:WINDOW]]),
            np.array([tokens.shape(word) for word in window.words[:WINDOW]]),
            np.array(window.gaps[:WINDOW]),
            np.array(window.tags[:WINDOW]),
        )
        for window in made
        if window.words
    ]


def padded(batch: list[tuple[np.ndarray, ...]]) -> list[torch.Tensor]:
    length = max(len(window[0]) for window in batch)
    columns = []
    for column, filler in enumerate((0, tokens.OTHER, 0, -100)):
        filled = np.full((len(batch), length), filler, dtype=np.int64)
        for row, window in enumerate(batch):
            filled[row, : len(window[column])] = window[column]
        columns.append(torch.from_numpy(filled).to(DEVICE))
    return columns


def tag_batch(table, trunk, head, known, batch, *, hide: bool = False):
    forms, shapes, gaps, tags = padded(batch)
    mask = (tags != -100)[:, None, None, :]
    if hide:
        # Words with a capital more often: what stands around a name must be enough to know it by.
        chance = torch.where(shapes == tokens.TITLE, 0.12, 0.04)
        hidden = torch.rand(forms.shape, device=DEVICE) < chance
        forms = torch.where(hidden & (tags != -100), MASKED, forms)
    with torch.autocast(DEVICE, torch.bfloat16):
        return head(trunk(*known.read(table, forms), shapes, gaps, mask)).float(), tags


def learn_names(state: dict, epochs: list[list], known: Known, seed: int, rate: float) -> dict:
    """One run over the epochs from the pretrained state; the weights at the end, averaged over the last third."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    table, trunk, head = Table().to(DEVICE), Trunk().to(DEVICE), nn.Linear(WIDTH, len(TAGS)).to(DEVICE)
    table.load_state_dict(state["table"])
    trunk.load_state_dict(state["trunk"])
    modules = nn.ModuleDict({"table": table, "trunk": trunk, "head": head})
    optimizer = torch.optim.AdamW(modules.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.05, fused=True)
    steps = sum(math.ceil(len(epoch) / 48) for epoch in epochs)
    step, averaged, count = 0, None, 0
    modules.train()
    for epoch in epochs:
        order = sorted(epoch, key=lambda window: len(window[0]) + chance.random() * 40)
        batches = [order[at : at + 48] for at in range(0, len(order), 48)]
        chance.shuffle(batches)
        for batch in batches:
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * (0.05 + 0.95 * (1 - step / steps))
            scores, tags = tag_batch(table, trunk, head, known, batch, hide=True)
            loss = functional.cross_entropy(
                scores.flatten(0, 1), tags.flatten(), ignore_index=-100, label_smoothing=0.02
            )
            loss.backward()
            nn.utils.clip_grad_norm_(modules.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            if step > steps * 2 / 3 and step % 10 == 0:
                current = {name: value.detach().clone() for name, value in modules.state_dict().items()}
                averaged = current if averaged is None else {name: averaged[name] + current[name] for name in current}
                count += 1
    return {name: value / count for name, value in averaged.items()}


def score(weights: dict, test: list, known: Known, biases: tuple[float, ...]) -> dict[float, Counter]:
    """Counts for persons at several biases towards names: strict hits, overlaps, found, true (and for all labels)."""
    table, trunk, head = Table().to(DEVICE), Trunk().to(DEVICE), nn.Linear(WIDTH, len(TAGS)).to(DEVICE)
    modules = nn.ModuleDict({"table": table, "trunk": trunk, "head": head})
    modules.load_state_dict(weights)
    modules.eval()
    counts = {bias: Counter() for bias in biases}
    with torch.no_grad():
        for at in range(0, len(test), 256):
            batch = test[at : at + 256]
            scores, _tags = tag_batch(table, trunk, head, known, batch)
            for row, window in enumerate(batch):
                truth = set(entities(window[3]))
                single = scores[row, : len(window[0])].log_softmax(-1).cpu().numpy()
                for bias in biases:
                    biased = single.copy()
                    biased[:, 1:3] += bias
                    add(counts[bias], truth, set(entities(viterbi(biased))))
    return counts


def add(count: Counter, truth: set, found: set) -> None:
    for label in (*LABELS, "all"):
        wanted = {span for span in truth if label in (span[2], "all")}
        given = {span for span in found if label in (span[2], "all")}
        count[label, "true"] += len(wanted)
        count[label, "found"] += len(given)
        count[label, "hit"] += len(wanted & given)
        count[label, "touched"] += sum(any(a[0] < b[1] and b[0] < a[1] for b in given) for a in wanted)


def figures(count: Counter, label: str) -> str:
    hit, found, true = count[label, "hit"], count[label, "found"], count[label, "true"]
    precision, recall = hit / max(found, 1), hit / max(true, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{label} P {precision:.3f} R {recall:.3f} F1 {f1:.3f} overlap {count[label, 'touched'] / max(true, 1):.3f}"


def viterbi(scores: np.ndarray) -> np.ndarray:
    """The best tags in which every inside follows a begin or inside of its label."""
    tags = np.arange(scores.shape[1])
    inside = (tags > 0) & (tags % 2 == 0)
    forbidden = np.zeros((len(tags), len(tags)), dtype=np.float32)
    forbidden[:, inside] = -1e9
    for tag in tags[inside]:
        forbidden[tag - 1, tag] = forbidden[tag, tag] = 0
    best, back = scores[0] + np.where(inside, -1e9, 0), []
    for row in scores[1:]:
        paths = best[:, None] + forbidden
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return np.array(path[::-1])


def entities(tags: np.ndarray) -> list[tuple[int, int, str]]:
    found, start = [], None
    for at, tag in enumerate([*tags, 0]):
        if start is not None and (tag == 0 or tag % 2 == 1 or (tag - 1) // 2 != (tags[start] - 1) // 2):
            found.append((start, at, LABELS[(int(tags[start]) - 1) // 2]))
            start = None
        if tag > 0 and start is None:
            start = at
    return found


# Weights


def save(weights: dict[str, torch.Tensor], words: dict[str, np.ndarray], path: Path) -> None:
    """Write the weights and the lexicon."""
    arrays = {f"lexicon.{name}": keys for name, keys in words.items()}
    arrays |= {key: value.float().cpu().numpy() for key, value in weights.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **packed(arrays))


def load(path: Path) -> dict[str, torch.Tensor]:
    """The weights of a file; without its lexicon."""
    return {
        key: torch.from_numpy(array).to(DEVICE)
        for key, array in unpacked(path).items()
        if not key.startswith("lexicon.")
    }


def trunk_state(weights: dict[str, torch.Tensor]) -> dict:
    return {
        part: {key.removeprefix(part + "."): value for key, value in weights.items() if key.startswith(part + ".")}
        for part in ("table", "trunk")
    }


def _epoch(arguments: tuple[list[Sentence], list[Sentence], int, float]) -> list[Sentence]:
    sentences, translated, seed, strength = arguments
    chance = random.Random(seed)
    return augmented(sentences + chance.sample(translated, int(len(translated) * 0.7 * strength)), chance, strength)


def running_text(paths: list[Path], sentences: list[Path]) -> list[str]:
    """The paragraphs to learn the language from, and NorNE's sentences four times."""
    lines: list[str] = []
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines += file.read().splitlines()
    for path in sentences:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines += 4 * [json.loads(line)["text"] for line in file]
    random.Random(1).shuffle(lines)
    return lines


def read_lexicon(path: Path) -> tuple[tokens.Lexicon, dict[str, np.ndarray]]:
    """The lexicon of `tools/train_words.py`, and the arrays that it is stored as."""
    arrays = dict(np.load(path))
    return tokens.Lexicon(**{name: frozenset(keys.tolist()) for name, keys in arrays.items()}), arrays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--text", type=Path, nargs="+", required=True, help="running text, one paragraph a line, gzipped"
    )
    parser.add_argument("--words", type=Path, required=True, help="the lexicon, from tools/train_words.py")
    parser.add_argument("--train", type=Path, required=True, help='lines {"text", "entities", "language"}, gzipped')
    parser.add_argument(
        "--translated", type=Path, required=True, help="the same in nynorsk, from tools/train_nynorsk.py"
    )
    parser.add_argument("--dev", type=Path, required=True, help="the same, to measure on; never trained on")
    parser.add_argument("--out", type=Path, required=True, help="folder for names.npz, and trunk.npz to go on from")
    parser.add_argument("--trunk", type=Path, help="trunk.npz or names.npz of an earlier run, to go on from")
    parser.add_argument("--steps", type=int, default=11_500, help="steps of reading the running text")
    parser.add_argument(
        "--seconds", type=float, default=3_600, help="time for the whole; three fifths of it for reading"
    )
    parser.add_argument("--seeds", type=int, default=3, help="how many runs are averaged")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=4e-4)
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_float32_matmul_precision("high")
    started = time.monotonic()

    train, translated = read_sentences(options.train), read_sentences(options.translated)
    with multiprocessing.Pool() as pool:
        epochs = pool.map(_epoch, [(train, translated, seed, strength) for seed, strength in enumerate(STRENGTHS)])
    plain = {language: read_sentences(options.dev, language) for language in ("nb", "nn")}
    forms = Forms()
    for sentence in (sentence for group in (*epochs, *plain.values()) for sentence in group):
        for word in sentence.words:
            forms.number(word)
    text = read_text(running_text(options.text, [options.train, options.translated]), forms)
    lexicon, words = read_lexicon(options.words)
    known = forms.known(lexicon)
    print(f"{time.monotonic() - started:.0f} s: {len(text['form'])} tokens, {len(known.kinds)} forms", flush=True)

    table, trunk = Table().to(DEVICE), Trunk().to(DEVICE)
    if options.trunk:
        earlier = trunk_state(load(options.trunk))
        table.load_state_dict(earlier["table"])
        # Weights from before the lexicon have none for it.
        trunk.load_state_dict({"kinds.weight": trunk.kinds.weight.detach(), **earlier["trunk"]})
    pretrain(table, trunk, text, known, options.steps, started + options.seconds * READING)
    del text
    state = {"table": table.state_dict(), "trunk": trunk.state_dict()}
    save(
        {f"{part}.{key}": value for part in state for key, value in state[part].items()},
        words,
        options.out / "trunk.npz",
    )
    print(f"{time.monotonic() - started:.0f} s: the language is learnt", flush=True)

    chance = random.Random(7)
    prepared = [windows(epoch, forms, chance) for epoch in epochs]
    tests = {language: windows(sentences, forms, random.Random(3)) for language, sentences in plain.items()}
    runs: list[dict] = []
    longest = 0.0
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        began = time.monotonic()
        if runs and began + longest > started + options.seconds:
            print("no time for another seed", flush=True)
            break
        runs.append(learn_names(state, prepared, known, seed, options.rate))
        save({key: sum(run[key] for run in runs) / len(runs) for key in runs[0]}, words, options.out / "names.npz")
        for language, test in tests.items():
            counts = score(runs[-1], test, known, (0.0,))[0.0]
            print(
                f"{time.monotonic() - started:.0f} s seed {seed} {language}: {figures(counts, 'PER')}; {figures(counts, 'all')}",
                flush=True,
            )
        longest = max(longest, time.monotonic() - began)
    saved = load(options.out / "names.npz")
    for language, test in tests.items():
        for bias, counts in score(saved, test, known, (0.0, 0.5, 1.0)).items():
            print(
                f"{language} bias {bias}: {'; '.join(figures(counts, label) for label in (*LABELS, 'all'))}", flush=True
            )


if __name__ == "__main__":
    main()
