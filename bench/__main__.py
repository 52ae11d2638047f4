"""`python -m bench [SUBJECT …] [--size tiny|small|full|large]`: measures, prints a table each, writes `bench/results/`."""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from bench.sizes import SIZES

SUBJECTS = (
    "extraction",
    "screening",
    "triage",
    "redaction",
    "speech",
    "search",
    "relevance",
    "memory",
    "withdrawal",
    "properties",
)
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit 1 if a limit was exceeded or a subject failed."""
    options = _options()
    if not (ROOT / "samples" / "files").exists():
        print("The sample files are missing. Make them with `make samples`.", file=sys.stderr)
        return 1
    if len(options.subjects) == 1:
        return _measure(options.subjects[0], options.size)
    # Each in a process and with data of its own, so that none warms or burdens the next.
    return max(
        [
            subprocess.run([sys.executable, "-m", "bench", subject, "--size", options.size], check=False).returncode
            for subject in options.subjects
        ]
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Samling beside the bare libraries it rests on."
    )
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)} (default: all)")
    parser.add_argument(
        "--size",
        choices=SIZES,
        default="full",
        help="how much is measured (default: full; large takes hours and 40 GB of disk)",
    )
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"there is no subject {', '.join(sorted(unknown))}")
    options.subjects = options.subjects or list(SUBJECTS)
    return options


def _measure(name: str, size: str) -> int:
    with tempfile.TemporaryDirectory(prefix="samling-bench-") as folder:
        _use(Path(folder))
        from bench import machine, table

        subject = import_module(f"bench.{name}")
        print(f"{name} ({size}) …", file=sys.stderr, flush=True)
        before = machine.ticks()
        rows = subject.run(SIZES[size])
        described = machine.describe(subject.PACKAGES, before)
        print(table.shown(f"{name} ({size})", described, rows))
        print(f"\n{table.save(name, size, described, rows).relative_to(ROOT)}\n", flush=True)
    return int(not all(row.kept for row in rows))


def _use(folder: Path) -> None:
    """Set Django up with all state in `folder`; the models stay where they are."""
    os.environ.pop("SAMLING_DATABASE", None)
    os.environ.setdefault("SAMLING_SPEECH_MODEL", str(ROOT / "var" / "models" / "whisper-base"))
    os.environ |= {
        "SAMLING_VAR": str(folder),
        "SAMLING_DEVELOPMENT": "1",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "TMPDIR": str(folder),
    }
    (folder / "static").mkdir()  # WhiteNoise looks for it.
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
