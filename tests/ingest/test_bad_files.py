"""Every bad file of the samples gets what `samples/bad.json` says: a sentence and no item, or a place among the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from archive.models import ItemPage
from ingest import intake, pipeline
from ingest.models import Source
from ingest.pipeline import runner
from ingest.pipeline.catalogue import Catalogue
from ingest.submissions import Submission

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "samples" / "files" / "bad"
BAD = json.loads((ROOT / "samples" / "bad.json").read_text())


def steps_up_to_the_item():
    names = [step.name for step in pipeline.STEPS]
    return pipeline.STEPS[: names.index(Catalogue.name) + 1]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad["file"][:40])
def test_a_bad_file_is_refused_in_a_sentence_or_handled_like_any_other(bad):
    path = FOLDER / bad["file"]
    if not path.exists():
        pytest.fail("The samples are not made: run “make samples”.")
    with path.open("rb") as file:
        source = intake.receive(file, name=path.name, by=None, submission=Submission(kind="material"))
    if not source.error:
        runner.run(source, steps_up_to_the_item())
        source.refresh_from_db()
    if bad["outcome"] == "handled":
        assert source.error == ""
        assert source.item is not None
        return
    assert source.error.endswith(".")
    assert "foresee" not in source.error
    assert source.item is None
    assert not ItemPage.objects.exists()
    assert Source.objects.get() == source


@pytest.mark.parametrize("name", ["empty.pdf", "encrypted.pdf", "page-loop.pdf", "bomb.docx", "nul-bytes.txt"])
def test_extract_says_why_in_one_sentence(name):
    with translation.override("en"), pytest.raises(SystemExit) as refused:
        call_command("extract", str(FOLDER / name))
    assert isinstance(refused.value.code, str)
    assert refused.value.code.count("\n") == 0
