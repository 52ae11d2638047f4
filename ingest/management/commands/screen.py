"""`manage.py screen`: the personal data in a file, in standard input, or in each text of a batch. No database."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ingest.exceptions import Refused
from ingest.personal_data.detections import Detection
from ingest.personal_data.screening import screen, screen_document
from ingest.personal_data.triage import triage

_PLAIN_TEXT = {".txt", ".text", ".md", ""}
#: Seconds between two lines about the progress.
_EVERY = 5.0

Key = str | int
#: Where in the text's file a detection stands ({"passage": 3}, or {} if it has no passages), and the detection.
Found = list[tuple[dict[str, int], Detection]]


class Command(BaseCommand):
    help = "Find personal data in a file, in text on standard input (-), or in each text of a batch: JSONL or a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument(
            "file", nargs="?", metavar="FILE|-", help="any file that can be ingested, or - for text on standard input"
        )
        source.add_argument(
            "--batch",
            metavar="FILE.jsonl|FOLDER",
            help='lines {"id", "text", "language"} (- for standard input), or a folder of files of any kind',
        )
        parser.add_argument("--language", choices=["nb", "nn", "en"], help="the language of the text, if it is known")
        parser.add_argument("--json", action="store_true", help="one JSON object a finding")
        parser.add_argument("--counts", action="store_true", help="with --batch: how many of each type, not which")

    def handle(self, *args: object, **options: Any) -> None:
        if options["batch"]:
            self._batch(options["batch"], options["counts"], options["verbosity"] > 0)
            return
        try:
            self._file(options["file"], options["language"] or "", options["json"])
        except (Refused, OSError) as error:
            raise CommandError(_sentence(error)) from error

    def _file(self, name: str, language: str, as_json: bool) -> None:
        for number, detections in _screened(name, language):
            for detection in detections:
                self.stdout.write(
                    json.dumps(_plain(detection) | number, ensure_ascii=False) if as_json else _line(detection, number)
                )

    def _batch(self, name: str, counts: bool, talkative: bool) -> None:
        """A line a text, also where nothing is found. What can't be read has a line with "error", and the command fails."""
        failures = _Failures()
        done, told = 0, time.monotonic()
        try:
            for key, found in _of_folder(Path(name), failures) if Path(name).is_dir() else _of_lines(name, failures):
                self._failed(failures)
                self._write({"id": key} | ({"counts": _counted(found)} if counts else {"findings": _listed(found)}))
                done += 1
                if talkative and time.monotonic() - told > _EVERY:
                    told = time.monotonic()
                    progress = ngettext("%(done)d text is screened.", "%(done)d texts are screened.", done)
                    self.stderr.write(progress % {"done": done}, self.style.NOTICE)
        except (Refused, OSError) as error:
            raise CommandError(_sentence(error)) from error
        self._failed(failures)
        if failures.count:
            raise CommandError(
                ngettext(
                    "%(failed)d text could not be screened; nothing is known about it.",
                    "%(failed)d texts could not be screened; nothing is known about them.",
                    failures.count,
                )
                % {"failed": failures.count}
            )

    def _failed(self, failures: "_Failures") -> None:
        for key, sentence in failures.taken():
            self._write({"id": key, "error": sentence})

    def _write(self, answer: dict[str, object]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


@dataclass(slots=True)
class _Failures:
    """Texts of a batch that could not be read, until they are told."""

    count: int = 0
    waiting: list[tuple[Key, str]] = field(default_factory=list)

    def add(self, key: Key, error: Exception) -> None:
        self.count += 1
        self.waiting.append((key, _sentence(error)))

    def taken(self) -> list[tuple[Key, str]]:
        """Those not told yet."""
        told, self.waiting = self.waiting, []
        return told


def _of_lines(name: str, failures: _Failures) -> Iterator[tuple[Key, Found]]:
    """The detections of each line of a JSONL file. Every line is a document of its own, sorted by itself."""
    # The text goes along in the key.
    lines = (((key, text), text, language) for key, text, language in _batch_lines(name, failures))
    for (key, text), found in screen(lines):
        (detections,) = triage([found], [], [text])
        yield key, [({}, one) for one in detections]


def _of_folder(folder: Path, failures: _Failures) -> Iterator[tuple[Key, Found]]:
    """The detections of each file under a folder, by its path there. One file's trouble stops no other's."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        key = str(path.relative_to(folder))
        try:
            found = [(number, one) for number, detections in _screened(str(path), "") for one in detections]
        except (Refused, OSError) as error:
            failures.add(key, error)
            continue
        yield key, found


def _screened(name: str, language: str) -> Iterator[tuple[dict[str, int], list[Detection]]]:
    """The detections of each passage, with the passage's number where the file has passages."""
    from ingest.extraction.passages import Passage

    if name == "-" or Path(name).suffix.lower() in _PLAIN_TEXT:
        text = _decoded(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
        passages, numbered = [Passage(1, "section", text, language=language)], False
    else:
        from ingest.extraction.document import extract

        passages, numbered = list(extract(Path(name))), True
    for number, detections in screen_document(passages, []):
        yield {"passage": number} if numbered else {}, detections


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(_("The text is not UTF-8. Save it as UTF-8 and try again.")) from error


def _batch_lines(name: str, failures: _Failures) -> Iterator[tuple[Key, str, str]]:
    """(id, text, language) of each line that can be read; the others are told as failures, by their number."""
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield _record(_decoded(line), number)
            except Refused as refused:
                failures.add(number, refused)


def _record(line: str, number: int) -> tuple[Key, str, str]:
    refused = Refused(_('Line %(number)d is not a JSON object with "id" and "text".') % {"number": number})
    try:
        record = json.loads(line)
        key, text, language = record["id"], record["text"], record.get("language") or ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise refused from error
    if not isinstance(text, str) or not isinstance(key, str | int):
        raise refused
    return key, text, language


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return _("The file can't be read: %(why)s.") % {"why": error.strerror or error}
    return str(error)


def _listed(found: Found) -> list[dict[str, object]]:
    return [_plain(one) | number for number, one in found]


def _counted(found: Found) -> dict[str, dict[str, int]]:
    """How many there are of each type, by sorting: {"PERSON": {"to_decide": 2}}."""
    counts: dict[str, Counter[str]] = {}
    for _number, one in found:
        counts.setdefault(one.type, Counter()).update([one.triage])
    return {kind: dict(counts[kind]) for kind in sorted(counts)}


def _plain(detection: Detection) -> dict[str, object]:
    return {
        "start": detection.start,
        "end": detection.end,
        "type": detection.type,
        "text": detection.text,
        "score": round(detection.score, 3),
        "reason": detection.reason,
        "triage": detection.triage,
    }


def _line(detection: Detection, number: dict[str, int]) -> str:
    where = f"{number['passage']}:" if number else ""
    return f"{where}{detection.start}-{detection.end}  {detection.type}  {detection.text!r}  {detection.score:.2f}  {detection.triage}  {detection.reason}"
