"""Says what a file is, by its content alone. Its name may claim what it likes."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from ingest.extraction import media, pdf, sandbox
from ingest.extraction.encoding import encoding_of
from ingest.extraction.reasons import Unusable

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OPENDOCUMENT_TEXT = "application/vnd.oasis.opendocument.text"
OPENDOCUMENT_SLIDES = "application/vnd.oasis.opendocument.presentation"

# The name that a file of this type gets, so that programs which go by names treat it right.
SUFFIXES = {
    "application/pdf": ".pdf",
    WORD: ".docx",
    POWERPOINT: ".pptx",
    OPENDOCUMENT_TEXT: ".odt",
    OPENDOCUMENT_SLIDES: ".odp",
    "text/plain": ".txt",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    **media.SUFFIXES,
}

MAX_ENTRIES = 20_000
MAX_UNPACKED = 2 * 2**30
MAX_RATIO = 200  # Text packs to a twentieth or so; a hundredth and less is a bomb's.
RATIO_COUNTS_FROM = 20 * 2**20
ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y\0|\0<\0!\0E\0N\0T\0I\0T\0Y")
TIMING = re.compile(r"^(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}[ \t]+-->[ \t]+(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}", re.MULTILINE)
PICTURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|mif1)", re.DOTALL
)
OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class MediaType:
    """What a file is. `family` is "pdf", "office", "text", "audio", "video" or "captions".

    `pages` is known for PDF, `seconds` and `sound` (it has a sound track) for audio and video.
    """

    mime: str
    family: str
    pages: int = 0
    seconds: float = 0.0
    sound: bool = False

    @property
    def suffix(self) -> str:
        """The ending of a name for this kind of file, with its dot."""
        return SUFFIXES[self.mime]


def identify(path: Path, *, has_captions: bool = False) -> MediaType:
    """What the file at `path` is. Raises `Unusable` where it can't be received, saying why.

    `has_captions`: a caption file lies beside it, so a video may lack sound.
    """
    size = _size(path)
    if not size:
        raise Unusable("empty")
    limits = {
        "pages": settings.INGEST["MAX_PAGES"],
        "characters": settings.INGEST["MAX_TEXT_CHARACTERS"],
        "seconds": settings.INGEST["MAX_MEDIA_SECONDS"],
    }
    found = MediaType(**sandbox.first(examine, path, limits))
    if found.family in ("audio", "video") and not found.sound and not (has_captions and found.family == "video"):
        raise Unusable("no_sound")
    return found


def _size(path: Path) -> int:
    try:
        status = path.lstat()
    except OSError as error:
        raise Unusable("missing") from error
    if not stat.S_ISREG(status.st_mode):
        raise Unusable("not_a_file")
    return status.st_size


def examine(name: str, limits: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The fields of the file's `MediaType`. Runs in the sandbox. Raises `Unusable`."""
    path = Path(name)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \t\r\n"):
        raise Unusable("empty" if path.stat().st_size < 2**20 else "unknown")
    if b"%PDF-" in head[:1024]:
        yield _examine_pdf(path, limits["pages"])
    elif head.startswith((b"PK\3\4", b"PK\5\6")):
        yield {"mime": _examine_archive(path), "family": "office"}
    elif head.startswith(OLD_OFFICE):
        raise Unusable("encrypted" if _holds(path, "EncryptedPackage".encode("utf-16-le")) else "old_office")
    elif PICTURE.match(head):
        raise Unusable("image")
    elif container := media.container(head):
        yield media.examine(path, container, limits["seconds"])
    else:
        yield _examine_text(path, limits["characters"])


def _holds(path: Path, sought: bytes) -> bool:
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(2**20):
            if sought in tail + chunk:
                return True
            tail = chunk[-len(sought) :]
    return False


def _examine_pdf(path: Path, most: int) -> dict[str, Any]:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 4096, 0))
        if b"%%EOF" not in file.read():  # Adobe's readers want it within the last 1024 bytes.
            raise Unusable("truncated")
    with pdf.opened(path) as document:
        pages = len(document)
        if not pages:
            raise Unusable("no_pages")
        if pages > most:
            raise Unusable("too_many_pages", pages=pages, limit=most)
        pdf.check_pages(document, path)
    return {"mime": "application/pdf", "family": "pdf", "pages": pages}


def _examine_archive(path: Path) -> str:
    """The MIME type of an office file, every part of which was unpacked once (into nothing) to see that it can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            packed = path.stat().st_size
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or _too_much(unpacked, packed):
                raise Unusable("bomb")
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unusable("encrypted")
            mime = _office_type(archive)
            _unpack_all(archive, packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError) as error:
        raise Unusable("damaged" if _holds(path, b"PK\x05\x06") else "truncated") from error
    return mime


def _too_much(unpacked: int, packed: int) -> bool:
    return unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * MAX_RATIO)


def _unpack_all(archive: zipfile.ZipFile, packed: int) -> None:
    unpacked = 0
    for entry in archive.infolist():
        is_xml = entry.filename.endswith((".xml", ".rels"))
        tail = b""
        with archive.open(entry) as part:
            while chunk := part.read(2**18):
                unpacked += len(chunk)
                if _too_much(unpacked, packed):
                    raise Unusable("bomb")
                if is_xml and ENTITY.search(tail + chunk):
                    raise Unusable("entities")
                tail = chunk[-32:]


def _office_type(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return WORD
        if "ppt/presentation.xml" in names:
            return POWERPOINT
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            raise Unusable("spreadsheet")
    if "mimetype" in names and "content.xml" in names and archive.getinfo("mimetype").file_size < 200:
        mime = archive.read("mimetype").decode("ascii", "replace").strip()
        if "META-INF/manifest.xml" in names:
            with archive.open("META-INF/manifest.xml") as manifest:
                if b"encryption-data" in manifest.read(2**22):
                    raise Unusable("encrypted")
        if mime in (OPENDOCUMENT_TEXT, OPENDOCUMENT_SLIDES):
            return mime
        if "spreadsheet" in mime:
            raise Unusable("spreadsheet")
    raise Unusable("unknown")


def _examine_text(path: Path, most: int) -> dict[str, Any]:
    encoding = encoding_of(path)
    characters = 0
    with path.open(encoding=encoding) as file:
        start = chunk = file.read(2**16)
        while chunk:
            characters += len(chunk)
            if characters > most:
                raise Unusable("too_much_text", limit=most)
            chunk = file.read(2**20)
    start = start.lstrip("\ufeff")
    if not start.strip():
        raise Unusable("no_text")
    if re.match(r"WEBVTT(?:[ \t\r\n]|$)", start):
        return {"mime": "text/vtt", "family": "captions"}
    if (timing := TIMING.search(start)) and not re.sub(r"[\d\s]", "", start[: timing.start()]):
        return {"mime": "application/x-subrip", "family": "captions"}
    return {"mime": "text/plain", "family": "text"}
