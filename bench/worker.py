"""A worker's memory while `manage.py ingest` takes a long PDF through all steps, its parsers' processes included."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.processes import Watch
from bench.table import Row, part
from bench.texts import SEED, Texts
from ingest.models import StepRun

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 1_536
"""MB: the project's limit for a worker, models included."""
MODELS = """
import django
django.setup()
from ingest.extraction import language
from ingest.personal_data.screening import screen
text = "Kari Nordmann er leder ved sykehjemmet i Tromsø og svarer på e-post til kari@example.no hver dag hele uken."
language.language_of(text)
list(screen([(1, text, "nb")]))
"""
"""What only loads the models, each used once."""
_FIRST = [
    "Kari",
    "Ola",
    "Anne",
    "Per",
    "Inger",
    "Jon",
    "Liv",
    "Arne",
    "Berit",
    "Odd",
    "Solveig",
    "Nils",
    "Marit",
    "Geir",
    "Astrid",
    "Leif",
    "Turid",
    "Svein",
    "Randi",
    "Knut",
]
_LAST = [
    "Moen",
    "Lie",
    "Berg",
    "Dahl",
    "Vik",
    "Hauge",
    "Sande",
    "Bakke",
    "Lund",
    "Holm",
    "Nygård",
    "Solberg",
    "Haugen",
    "Strand",
    "Eide",
    "Myhre",
    "Aas",
    "Foss",
    "Ruud",
    "Tveit",
]


def measured(pages: int) -> list[Row]:
    """Rows for a PDF of that many pages. The ingest must succeed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        write_pdf(path, pages)
        models, _said, _took = _watched([sys.executable, "-c", MODELS])
        watch, said, took = _watched([sys.executable, "manage.py", "ingest", str(path), "--json"])
    row = json.loads(said)
    if row["error"] or row["passages"] != pages:
        raise RuntimeError(f"the PDF was not read to its end: {row}")
    peer = "the models loaded, nothing read"
    return [
        Row(
            f"worker, PDF of {pages:,} pages",
            watch.together(),
            "MB",
            peer,
            models.together(),
            LIMIT,
            "all its processes together",
        ),
        Row("  its largest process", watch.largest(), "MB"),
        *_steps(watch, took),
        Row("  in all", took, "s", note=f"{pages / took:.1f} pages/s, {row['findings']:,} findings"),
    ]


def _steps(watch: Watch, took: float) -> list[Row]:
    """The time and the most memory of each step."""
    rows = []
    for run in StepRun.objects.order_by("pk"):
        assert run.ended_at is not None
        start, end = run.started_at.timestamp(), run.ended_at.timestamp()
        rows.append(part(f"step {run.step}", end - start, "s", took, f"{watch.together(start, end):,.0f} MB"))
    return rows


def _watched(command: list[str]) -> tuple[Watch, str, float]:
    """Run `command` to its end: its memory, what it printed, the seconds it took."""
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            with Watch(process.pid) as watch:
                said = process.communicate()[0]
        finally:
            process.kill()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:3])} ended with {process.returncode}")
    return watch, said, time.perf_counter() - start


def write_pdf(path: Path, pages: int) -> None:
    """A PDF with some 2,000 characters of text a page, two persons on each."""
    texts = Texts()
    rng = np.random.default_rng([SEED, 3])
    topic = texts.topic(rng)
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, pages + 1):
        text = canvas.beginText(60, 790)
        text.setFont("Helvetica", 9)
        text.setLeading(14)
        for line in [f"Kapittel {number}", *texts.passage(rng, topic).splitlines(), *_persons(number)]:
            text.textLine(line[:110])
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()


def _persons(number: int) -> list[str]:
    first = f"{_FIRST[number % 20]} {_LAST[number // 20 % 20]}"
    second = f"{_FIRST[number * 7 % 20]} {_LAST[number * 3 % 20]}"
    return [
        f"Avdelingsleder {first} har telefon 22 {number % 90 + 10} {number // 90 % 90 + 10} 41 og holder til i Storgata {number}.",
        f"Pasienten {second} er {20 + number % 70} år og bor på sykehjemmet i {('Tromsø', 'Bergen', 'Molde')[number % 3]}.",
    ]
