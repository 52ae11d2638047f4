"""`manage.py extract`."""

import json
import os
import subprocess
import sys

from ingest.extraction.sandbox import ROOT
from tests.ingest.extraction.files import make_pdf


def run(*arguments):
    environment = os.environ | {"SAMLING_DEVELOPMENT": "1", "LANGUAGE": "en"}
    command = [sys.executable, "manage.py", "extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)


def test_json_has_a_line_a_passage(tmp_path):
    done = run(make_pdf(tmp_path / "a.pdf", ["Blåbær", "To"]), "--json")
    assert done.returncode == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"number": 1, "kind": "page", "start": None, "end": None, "text": "Blåbær"},
        {"number": 2, "kind": "page", "start": None, "end": None, "text": "To"},
    ]


def test_a_bad_file_gives_one_sentence(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"")
    done = run(tmp_path / "a.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_usage():
    assert run().returncode == 2
