"""Office files and plain text: turned into PDF by LibreOffice, or read as bare sections where it isn't installed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from ingest.extraction import changes, identify, sandbox
from ingest.extraction.encoding import encoding_of
from ingest.extraction.passages import Passage
from ingest.extraction.reasons import ConverterMissing, Unusable

CONVERSION_SECONDS = 180
CONVERSION_MEMORY = 6 * 2**30  # of addresses; LibreOffice reserves far more than it uses
LINES_A_SECTION = 60

# No macros, nothing fetched: links aren't updated, what a document refers to isn't loaded, and whatever tried all the
# same would be sent to a proxy that isn't there.
PROFILE = (
    """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
"""
    + "\n".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in (
            ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
            ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
            ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
            ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
            ("Office.Common/Security/Scripting", "DisableOLEAutomation", "true"),
            ("Office.Writer/Content/Update", "Link", 0),
            ("Office.Common/Misc", "UseLocking", "false"),
            ("Inet/Settings", "ooInetProxyType", 2),
            ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPProxyPort", 9),
            ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
            ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
            ("Inet/Settings", "ooInetNoProxy", ""),
        )
    )
    + "\n</oor:items>\n"
)


def to_pdf(path: Path, folder: Path, mime: str = "") -> Path:
    """The office or text file at `path` as a PDF in `folder`.

    `mime` is its type, where it was identified already. Raises `ConverterMissing` without LibreOffice and `Unusable` where
    it fails.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise ConverterMissing
    suffix = identify.SUFFIXES[mime or identify.identify(path).mime]
    return Path(
        sandbox.first(convert, program, path, folder, suffix, seconds=CONVERSION_SECONDS, memory=CONVERSION_MEMORY)
    )


def convert(program: str, path: str, folder: str, suffix: str) -> Iterator[str]:
    """Runs LibreOffice in a profile of its own, so that several may run at once. In the sandbox."""
    target = Path(folder) / f"{Path(path).stem}.pdf"
    with tempfile.TemporaryDirectory(prefix="samling-office-", dir=folder) as work:
        profile = Path(work) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(PROFILE)
        copy = Path(work) / f"document{suffix}"
        if suffix == ".txt":
            _copy_text(Path(path), copy)
        else:
            changes.accept(Path(path), copy, suffix)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
        command += ["--infilter=Text (encoded):UTF8,LF,,,"] if suffix == ".txt" else []
        command += ["--convert-to", "pdf", "--outdir", work, str(copy)]
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": work,
            "TMPDIR": work,
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        }
        try:
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, timeout=CONVERSION_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise Unusable("too_slow", seconds=CONVERSION_SECONDS) from error
        made = copy.with_suffix(".pdf")
        if not made.is_file() or not made.stat().st_size:
            raise Unusable("not_converted")
        made.replace(target)
    yield str(target)


def _copy_text(path: Path, copy: Path) -> None:
    with path.open(encoding=encoding_of(path)) as source, copy.open("w", encoding="utf-8") as target:
        shutil.copyfileobj(source, target)


def text_of_office(path: Path, mime: str = "") -> Iterator[Passage]:
    """The text of the office or text file at `path` as sections, without places. Raises `Unusable`.

    A section is a slide, or what stands between two headings, or some sixty lines where there are none.
    """
    characters = 0
    for passage in sandbox.stream(read_sections, path, mime or identify.identify(path).mime):
        characters += len(passage.text)
        if characters > settings.INGEST["MAX_TEXT_CHARACTERS"]:
            raise Unusable("too_much_text", limit=settings.INGEST["MAX_TEXT_CHARACTERS"])
        yield passage


def read_sections(name: str, mime: str) -> Iterator[Passage]:
    """`text_of_office`, in the sandbox."""
    read = READERS[mime]
    number = 0
    for text in read(Path(name)):
        if text.strip():
            number += 1
            yield Passage(number, "section", text.strip())


def _gathered(lines: Iterator[tuple[bool, str]]) -> Iterator[str]:
    """Sections of lines `(it begins one, text)`."""
    section: list[str] = []
    for begins, line in lines:
        if section and (begins or len(section) >= LINES_A_SECTION):
            yield "\n".join(section)
            section = []
        section.append(line)
    yield "\n".join(section)


def _docx(path: Path) -> Iterator[str]:
    import docx
    from docx.table import Table

    document = docx.Document(str(path))

    def lines() -> Iterator[tuple[bool, str]]:
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    yield False, "\t".join(cell.text for cell in row.cells)
            else:
                style = block.style.name if block.style else ""
                yield bool(style and style.startswith(("Heading", "Title"))), block.text
        for part in document.sections:
            for edge in (part.header, part.footer):
                yield from ((False, paragraph.text) for paragraph in edge.paragraphs)

    yield from _gathered(lines())


def _pptx(path: Path) -> Iterator[str]:
    from pptx import Presentation

    for slide in Presentation(str(path)).slides:
        lines = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines.append(shape.text_frame.text)
            elif shape.has_table:
                lines += ["\t".join(cell.text for cell in row.cells) for row in shape.table.rows]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
            lines.append(slide.notes_slide.notes_text_frame.text)
        yield "\n".join(lines)


def _opendocument(path: Path) -> Iterator[str]:
    from odf import teletype
    from odf.namespaces import TEXTNS
    from odf.opendocument import load

    def lines() -> Iterator[tuple[bool, str]]:
        waiting = [load(str(path)).body]
        while waiting:
            element = waiting.pop()
            if getattr(element, "qname", None) in ((TEXTNS, "p"), (TEXTNS, "h")):
                yield element.qname[1] == "h", teletype.extractText(element)
            else:
                waiting += reversed(element.childNodes)

    yield from _gathered(lines())


def _text(path: Path) -> Iterator[str]:
    with path.open(encoding=encoding_of(path)) as file:
        yield from _gathered((False, line.rstrip("\n")) for line in file)


READERS = {
    identify.WORD: _docx,
    identify.POWERPOINT: _pptx,
    identify.OPENDOCUMENT_TEXT: _opendocument,
    identify.OPENDOCUMENT_SLIDES: _opendocument,
    "text/plain": _text,
}
