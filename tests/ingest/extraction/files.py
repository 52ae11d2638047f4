"""Small files, good and bad, made on the spot."""

import io
import struct
import wave
import zipfile
import zlib
from pathlib import Path

import av
import docx
import numpy as np
import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from ingest.extraction import pdf

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
HELLO = b"BT /F1 12 Tf 72 700 Td (Hei du) Tj ET"


def make_pdf(path: Path, pages=("Hei du",), size=A4, font_size=12, left=72, top=100) -> Path:
    """A page for each text of `pages`, a line for each line of it; the first baseline `top` points below the edge."""
    sheet = canvas.Canvas(str(path), pagesize=size)
    for text in pages:
        sheet.setFont("Helvetica", font_size)
        for number, line in enumerate(text.split("\n")):
            sheet.drawString(left, size[1] - top - number * font_size * 1.4, line)
        sheet.showPage()
    sheet.save()
    return path


def make_raw_pdf(path: Path, objects: dict[int, bytes]) -> Path:
    """A PDF of these very objects, number 1 being its catalog."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        out += b"%010d 00000 n \n" % offsets.get(number, 0)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, table)
    path.write_bytes(out)
    return path


def page(more=b"/MediaBox [0 0 595 842]") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> %b >>" % more


def stream(data: bytes, more=b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


def make_page_tree(path: Path, kids=b"3 0 R", count=1, content=HELLO, one_page=None, more=b"", **others: bytes) -> Path:
    objects = {
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        3: one_page or page(),
        4: FONT,
        5: stream(content, more),
    }
    return make_raw_pdf(path, objects | {int(name[1:]): body for name, body in others.items()})


def make_encrypted_pdf(path: Path, password="secret") -> Path:  # noqa: S107
    make_pdf(path)
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(path)
    return path


def make_stream_bomb(path: Path, megabytes=1500) -> Path:
    """A page of blanks that unpacks to a million times its size."""
    packer = zlib.compressobj(9)
    start, again = (packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = start + again * (megabytes - 1) + packer.flush()
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    return make_page_tree(path, content=zlib.compress(packed, 9), more=filters)


def make_scan(path: Path, lines: list[str], turned=0, header="") -> Path:
    """A page that is a picture of `lines`, perhaps laid in the scanner sideways, with an empty page after it."""
    picture = pdf.page_picture(make_pdf(path, ["\n".join(lines)]), 1, 1654).convert("L").rotate(turned, expand=True)
    size = A4 if turned % 180 == 0 else (A4[1], A4[0])
    sheet = canvas.Canvas(str(path), pagesize=size)
    sheet.drawImage(ImageReader(picture), 0, 0, *size)
    sheet.drawString(40, size[1] - 20, header)
    sheet.showPage()
    sheet.showPage()
    sheet.save()
    return path


def make_docx(path: Path, paragraphs=("Hei på deg, Kari Nordmann.",), title="Tittel på oppgaven") -> Path:
    document = docx.Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def change_entry(source: Path, target: Path, name: str, change) -> Path:
    """`source` with the entry `name` changed by `change(bytes)`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == name else data)
    return target


def make_wav(path: Path, samples: np.ndarray, rate=16_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def make_video(path: Path, seconds=2, sound=True) -> Path:
    with av.open(str(path), "w") as video:
        pictures = video.add_stream("mpeg4", rate=10)
        pictures.width = pictures.height = 64
        pictures.pix_fmt = "yuv420p"
        track = video.add_stream("aac", rate=16_000) if sound else None
        for _ in range(seconds * 10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            video.mux(pictures.encode(frame))
        video.mux(pictures.encode())
        if track:
            tone = np.sin(np.arange(16_000 * seconds) * 0.1).astype(np.float32)[np.newaxis]
            heard = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
            heard.rate = 16_000
            video.mux(track.encode(heard))
            video.mux(track.encode())
    return path


def riff(size: int) -> bytes:
    """The head of a WAV file that declares `size` bytes of sound."""
    head = io.BytesIO()
    with wave.open(head, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    data = bytearray(head.getvalue())
    struct.pack_into("<I", data, 40, size)
    struct.pack_into("<I", data, 4, size + 36)
    return bytes(data)
