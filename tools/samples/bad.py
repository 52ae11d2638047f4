"""The files that a careless or a hostile person might send: `samples/files/bad/`. What should happen is in `samples/bad.json`."""

import io
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

import av
import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tools.samples import bombs, raw_pdf
from tools.samples.office import WRITTEN, repack
from tools.samples.recordings import BITEXACT_MP4, film, show, slide_picture
from tools.samples.script import Slide

PASSWORD = "hemmelig"  # noqa: S105 (a sample's, known to all)
MANY_PAGES = 10_000

TRICK_NAMES = (
    "..%2f..%2f..%2fetc%2fpasswd.pdf",
    "..\\..\\..\\etc\\passwd.pdf",
    "-rf --no-preserve-root.pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "linje\nskift; {{ 7*7 }} $(id).pdf",
    "årsrapport\u202efdp.exe.pdf",  # Read from right to left after the mark, so the ending looks like another one.
    "Ánne Risten – «møte» 🏥 ŋđš.pdf",
    "a\u030arsmøte i re\u0301gionen.pdf",  # Accents as characters of their own.
    "CON.pdf",
    "n" * 251 + ".pdf",  # 255 bytes, the most that common file systems allow
)


def build(folder: Path) -> list[str]:
    """Write every bad file into `folder`, which exists. Returns the names that its file system doesn't allow."""
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    refused = []
    for number, name in enumerate(TRICK_NAMES, start=1):
        content = _note("Et helt vanlig notat.", f"Det er bare navnet på fila som er uvanlig (nummer {number}).")
        try:
            (folder / name).write_bytes(content)
        except OSError:
            refused.append(name)
    return refused


def _note(*lines: str, encrypt: StandardEncryption | None = None) -> bytes:
    """A sound PDF of one page with some lines of text."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, encrypt=encrypt)
    canvas.setFont("Times-Roman", 13)
    for number, line in enumerate(lines):
        canvas.drawString(72, 740 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _truncated() -> bytes:
    whole = _note("Referat fra avdelingsmøte 3. mai.", "Denne fila ble avbrutt under sending.")
    return whole[: len(whole) * 2 // 3]


def _encrypted() -> bytes:
    locked = StandardEncryption(PASSWORD, ownerPassword=PASSWORD, strength=128)
    return _note("Bare den som har passordet, kan lese dette.", encrypt=locked)


def _word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.core_properties.created = document.core_properties.modified = WRITTEN
    packed, target = io.BytesIO(), io.BytesIO()
    document.save(packed)
    repack(packed, target)
    return target.getvalue()


def _word_file_called_pdf() -> bytes:
    return _word_file("Handlingsplan for natteneste", "Planen er vedtatt i personalmøte og gjelder til sommeren.")


def _picture_called_pdf() -> bytes:
    target = io.BytesIO()
    slide_picture(Slide("Et bilde, ikke et dokument", ()), 1, 1, "").save(target, "PNG")
    return target.getvalue()


def _damaged_word_file() -> bytes:
    """One byte in the packed text is another one, as after a bad transfer."""
    whole = bytearray(
        _word_file(*(f"Punkt {number} i handlingsplanen følges opp i uke {number + 10}." for number in range(40)))
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entry = archive.getinfo("word/document.xml")
    whole[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
    return bytes(whole)


def _half_word_file() -> bytes:
    """A sound ZIP file whose XML stops in the middle."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_word_file("Her mangler slutten."))) as source,
        zipfile.ZipFile(target, "w") as archive,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            archive.writestr(entry, content[: len(content) // 2] if entry.filename == "word/document.xml" else content)
    return target.getvalue()


def _entities_word_file() -> bytes:
    """XML that defines entities of entities: a small file that a careless parser turns into gigabytes."""
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "Samling "}">' for n in range(10)]
    body = "<w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body>"
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<?xml version="1.0"?><!DOCTYPE d [{"".join(lines)}]><w:document xmlns:w="{namespace}">{body}</w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_word_file("x"))) as source, zipfile.ZipFile(target, "w") as archive:
        for entry in source.infolist():
            archive.writestr(entry, text if entry.filename == "word/document.xml" else source.read(entry))
    return target.getvalue()


def _pdf_bomb() -> bytes:
    content = raw_pdf.stream(bombs.twice_packed(3 * 1024), b"/Filter [/FlateDecode /FlateDecode]")
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return raw_pdf.document([_CATALOGUE, kids, raw_pdf.page(2, 4, 5), content, raw_pdf.FONT])


