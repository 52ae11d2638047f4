"""Makes every sample file: `python -m tools.make_samples`. What is up to date is left alone.

The files go to `samples/files/`, the bad ones to `samples/files/bad/`. Nothing but the Python environment is needed: the
speech was made beforehand (`tools/samples/speech.py`).
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.samples import bad, nynorsk_pdf, office, recordings, scan, thesis_pdf

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "samples" / "files"
TEXTS = ROOT / "samples" / "texts"


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to be made: its name, what makes it, and the files it is made from (patterns below the project's root)."""

    name: str
    make: Callable[[Path], None]
    sources: tuple[str, ...]

    def is_up_to_date(self, folder: Path) -> bool:
        """Whether the file is there and newer than everything it is made from."""
        target = folder / self.name
        return target.exists() and target.stat().st_mtime >= newest(self.sources)


def _thesis(target: Path) -> None:
    thesis_pdf.build(TEXTS / "oppgave-bokmaal", target)


COMMON = "tools/samples/blocks.py"
LECTURE = ("samples/texts/forelesning-endring.md", "samples/speech/forelesning-endring.*")
RECORDING = ("tools/samples/recordings.py", "tools/samples/script.py", COMMON)
OFFICE = ("tools/samples/office.py", COMMON)
BAD_SOURCES = tuple(f"tools/samples/{name}.py" for name in ("bad", "bombs", "raw_pdf"))
SAMPLES = (
    Sample("oppgave-bokmaal.pdf", _thesis, ("samples/texts/oppgave-bokmaal/*", "tools/samples/thesis_pdf.py")),
    Sample(
        "oppgave-nynorsk.pdf",
        nynorsk_pdf.build,
        ("samples/texts/oppgave-nynorsk.md", "tools/samples/nynorsk_pdf.py", COMMON),
    ),
    Sample("oppgave-tromso.docx", office.build_thesis, ("samples/texts/oppgave-tromso.md", *OFFICE)),
    Sample("skannet-notat.pdf", scan.build, ("samples/texts/skannet-notat.md", "tools/samples/scan.py", COMMON)),
    Sample("forelesning-endring.mp4", recordings.build_lecture, (*LECTURE, *RECORDING)),
    Sample("forelesning-endring.vtt", recordings.build_captions, (*LECTURE, *RECORDING)),
    Sample("guest-lecture.m4a", recordings.build_guest_lecture, ("samples/speech/guest-lecture.*", *RECORDING)),
    Sample("verktoy-samtale.pptx", office.build_slides, ("samples/texts/verktoy-samtale.md", *OFFICE)),
    Sample("pensumliste.odt", office.build_reading_list, ("samples/texts/pensumliste.md", *OFFICE)),
    Sample("ukeplan.txt", office.build_week_plan, ("samples/texts/ukeplan.txt", *OFFICE)),
)


def main() -> int:
    """Make what is missing or out of date. Returns the exit status."""
    try:
        make_all(FILES)
    except (ValueError, OSError) as error:
        print(f"The samples couldn't be made: {error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in FILES.rglob("*") if path.is_file())
    print(f"{FILES.relative_to(ROOT)}: {size / 1e6:.1f} MB in all")
    return 0


def make_all(folder: Path) -> list[str]:
    """Make the samples and the bad files in `folder`. Returns the names of those that had to be made."""
    (folder / "bad").mkdir(parents=True, exist_ok=True)
    made = []
    for sample in SAMPLES:
        if not sample.is_up_to_date(folder):
            started = time.monotonic()
            make(sample, folder / sample.name)
            print(
                f"{sample.name}: {(folder / sample.name).stat().st_size / 1000:.0f} kB, {time.monotonic() - started:.1f} s"
            )
            made.append(sample.name)
    if not _bad_is_up_to_date(folder / "bad"):
        for name in bad.build(folder / "bad"):
            print(f"bad/{name!r}: left out, since this file system doesn't allow the name")
        print(f"bad: {len(list((folder / 'bad').iterdir()))} files")
        made.append("bad")
    return made


def make(sample: Sample, target: Path) -> None:
    """Make one file; an interrupted run leaves no half of it under its name."""
    partial = target.with_name(f"{target.stem}.partial{target.suffix}")
    sample.make(partial)
    partial.replace(target)


def _bad_is_up_to_date(folder: Path) -> bool:
    written = [folder / name for name in bad.FILES]
    return all(path.exists() for path in written) and min(p.stat().st_mtime for p in written) >= newest(BAD_SOURCES)


def newest(patterns: tuple[str, ...]) -> float:
    """When the last of these files was changed."""
    return max(path.stat().st_mtime for pattern in patterns for path in ROOT.glob(pattern))


if __name__ == "__main__":
    sys.exit(main())
