"""`manage.py ingest`: files and folders through the pipeline, one line a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive import publication
from ingest import intake, pipeline
from ingest.exceptions import Refused
from ingest.models import Finding, Source
from ingest.pipeline import runner
from ingest.pipeline.step import Step
from ingest.submissions import KINDS, Submission, read_metadata
from people.models import User


class Command(BaseCommand):
    help = (
        "Receives files, extracts their text, flags personal data and holds the items. Exit 1 if any file was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="Files, or folders whose files are taken."
        )
        parser.add_argument("--kind", choices=list(KINDS), default="thesis")
        parser.add_argument("--metadata", type=Path, metavar="FILE.csv", help="Who and what belongs to each file.")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="Who sends the files.")
        parser.add_argument("--json", action="store_true", help="One JSON object a line.")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        by = _user(options["email"])
        try:
            metadata = read_metadata(options["metadata"]) if options["metadata"] else {}
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        companions = {submission.captions for submission in metadata.values() if submission.captions}
        failed = 0
        for path in _files(paths, companions):
            submission = metadata.get(path.name, Submission(kind=options["kind"]))
            row = self._ingest(path, submission, by)
            failed += bool(row["error"])
            self.stdout.write(json.dumps(row, ensure_ascii=False) if options["json"] else _line(row))
        if failed:
            sys.exit(1)

    def _ingest(self, path: Path, submission: Submission, by: User | None) -> dict[str, Any]:
        try:
            with path.open("rb") as file:
                source = intake.receive(file, name=path.name, by=by, submission=submission)
            if not source.error and submission.captions:
                with (path.parent / submission.captions).open("rb") as file:
                    intake.receive_captions(file, name=submission.captions, recording=source)
        except OSError as error:
            sentence = _("The file can't be read or stored (%(reason)s). Check it and try again.")
            return _row(path, None, str(sentence % {"reason": error.strerror or type(error).__name__}))
        if not source.error or source.runs.exists():
            self._run(source, path)
        return _row(path, source, source.error)

    def _run(self, source: Source, path: Path) -> None:
        def tell(step: Step, done: int, total: int) -> None:
            self.stderr.write(f"\r\033[K{path.name}: {step.label} {done}/{total}", ending="")

        shown = sys.stderr.isatty()
        try:
            runner.run(source, pipeline.STEPS, tell if shown else None)
        except runner.Busy:
            self.stderr.write(_("%(file)s is being worked on by another worker.") % {"file": path.name})
        if shown:
            self.stderr.write("\r\033[K", ending="")
        source.refresh_from_db()


def _user(email: str | None) -> User | None:
    if email is None:
        return None
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise CommandError(_("Nobody here has the address %(email)s. Import the roster first.") % {"email": email})
    return user


def _files(paths: list[Path], companions: set[str]) -> Iterator[Path]:
    """Files as named, and those directly or deeper in folders, in order; caption files come with their recording."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and each.name not in companions)
        elif path.name not in companions or len(paths) == 1:
            yield path


def _row(path: Path, source: Source | None, error: str) -> dict[str, Any]:
    item = source.item if source else None
    return {
        "path": str(path),
        "item": item.pk if item else None,
        "state": str(publication.refresh_state(item)) if item else ("failed" if error else "received"),
        "passages": source.passages.filter(number__gt=0).count() if source else 0,
        "findings": Finding.objects.filter(passage__source=source).count() if source else 0,
        "error": error or None,
    }


def _line(row: dict[str, Any]) -> str:
    if row["error"]:
        return f"{row['path']}: {row['error']}"
    told = _("%(path)s: item %(item)s, %(passages)d passages, %(findings)d findings, %(state)s")
    return str(told % row)
