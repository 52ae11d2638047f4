"""Translations: `collect` the sentences, `compile` them, `check` that none is missing or out of date.

Compiling needs nothing but the environment; collecting and checking use GNU gettext (`apt-get install gettext`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn")
DOMAINS = ("django", "djangojs")


def catalogue(language: str, domain: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> None:
    for language in LANGUAGES:
        for path in filter(Path.exists, (catalogue(language, domain) for domain in DOMAINS)):
            target = path.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
                with target.open("wb") as file:
                    write_mo(file, read(path, language))


def collect() -> None:
    if shutil.which("xgettext") is None:
        sys.exit("GNU gettext is missing. Install it: apt-get install gettext")
    ignored = [
        f"--ignore={name}" for name in (".venv", "node_modules", "var", "bench", "tools", "tests", "static/vendor")
    ]
    options = ["--no-obsolete", "--no-wrap", "--add-location=file", *(f"--locale={language}" for language in LANGUAGES)]
    command = [sys.executable, "manage.py", "makemessages", "--verbosity", "0", *options, *ignored]
    subprocess.run([*command, "--extension=html,txt,py"], cwd=ROOT, check=True)


def check() -> None:
    """Exit 1 when collecting would add or drop a sentence, or when one isn't translated."""
    before = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("locale/*/LC_MESSAGES/*.po")}
    collect()
    problems = []
    for path, text in before.items():
        language = path.parts[-3]
        now = read(path, language)
        path.with_suffix(".before").write_text(text, encoding="utf-8")
        then = read(path.with_suffix(".before"), language)
        path.with_suffix(".before").unlink()
        path.write_text(text, encoding="utf-8")
        added = {message.id for message in now if message.id} - {message.id for message in then if message.id}
        gone = {message.id for message in then if message.id} - {message.id for message in now if message.id}
        empty = [message.id for message in then if message.id and (not message.string or message.fuzzy)]
        problems += [f"{language}: not collected: {each}" for each in sorted(map(str, added))]
        problems += [f"{language}: no longer used: {each}" for each in sorted(map(str, gone))]
        problems += [f"{language}: not translated: {each}" for each in empty]
    if problems:
        print("\n".join(problems))
        sys.exit(1)


if __name__ == "__main__":
    commands = {"collect": collect, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit("usage: tools/messages.py collect|compile|check")
    commands[sys.argv[1]]()