def _looping_pages() -> bytes:
    """A page tree whose second branch is its own root."""
    root = b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 3 >>"
    branch = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 2 >>"
    return raw_pdf.document(
        [
            _CATALOGUE,
            root,
            raw_pdf.page(2, 5, 6),
            branch,
            raw_pdf.text_stream("Side 1, og så en gang til."),
            raw_pdf.FONT,
        ]
    )


def _many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(MANY_PAGES))
    objects = [_CATALOGUE, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, MANY_PAGES), raw_pdf.FONT]
    for number in range(MANY_PAGES):
        shown = raw_pdf.text_stream(f"Logg fra alarmmottaket, blad {number + 1} av {MANY_PAGES}.")
        objects += [raw_pdf.page(2, 5 + 2 * number, 3), shown]
    return raw_pdf.document(objects)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def _scripts_and_attachments() -> bytes:
    """A sound page, and around it all that a PDF may hide: see `samples/key/scripts-and-attachments.json`."""
    metadata = '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- Kirsti Skjult Berge --></x:xmpmeta>'
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /Metadata 9 0 R /Names << /EmbeddedFiles << /Names "
        b"[(kollegaliste.txt) 7 0 R] >> /JavaScript << /Names [(start) 6 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        raw_pdf.page(2, 4, 5, b"/Annots [10 0 R 11 0 R] /AA << /O 6 0 R >>"),
        raw_pdf.text_stream("Internt utkast om Håvard Slettet Moe."),
        raw_pdf.FONT,
        b"<< /S /JavaScript /JS (app.alert\\('Hei fra Samling'\\); this.submitForm\\('https://example.com/'\\);) >>",
        b"<< /Type /Filespec /F (kollegaliste.txt) /EF << /F 8 0 R >> >>",
        raw_pdf.stream("Torbjørn Hemmelig Aas, torbjorn.aas@example.no".encode(), b"/Type /EmbeddedFile"),
        raw_pdf.stream(metadata.encode(), b"/Type /Metadata /Subtype /XML"),
        b"<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /T (Grete Merknad Dahl) /Contents (Husk navnet hans.) >>",
        b"<< /Type /Annot /Subtype /Link /Rect [72 700 300 720] /A << /S /Launch /F (cmd.exe) >> >>",
        b"<< /Author (Jarle Egenskap Sunde) /Title (utkast, ikke send) >>",
    ]
    shown = raw_pdf.text_stream("Plan for samtaler med pårørende", "Ansvarlig: Asbjørn Haugen, telefon 411 00 755.")
    old = raw_pdf.document(objects, info=b"/Info 12 0 R")
    return raw_pdf.revised(old, 4, shown, len(objects) + 1)


def _silence() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 15))
    return target.getvalue()


def _film_without_sound() -> bytes:
    target = io.BytesIO()
    picture = slide_picture(Slide("Mikrofonen var ikke på", ("Denne filmen har ikke lydspor",)), 1, 1, "")
    with av.open(target, "w", format="mp4", options=BITEXACT_MP4) as container:
        show(container, film(container), [picture] * 5)
    return target.getvalue()


def _text_with_nul() -> bytes:
    return "Notat fra møtet.\0\0\0Her er det nuller mellom ordene.\0\n".encode() * 3


FILES: dict[str, Callable[[], bytes]] = {
    "empty.pdf": bytes,
    "truncated.pdf": _truncated,
    "encrypted.pdf": _encrypted,
    "wrong-extension-docx.pdf": _word_file_called_pdf,
    "wrong-extension-png.pdf": _picture_called_pdf,
    "bomb.docx": lambda: bombs.word_file(3 * 1024),
    "bomb-with-false-sizes.docx": lambda: bombs.word_file(1024, claimed_size=20_000),
    "bomb-of-entities.docx": _entities_word_file,
    "bomb.pdf": _pdf_bomb,
    "page-loop.pdf": _looping_pages,
    "10000-pages.pdf": _many_pages,
    "scripts-and-attachments.pdf": _scripts_and_attachments,
    "silence.wav": _silence,
    "no-audio-stream.mp4": _film_without_sound,
    "nul-bytes.txt": _text_with_nul,
    "damaged.docx": _damaged_word_file,
    "half-xml.docx": _half_word_file,
}
