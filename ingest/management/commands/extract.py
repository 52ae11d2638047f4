"""`manage.py extract FILE [--json]`: the text of a file in passages. Touches no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from archive.templatetags.samling import clock
from ingest.exceptions import Refused
from ingest.extraction.document import extract
from ingest.extraction.passages import Passage


class Command(BaseCommand):
    help = str(_("Show the text of a file in passages: the pages of a document, the sentences of a recording."))
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--captions", type=Path, metavar="FILE", help=str(_("The caption file of a recording.")))
        parser.add_argument("--json", action="store_true", help=str(_("One JSON object a line.")))

    def handle(self, *args: Any, **options: Any) -> None:
        show = _as_json if options["json"] else _as_text
        try:
            for passage in extract(options["file"], captions=options["captions"]):
                self.stdout.write(show(passage))
        except Refused as refusal:
            self.stdout.flush()
            raise SystemExit(str(refusal)) from refusal  # One sentence on standard error, exit status 1.
        except BrokenPipeError:
            sys.stderr.close()  # The reader of our output, say “head”, has seen enough.


def _as_json(passage: Passage) -> str:
    fields = ("number", "kind", "start", "end", "text")
    return json.dumps({field: getattr(passage, field) for field in fields}, ensure_ascii=False)


def _as_text(passage: Passage) -> str:
    if passage.kind == "speech":
        heading = f"{clock(passage.start)} – {clock(passage.end)}"
    else:
        word = _("Page") if passage.kind == "page" else _("Section")
        heading = f"{word} {passage.number}"
    return f"── {heading} ──\n{passage.text}\n"
