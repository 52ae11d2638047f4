"""A name is redacted on the first page; the file has it in one more place. No reader may get it from the result."""

import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from bench import readers
from ingest.extraction.passages import Passage
from ingest.extraction.pdf import read_pages
from ingest.redaction.document import redacted_document
from ingest.redaction.spans import Redaction
from tests.ingest.redaction.pdfs import (
    NAME,
    changed,
    make_pdf,
    numbers,
    stream,
    text,
)

FIRST, LAST = NAME.split()
RAW = NAME.encode()


def entries(**values: PdfObject | str) -> DictionaryObject:
    """A dictionary; a text stands for a name."""
    return DictionaryObject(
        {
            NameObject("/" + key): NameObject("/" + value) if type(value) is str else value
            for key, value in values.items()
        }
    )


def put(owner: PdfObject | None, **values: PdfObject | str) -> None:
    found = owner.get_object() if owner else None
    assert isinstance(found, DictionaryObject)
    found.update(entries(**values))


def add_to_page(writer: PdfWriter, content: bytes, page: int = 1) -> None:
    """Put `content` before what the page draws; "F" there is its font."""
    drawn: Any = writer.pages[page]
    font = next(iter(drawn["/Resources"]["/Font"])).encode()
    before = drawn.get_contents().get_data()
    drawn[NameObject("/Contents")] = writer._add_object(stream(content.replace(b"/F ", font + b" ") + b"\n" + before))


def add_resource(writer: PdfWriter, category: str, name: str, value: PdfObject, page: int = 1) -> None:
    resources: Any = writer.pages[page]["/Resources"].get_object()
    found = resources.get("/" + category, DictionaryObject()).get_object()
    resources[NameObject("/" + category)] = DictionaryObject(
        {**found, NameObject("/" + name): writer._add_object(value)}
    )


def form(content: bytes, writer: PdfWriter, **more: PdfObject) -> PdfObject:
    resources: Any = writer.pages[1]["/Resources"]
    fonts = resources["/Font"]
    font = entries(Helv=next(iter(fonts.values())).get_object())
    return stream(
        content,
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Form"),
        BBox=numbers(0, 0, 595, 842),
        Resources=entries(Font=font),
        **more,
    )


def annotation(writer: PdfWriter, kind: str, **more: PdfObject | str) -> None:
    made = entries(Type="Annot", Subtype=kind, Rect=numbers(100, 100, 300, 140), **more)
    page = writer.pages[1]
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ArrayObject()), writer._add_object(made)])


def photograph(**options: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(buffer, "JPEG", **options)
    return buffer.getvalue()


def show_image(writer: PdfWriter, data: bytes, filters: PdfObject | str, name: str = "Im9", **more: PdfObject) -> None:
    image = stream(
        data,
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Width=NumberObject(64),
        Height=NumberObject(48),
        ColorSpace=NameObject("/DeviceRGB"),
        BitsPerComponent=NumberObject(8),
        **more,
    )
    image[NameObject("/Filter")] = NameObject("/" + filters) if isinstance(filters, str) else filters
    add_resource(writer, "XObject", name, image)
    add_to_page(writer, b"q 64 0 0 48 72 300 cm /%s Do Q" % name.encode())


def comment_with_a_look(writer: PdfWriter) -> None:
    writer.add_annotation(1, FreeText(text=f"Spør {NAME}", rect=(100, 100, 300, 140)))
    look = writer._add_object(form(b"BT /Helv 12 Tf 100 110 Td (%s) Tj ET" % RAW, writer))
    annotation(writer, "Stamp", AP=entries(N=look), Contents=text(NAME), T=text(NAME))


def form_field(writer: PdfWriter) -> None:
    look = writer._add_object(form(b"/Tx BMC BT /Helv 12 Tf 100 110 Td (%s) Tj ET EMC" % RAW, writer))
    field = entries(Type="Annot", Subtype="Widget", FT="Tx", T=text(NAME), V=text(NAME), DV=text(NAME), TU=text(NAME))
    put(field, Rect=numbers(100, 100, 300, 140), AP=entries(N=look), MK=entries(CA=text(NAME)))
    reference = writer._add_object(field)
    writer.pages[1][NameObject("/Annots")] = ArrayObject([reference])
    forms = writer._add_object(stream(b"<xfa>%s</xfa>" % RAW))
    put(writer.root_object, AcroForm=entries(Fields=ArrayObject([reference]), XFA=forms))


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment(f"{NAME}.txt", b"Om " + RAW)
    file = entries(Type="Filespec", F=text(NAME), UF=text(NAME))
    annotation(writer, "FileAttachment", FS=file)
    put(writer.root_object, AF=ArrayObject([file]), Collection=entries(Schema=entries(N=text(NAME))))


def metadata(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": NAME, "/Title": NAME, "/Egen": NAME})
    xmp = stream(b"<x:xmpmeta>%s</x:xmpmeta>" % RAW, Type=NameObject("/Metadata"), Subtype=NameObject("/XML"))
    for owner in (writer.root_object, writer.pages[0], writer.pages[1]):
        put(owner, Metadata=writer._add_object(xmp), PieceInfo=entries(Word=entries(Private=text(NAME))))
    put(writer.root_object, Lang=text(NAME), URI=entries(Base=text(NAME)), Legal=entries(Attestation=text(NAME)))
    put(writer.pages[1], Thumb=writer._add_object(stream(RAW)), VP=ArrayObject([entries(Name=text(NAME))]))


def bookmarks_and_destinations(writer: PdfWriter) -> None:
    writer.add_outline_item(title=NAME, page_number=1)
    writer.add_outline_item(title=NAME, page_number=0)
    writer.add_named_destination(NAME, 1)
    annotation(writer, "Link", Dest=text(NAME))
    annotation(writer, "Link", A=entries(S="GoTo", D=text(NAME)), Contents=text(NAME))
    writer.set_page_label(0, 1, prefix=NAME)


def scripts_and_addresses(writer: PdfWriter) -> None:
    put(writer.root_object, OpenAction=entries(S="JavaScript", JS=text(f"app.alert('{NAME}')")))
    put(writer.pages[1], AA=entries(O=entries(S="JavaScript", JS=text(NAME))))
    slug = f"{FIRST}.{LAST}".lower()
    addresses = (f"mailto:{slug}@example.no", f"https://example.no/{slug}", f"file:///{NAME}/Innovasjon", f"//{NAME}")
    for address in addresses:
        annotation(writer, "Link", A=entries(S="URI", URI=text(address)))
    annotation(writer, "Link", A=entries(S="Launch", F=text(NAME)))
    annotation(writer, "Link", A=entries(S="GoToR", F=text(NAME), D=text(NAME)))
    next_one = entries(S="URI", URI=text(f"https://{slug}.no"))
    annotation(writer, "Link", A=entries(S="GoTo", D=text("ukjent"), Next=next_one))


def structure(writer: PdfWriter) -> None:
    element = entries(S="P", Alt=text(NAME), E=text(NAME), ActualText=text(NAME), T=text(NAME), ID=text(NAME))
    put(writer.root_object, StructTreeRoot=entries(Type="StructTreeRoot", K=writer._add_object(element)))
    add_to_page(
        writer, b"/Span <</MCID 0 /ActualText (%s)>> BDC EMC /Span <</Alt <%s>>> BDC EMC" % (RAW, RAW.hex().encode())
    )
    add_to_page(writer, b"/%s BMC EMC /X <</Y (%s)>> DP" % (FIRST.encode(), RAW))


def comments_and_strings_in_the_content(writer: PdfWriter) -> None:
    add_to_page(writer, b"%% %s\nBX (%s) skriv EX (%s) 1 0 0 rg 0 0 0 rg" % (RAW, RAW, RAW))
    add_to_page(writer, b"q 1 0 0 1 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /Navn (%s) ID \xff EI Q" % RAW)


def names_of_resources(writer: PdfWriter) -> None:
    add_resource(writer, "ExtGState", FIRST, entries(Type="ExtGState", Name=text(NAME)))
    add_to_page(writer, b"/%s gs" % FIRST.encode())
    show_image(writer, photograph(), "DCTDecode", LAST, Name=NameObject("/" + LAST), OPI=text(NAME))


def name_of_a_font(writer: PdfWriter) -> None:
    named = f"ABCDEF+{FIRST}{LAST}Hand"
    descriptor = entries(Type="FontDescriptor", FontName=named, FontFamily=text(NAME), Flags=NumberObject(32))
    font = entries(Type="Font", Subtype="TrueType", BaseFont=named, Encoding="WinAnsiEncoding")
    put(font, FontDescriptor=writer._add_object(descriptor))
    add_resource(writer, "Font", "F8", font)
    add_to_page(writer, b"BT /F8 12 Tf 72 300 Td (Skrevet for hand) Tj ET")


def colour_profile_and_function(writer: PdfWriter) -> None:
    profile = stream(b"desc" + RAW, N=NumberObject(3), Alternate=NameObject("/DeviceRGB"))
    add_resource(writer, "ColorSpace", "C9", ArrayObject([NameObject("/ICCBased"), writer._add_object(profile)]))
    tint = stream(b"{ %% %s\n dup dup }" % RAW, FunctionType=NumberObject(4), Domain=numbers(0, 1))
    put(tint, Range=numbers(0, 1, 0, 1, 0, 1))
    spot = ArrayObject([NameObject("/Separation"), NameObject("/" + FIRST), NameObject("/DeviceRGB")])
    spot.append(writer._add_object(tint))
    add_resource(writer, "ColorSpace", "C8", spot)
    add_to_page(writer, b"/C9 cs 0 0 0 sc 72 300 9 9 re f /C8 cs 0.5 sc 72 320 9 9 re f")


def form_and_pattern_nobody_draws(writer: PdfWriter) -> None:
    add_resource(writer, "XObject", "Fm9", form(b"BT /Helv 12 Tf 72 300 Td (%s) Tj ET" % RAW, writer))
    tile = form(b"BT /Helv 12 Tf 72 300 Td (%s) Tj ET" % RAW, writer, PatternType=NumberObject(1))
    put(tile, PaintType=NumberObject(1), TilingType=NumberObject(1), XStep=NumberObject(90), YStep=NumberObject(90))
    add_resource(writer, "Pattern", "P9", tile)
    layered = form(b"BT /Helv 12 Tf 72 300 Td (%s) Tj ET" % RAW, writer, OC=entries(Type="OCG", Name=text(NAME)))
    add_resource(writer, "XObject", "Fm8", layered)


def photograph_with_notes(writer: PdfWriter) -> None:
    exif = Image.Exif()
    exif[0x010E] = exif[0x8298] = NAME
    show_image(writer, photograph(exif=exif, comment=RAW) + RAW, "DCTDecode", "Im1", Metadata=stream(RAW))


def photograph_with_several_scans(writer: PdfWriter) -> None:
    data = photograph(progressive=True)
    last = data.rindex(b"\xff\xda")
    note = b"\xff\xfe" + (len(RAW) + 2).to_bytes(2, "big") + RAW
    thumbnail = b"\xff\xe0" + (len(RAW) + 8).to_bytes(2, "big") + b"JFXX\0\x13" + RAW
    show_image(writer, data[:last] + note + thumbnail + data[last:] + RAW * 3, "DCTDecode")


def something_behind_the_pixels(writer: PdfWriter) -> None:
    pixels = bytes(64 * 48 * 3)
    show_image(writer, zlib.compress(pixels + RAW), "FlateDecode", "Im1")
    show_image(writer, zlib.compress(pixels) + RAW, "FlateDecode", "Im2")
    packed = ArrayObject([NameObject("/ASCIIHexDecode"), NameObject("/FlateDecode")])
    show_image(writer, zlib.compress(pixels + RAW).hex().encode() + b">", packed, "Im3")


def layers(writer: PdfWriter) -> None:
    group = writer._add_object(entries(Type="OCG", Name=text(NAME)))
    put(writer.root_object, OCProperties=entries(OCGs=ArrayObject([group]), D=entries(OFF=ArrayObject([group]))))
    resources = writer.pages[1]["/Resources"].get_object()
    put(resources, Properties=entries(L1=group))
    add_to_page(writer, b"/OC /L1 BDC BT /F 12 Tf 72 300 Td (%s) Tj ET EMC" % RAW)


def objects_nobody_uses(writer: PdfWriter) -> None:
    writer._add_object(text(NAME))
    writer._add_object(ByteStringObject(NAME.encode("utf-16-be")))
    writer._add_object(stream(RAW).flate_encode())


def hidden_text_on_the_page(writer: PdfWriter) -> None:
    add_to_page(writer, b"BT 3 Tr /F 12 Tf 72 300 Td (%s) Tj ET" % RAW)
    add_to_page(writer, b"BT /F 12 Tf 72 320 Td (%s) Tj ET 1 1 1 rg 60 310 200 30 re f 0 g" % RAW)
    add_to_page(writer, b"q 0 0 1 1 re W n BT /F 12 Tf 72 340 Td (%s) Tj ET Q" % RAW)
    add_to_page(writer, b"BT /F 12 Tf 72 -300 Td (%s) Tj ET BT /F .01 Tf 72 360 Td (%s) Tj ET" % (RAW, RAW))


def letter_by_letter(writer: PdfWriter) -> None:
    step, shown = 72, b""
    for letter in NAME:
        shown += b"BT /F 12 Tf %d 300 Td (%s) Tj ET " % (step, letter.encode())
        step += 4 if letter in "jl " else 8
    add_to_page(writer, shown)


def torn_apart(writer: PdfWriter) -> None:
    kerned = b" 120 ".join(b"(%s)" % letter.encode() for letter in NAME)
    add_to_page(writer, b"BT /F 12 Tf 72 300 Td [%s] TJ ET" % kerned)
    add_to_page(writer, b"BT /F 12 Tf 72 320 Td <%s> Tj ET" % RAW.hex().encode())
    add_to_page(writer, b"BT /F 12 Tf 72 340 Td (%s) Tj ET" % b"".join(b"\\%03o" % byte for byte in RAW))
    add_to_page(writer, b"BT /F 12 Tf 72 360 Td (%s) Tj ET" % RAW.replace(b"rg", b"r\xadg"))
    add_to_page(writer, b"BT /F 12 Tf 0 1 -1 0 500 300 Tm (%s) Tj ET" % RAW)
    add_to_page(writer, b"BT /F 12 Tf .7 .7 -.7 .7 300 300 Tm (%s) Tj ET" % RAW)


PLACES = [
    value
    for value in list(globals().values())
    if getattr(value, "__annotations__", None) == {"writer": PdfWriter, "return": None}
]


def redactions_in(body: str) -> Iterator[Redaction]:
    """The name and its parts wherever they stand in `body`, also with blanks or hyphens between the letters."""
    for part in (FIRST, LAST):
        for match in re.finditer(r"[\s\xad-]*".join(part), body):
            yield Redaction(match.start(), match.end(), "[navn]")


def redacted(source: Path) -> tuple[Path, list[Passage]]:
    """The proven result of redacting the name wherever extraction found it, and the source's passages."""
    target = source.with_name("result.pdf")
    passages = list(read_pages(source))
    redactions = {passage.number: list(redactions_in(passage.text)) for passage in passages}
    redacted_document(source, target, [(passage, redactions[passage.number]) for passage in passages])
    return target, passages


def found_in(path: Path, *, ocr: bool = False) -> set[tuple[str, str]]:
    """Which reader gets which of the two names out of the file."""
    texts = {name: readers.squeezed(read(path)) for name, read in readers.available().items()}
    if ocr:
        texts["tesseract"] = readers.squeezed(readers.by_ocr(path))
    return {(name, part) for name, seen in texts.items() for part in (FIRST, LAST) if part.lower() in seen}


@pytest.mark.parametrize("hide", PLACES, ids=lambda place: place.__name__)
def test_no_reader_finds_the_name_again(tmp_path, hide):
    source = changed(make_pdf(tmp_path / "a.pdf"), hide)
    target, _passages = redacted(source)
    assert found_in(target) == set()
    assert "økonomi og styring" in readers.by_pdftotext(target)


@pytest.mark.parametrize(
    "hide", [hidden_text_on_the_page, letter_by_letter, torn_apart, comment_with_a_look, form_field]
)
def test_character_recognition_finds_nothing_either(tmp_path, hide):
    source = changed(make_pdf(tmp_path / "a.pdf"), hide)
    assert found_in(redacted(source)[0], ocr=True) == set()
