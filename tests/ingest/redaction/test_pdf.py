import hashlib
import shutil
import subprocess
import zlib
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pdfminer.high_level import extract_text
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.extraction.passages import Passage, Word
from ingest.extraction.pdf import read_pages
from ingest.redaction.pdf import redact_pdf
from ingest.redaction.spans import Redaction, setting_of
from tests.ingest.redaction.pdfs import (
    LINES,
    NAME,
    OTHER_LINES,
    changed,
    make_content_page,
    make_pdf,
    numbers,
    redacted_copy,
    redactions_of,
    stream,
    text,
)

FIRST, LAST = NAME.split()


def everything_in(path):
    """All bytes of a file, streams unpacked, as one lower-case Latin-1 text, without the zero bytes of UTF-16."""
    data = path.read_bytes()
    parts = [data]
    for part in data.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"\n".join(parts).replace(b"\0", b"").decode("latin-1").lower()


def render(path, page=0, scale=2.0):
    document = pypdfium2.PdfDocument(path)
    try:
        return document[page].render(scale=scale, draw_annots=False).to_pil().convert("RGB")
    finally:
        document.close()


def areas_of(passage, name, size):
    """Where the words of `name` stand in a picture of that size, in pixels."""
    start = passage.text.index(name)
    return [
        tuple(round(value * side) for value, side in zip(word.place, size * 2, strict=True))
        for word in passage.words
        if word.start < start + len(name) and word.end > start
    ]


def areas_of_boxes(passage, size):
    """Where the boxes over NAME are drawn in a picture of that size, in pixels, without their edges."""
    setting = setting_of(passage, redactions_of([passage], [NAME])[passage.number])
    across, down = size
    return [
        (round(left * across) + 1, round(top * down) + 1, round(right * across) - 1, round(bottom * down) - 1)
        for (left, top, right, bottom), _label in setting.boxes
    ]


def is_covered(picture):
    """Black but for the white letters of the label: the edges, where no label stands, are black all along."""
    width, height = picture.size
    edges = [(0, 0, width, 2), (0, height - 2, width, height)]
    dark = picture.convert("L").histogram()[:60]
    return (
        all(picture.crop(edge).convert("L").getextrema()[1] < 40 for edge in edges) and sum(dark) > 0.6 * width * height
    )


def pdftotext(path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext isn't installed: apt-get install poppler-utils")
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout


def assert_gone(target, *names):
    for name in names or (FIRST, LAST):
        assert name.lower() not in everything_in(target)
        assert name not in pdftotext(target)
        assert name not in extract_text(str(target))
        for page in PdfReader(target).pages:
            assert name not in page.extract_text()


def test_a_redacted_name_is_gone_and_the_other_words_are_still_there(tmp_path):
    target, pictures, found = redacted_copy(make_pdf(tmp_path / "a.pdf"))
    assert (pictures, found) == ({1}, [])
    assert_gone(target)
    shown = pdftotext(target)
    assert "Avdelingsleder [navn] fortalte om sitt arbeid i kommunen." in " ".join(shown.split())
    assert "så lenge det var forsvarlig" in shown
    assert "økonomi og styring" in shown


def test_all_readers_extract_the_redacted_text_word_by_word(tmp_path):
    lines = ["Čáhput ja Ŋuorra – «sitat» “sitat” … æøåÆØÅ đŧž", f"hos {NAME}, 47 år – én gang"]
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    canvas.drawString(72, 700, "x " * 20)
    canvas.drawString(72, 680, "x " * 20)
    canvas.save()
    body = "\n".join(lines)
    words, start = [], 0
    for row, line in enumerate(lines):
        for column, token in enumerate(line.split()):
            begin = body.index(token, start)
            words.append(
                Word(
                    begin,
                    begin + len(token),
                    (0.1 + 0.09 * column, 0.1 + 0.02 * row, 0.18 + 0.09 * column, 0.115 + 0.02 * row),
                )
            )
            start = begin + len(token)
    passage = Passage(1, "page", body, words=tuple(words))
    where = body.index(NAME)
    target = tmp_path / "b.pdf"
    redact_pdf(tmp_path / "a.pdf", target, [passage], {1: [Redaction(where, where + len(NAME), "[navn]")]})
    expected = " ".join(lines).replace(NAME, "[navn]").replace("navn],", "navn],").split()
    assert pypdfium2.PdfDocument(target)[0].get_textpage().get_text_range().split() == expected
    assert PdfReader(target).pages[0].extract_text().split() == expected
    assert extract_text(str(target)).split() == expected
    assert pdftotext(target).split() == expected


def test_the_picture_is_black_where_the_name_stood_and_unchanged_on_other_lines(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    target, _, _ = redacted_copy(source)
    before, after = render(source), render(target)
    (area,) = areas_of_boxes(next(read_pages(source)), before.size)
    assert is_covered(after.crop(area))
    areas = areas_of(next(read_pages(source)), NAME, before.size)
    top, bottom = min(area[1] for area in areas), max(area[3] for area in areas)
    change = ImageChops.difference(before, after).convert("L").point(lambda level: 255 if level > 160 else 0).getbbox()
    assert change is not None
    assert top - 6 <= change[1]
    assert change[3] <= bottom + 6


def test_a_page_without_redactions_looks_the_same_and_keeps_live_text(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    target, _, _ = redacted_copy(source)
    assert ImageChops.difference(render(source, 1), render(target, 1)).getbbox() is None
    resources: Any = PdfReader(target).pages[1]["/Resources"]
    assert "/Font" in resources
    assert "/XObject" not in resources


def test_the_same_input_gives_the_same_bytes(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    first = hashlib.sha256(redacted_copy(source)[0].read_bytes()).digest()
    assert hashlib.sha256(redacted_copy(source)[0].read_bytes()).digest() == first


def test_metadata_goes(tmp_path):
    def change(writer):
        writer.add_metadata({"/Author": NAME, "/Title": f"Intervju med {NAME}"})
        xmp = stream(
            f"<x:xmpmeta>{NAME}</x:xmpmeta>".encode(), Type=NameObject("/Metadata"), Subtype=NameObject("/XML")
        )
        writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
        writer.pages[1][NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): text(NAME)})
        writer.pages[1][NameObject("/LastModified")] = text("D:20240101")

    target, _, found = redacted_copy(changed(make_pdf(tmp_path / "a.pdf"), change))
    assert found == []
    assert_gone(target)
    information: Any = PdfReader(target).metadata
    assert dict(information) == {"/Producer": "Samling"}


def test_bookmarks_are_kept_where_the_redacted_page_says_the_same(tmp_path):
    def change(writer):
        parent = writer.add_outline_item(title=f"Intervju med {NAME}", page_number=0)
        writer.add_outline_item(title="Innovasjon i omsorgstjenesten", page_number=0, parent=parent)
        writer.add_outline_item(title="Kapittel to", page_number=1)
        writer.add_outline_item(title="Noe som ikke står på siden", page_number=1)

    target, _, found = redacted_copy(changed(make_pdf(tmp_path / "a.pdf"), change))
    assert found == []
    assert_gone(target)
    reader = PdfReader(target)
    outline: Any = reader.outline
    assert [entry.title for entry in outline] == ["Innovasjon i omsorgstjenesten", "Kapittel to"]
    assert [reader.get_destination_page_number(entry) for entry in outline] == [0, 1]


def test_comments_and_form_fields_go_and_links_stay_where_the_page_shows_their_address(tmp_path):
    address = "https://www.helsebiblioteket.no/leder"

    def change(writer):
        writer.add_annotation(0, FreeText(text=f"Sjekk med {NAME}", rect=(100, 100, 300, 140)))
        writer.add_annotation(1, FreeText(text=f"Sjekk med {NAME}", rect=(100, 100, 300, 140)))
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): text("navn"),
                NameObject("/V"): text(NAME),
                NameObject("/Rect"): numbers(100, 200, 300, 220),
            }
        )
        reference = writer._add_object(field)
        writer.pages[1][NameObject("/Annots")].append(reference)
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject([reference])}
        )
        for uri in (address, "https://facebook.com/torgunn.fjellvang", "mailto:torgunn@example.no"):
            action = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): text(uri)})
            link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
            link[NameObject("/Rect")] = numbers(72, 700, 200, 720)
            writer.pages[1][NameObject("/Annots")].append(writer._add_object(link))
        inside = DictionaryObject(
            {NameObject("/Subtype"): NameObject("/Link"), NameObject("/Rect"): numbers(1, 1, 9, 9)}
        )
        inside[NameObject("/Dest")] = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
        writer.pages[1][NameObject("/Annots")].append(writer._add_object(inside))

    source = make_pdf(tmp_path / "a.pdf", [LINES, [*OTHER_LINES, "Les mer på helsebiblioteket.no/leder."]])
    target, _, found = redacted_copy(changed(source, change))
    assert found == []
    assert_gone(target)
    reader = PdfReader(target)
    entries: Any = reader.pages[1]["/Annots"]
    annotations = [entry.get_object() for entry in entries]
    assert [entry["/Subtype"] for entry in annotations] == ["/Link", "/Link"]
    assert annotations[0]["/A"]["/URI"] == address
    assert annotations[1]["/Dest"][0] == reader.pages[0].indirect_reference
    assert "/Annots" not in reader.pages[0]


def test_attachments_scripts_and_page_labels_go(tmp_path):
    def change(writer):
        writer.add_attachment(f"{NAME}.txt", f"Om {NAME}".encode())
        writer.pages[1][NameObject("/AA")] = DictionaryObject(
            {
                NameObject("/O"): DictionaryObject(
                    {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): text(NAME)}
                )
            }
        )
        writer.set_page_label(0, 1, prefix=NAME)
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): text(f"app.alert('{NAME}')")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)

    target, _, found = redacted_copy(changed(make_pdf(tmp_path / "a.pdf"), change))
    assert found == []
    assert_gone(target)
    assert set(PdfReader(target).root_object) == {"/Type", "/Pages"}


def test_replacement_texts_go_from_structure_and_content(tmp_path):
    shown = b"BT /F1 12 Tf 72 700 Td /Span <</ActualText (%s)>> BDC (Hun sa ja.) Tj EMC ET " % NAME.encode()
    named = b"BT /F1 12 Tf 72 650 Td /Span /P1 BDC (Og nei.) Tj EMC ET"
    properties = DictionaryObject({NameObject("/P1"): DictionaryObject({NameObject("/Alt"): text(NAME)})})
    source = make_content_page(tmp_path / "a.pdf", shown + named, {"/Properties": properties})

    def change(writer):
        element = DictionaryObject({NameObject("/S"): NameObject("/P"), NameObject("/E"): text(NAME)})
        tree = DictionaryObject(
            {NameObject("/Type"): NameObject("/StructTreeRoot"), NameObject("/K"): writer._add_object(element)}
        )
        writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(tree)

    passage = Passage(1, "page", "Hun sa ja.\nOg nei.")
    target = tmp_path / "b.pdf"
    pictures = redact_pdf(changed(source, change), target, [passage], {})
    assert_gone(target)
    assert "Hun sa ja." in pdftotext(target)
    assert pictures == set() or "ActualText" not in everything_in(target)


def test_an_earlier_revision_goes(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [[f"Utkast av {NAME}"]])
    before = source.read_bytes()
    writer = PdfWriter(BytesIO(before), incremental=True)
    resources: Any = writer.pages[0]["/Resources"]
    name = next(iter(resources["/Font"]))
    content = stream(b"BT %s 12 Tf 72 700 Td (Utkast uten navn) Tj ET" % name.encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
    writer.write(source)
    assert source.read_bytes().startswith(before)
    target, pictures, found = redacted_copy(source)
    assert (pictures, found) == (set(), [])
    assert_gone(target)
    assert "Utkast uten navn" in pdftotext(target)


def test_a_form_that_only_a_redacted_page_shows_is_not_copied_with_shared_resources(tmp_path):
    """LibreOffice and others keep one resource dictionary for all pages."""
    writer = PdfWriter()
    resources = DictionaryObject()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    form = stream(
        b"BT /F1 12 Tf 72 700 Td (Spurt: %s) Tj ET" % NAME.encode(),
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Form"),
        BBox=numbers(0, 0, 595, 842),
        Resources=DictionaryObject({NameObject("/Font"): fonts}),
    )
    resources[NameObject("/Font")] = fonts
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Fm1"): writer._add_object(form)})
    shared = writer._add_object(resources)
    for content in (b"/Fm1 Do", b"BT /F1 12 Tf 72 700 Td (En annen side) Tj ET"):
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = shared
        page[NameObject("/Contents")] = writer._add_object(stream(content))
    writer.write(tmp_path / "a.pdf")
    target, pictures, found = redacted_copy(tmp_path / "a.pdf")
    assert (pictures, found) == ({1}, [])
    assert_gone(target)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_is_covered_in_the_right_place(tmp_path, rotation):
    source = make_pdf(tmp_path / "a.pdf", [LINES])
    changed(source, lambda writer: writer.pages[0].rotate(rotation))
    target, pictures, found = redacted_copy(source)
    assert (pictures, found) == ({1}, [])
    assert_gone(target)
    picture = render(target)
    boxes = areas_of_boxes(next(read_pages(source)), picture.size)
    assert boxes
    for area in boxes:
        assert is_covered(picture.crop(area))
    assert picture.size == render(source).size
    assert PdfReader(target).pages[0].get("/Rotate", 0) == 0


def test_text_outside_the_crop_box_goes_even_from_a_page_without_redactions(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [[*OTHER_LINES]])

    def change(writer):
        page = writer.pages[0]
        name = next(iter(page["/Resources"]["/Font"]))
        hidden = stream(
            page.get_contents().get_data() + b"\nBT %s 12 Tf 20 30 Td (%s) Tj ET" % (name.encode(), NAME.encode())
        )
        page[NameObject("/Contents")] = writer._add_object(hidden)
        page[NameObject("/CropBox")] = numbers(50, 100, 545, 800)

    changed(source, change)
    shown = Passage(1, "page", "\n".join(OTHER_LINES))
    target = tmp_path / "b.pdf"
    assert redact_pdf(source, target, [shown], {}) == {1}
    assert_gone(target)
    assert render(target).size == (990, 1400)


def test_text_outside_the_media_box_goes(tmp_path):
    content = b"BT /F1 12 Tf 72 700 Td (Synlig) Tj ET BT /F1 12 Tf 72 -200 Td (%s) Tj ET" % NAME.encode()
    source = make_content_page(tmp_path / "a.pdf", content)
    target = tmp_path / "b.pdf"
    passages = [Passage(1, "page", "Synlig")]
    assert redact_pdf(source, target, passages, {}) == {1}
    assert_gone(target)


def test_a_hidden_layer_goes(tmp_path):
    content = b"BT /F1 12 Tf 72 700 Td (Synlig) Tj ET /OC /L1 BDC BT /F1 12 Tf 72 600 Td (%s) Tj ET EMC" % NAME.encode()

    def layer(writer):
        group = writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): text(f"Notat om {NAME}")})
        )
        default = DictionaryObject({NameObject("/OFF"): ArrayObject([group])})
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): default}
        )
        return DictionaryObject({NameObject("/L1"): group})

    source = make_content_page(tmp_path / "a.pdf", content, {"/Properties": layer})
    target = tmp_path / "b.pdf"
    for passage in (Passage(1, "page", "Synlig"), next(read_pages(source))):
        redactions = redactions_of([passage], [NAME])
        assert redact_pdf(source, target, [passage], redactions) == {1}
        assert_gone(target)
        assert "Synlig" in pdftotext(target)


def test_live_text_that_nobody_screened_is_not_passed_on(tmp_path):
    """White text, a layer of other text under a scan: whatever extraction didn't report."""
    content = b"BT /F1 12 Tf 72 700 Td (Synlig) Tj 1 1 1 rg 0 -50 Td (%s) Tj ET" % NAME.encode()
    target = tmp_path / "b.pdf"
    assert redact_pdf(make_content_page(tmp_path / "a.pdf", content), target, [Passage(1, "page", "Synlig")], {}) == {1}
    assert_gone(target)


def test_a_page_that_extraction_found_empty_keeps_no_text(tmp_path):
    source, target = make_pdf(tmp_path / "a.pdf", [LINES]), tmp_path / "b.pdf"
    assert redact_pdf(source, target, [Passage(1, "page", "")], {}) == {1}
    assert pdftotext(target).strip() == ""
    assert_gone(target)


def test_a_name_divided_at_the_line_end_is_covered_on_both_lines(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [["Vi snakket lenge med Torgunn Fjell-", "vang om saken, og hun var klar."]])
    passage = next(read_pages(source))
    assert NAME in passage.text
    target, pictures, found = redacted_copy(source)
    assert (pictures, found) == ({1}, [])
    assert_gone(target, FIRST, "Fjell", "vang")
    picture = render(target)
    rows = [y for y in range(picture.height) if picture.getpixel((150, y)) == (0, 0, 0)]
    assert len(rows) > 20  # the part on the second line, at the left margin


def test_a_name_with_a_ligature_is_found_and_covered(tmp_path):
    source = make_content_page(tmp_path / "a.pdf", b"BT /F1 12 Tf 72 700 Td (Navnet er So\x01a.) Tj ET")

    def change(writer):
        cmap = (
            b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
            b"1 beginbfchar <01> <FB01> endbfchar 1 beginbfrange <20> <7E> <0020> endbfrange endcmap end"
        )
        writer.pages[0]["/Resources"]["/Font"]["/F1"].get_object()[NameObject("/ToUnicode")] = writer._add_object(
            stream(cmap)
        )

    target, pictures, found = redacted_copy(changed(source, change), ["Sofia"])
    assert (pictures, found) == ({1}, [])
    assert "[navn]" in pdftotext(target)
    assert "So" not in pdftotext(target)


def test_the_same_name_may_stay_on_another_page(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [LINES, [f"{NAME} (2019) er sitert."]])
    passages = list(read_pages(source))
    redactions = {1: redactions_of(passages, [NAME])[1]}
    target = tmp_path / "b.pdf"
    assert redact_pdf(source, target, passages, redactions) == {1}
    reader = PdfReader(target)
    assert NAME not in reader.pages[0].extract_text()
    assert NAME in reader.pages[1].extract_text()


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_photograph_loses_what_the_camera_wrote(tmp_path, wrapped):
    photo = Image.effect_noise((120, 80), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = f"Bilde av {NAME}"
    buffer = BytesIO()
    photo.save(buffer, "JPEG", exif=exif, comment=NAME.encode())
    (tmp_path / "photo.jpg").write_bytes(buffer.getvalue())
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842), pageCompression=0)
    canvas.drawString(72, 700, "En figur")
    canvas.drawImage(ImageReader(str(tmp_path / "photo.jpg")), 72, 500)
    canvas.save()

    def raw_jpeg(writer):
        image = next(iter(writer.pages[0]["/Resources"]["/XObject"].values())).get_object()
        image[NameObject("/Filter")] = NameObject("/DCTDecode")
        image._data = buffer.getvalue()
        if wrapped:
            image[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode"), NameObject("/DCTDecode")])
            image._data = zlib.compress(buffer.getvalue())

    source = changed(tmp_path / "a.pdf", raw_jpeg)
    assert NAME.lower() in everything_in(source)
    target, pictures, _ = redacted_copy(source)
    assert pictures == set()
    assert_gone(target)
    assert ImageChops.difference(render(source), render(target)).getbbox() is None


def test_a_scanned_page_gets_the_recognised_text_and_loses_the_redacted_words(tmp_path):
    picture = render(make_pdf(tmp_path / "a.pdf", [LINES]))
    passage = next(read_pages(tmp_path / "a.pdf"))
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=(595, 842))
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.save()
    target = tmp_path / "b.pdf"
    redact_pdf(tmp_path / "scan.pdf", target, [passage], redactions_of([passage], [NAME]))
    assert_gone(target)
    assert "Pasienten bodde hjemme" in pdftotext(target)


def test_a_letter_without_a_place_covers_the_whole_page(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [LINES])
    passage = Passage(1, "page", "\n".join(LINES))
    target = tmp_path / "b.pdf"
    redact_pdf(source, target, [passage], redactions_of([passage], [NAME]))
    assert render(target).getextrema() == ((0, 0),) * 3
    assert_gone(target)


def test_pages_and_passages_must_match_and_then_nothing_is_written(tmp_path):
    source, target = make_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    passages = list(read_pages(source))
    for wrong in (passages[:1], passages[1:], [*passages, Passage(3, "page", "")]):
        with pytest.raises(ValueError, match="page"):
            redact_pdf(source, target, wrong, {})
    with pytest.raises(ValueError, match="doesn't have"):
        redact_pdf(source, target, passages, {9: [Redaction(0, 1, "x")]})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf"]


def test_a_page_that_cannot_be_copied_safely_becomes_a_picture_with_its_text(tmp_path):
    source = make_pdf(tmp_path / "a.pdf", [OTHER_LINES])
    passages = list(read_pages(source))

    def change(writer):
        box = numbers(0, 0, 1, 1)
        form = stream(b"", Type=NameObject("/XObject"), Subtype=NameObject("/Form"), BBox=box, OC=BooleanObject(True))
        forms = DictionaryObject({NameObject("/X1"): writer._add_object(form)})
        writer.pages[0]["/Resources"][NameObject("/XObject")] = forms
        content = stream(writer.pages[0].get_contents().get_data() + b"\n/X1 Do")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)

    target = tmp_path / "b.pdf"
    assert redact_pdf(changed(source, change), target, passages, {}) == {1}
    assert "økonomi og styring" in pdftotext(target)


def test_a_file_that_pypdf_cannot_read_becomes_pictures_with_their_text(tmp_path):
    source = make_pdf(tmp_path / "a.pdf")
    passages = list(read_pages(source))

    def deepen(writer):
        """A page tree of more levels than pypdf follows; PDFium does."""
        root = writer.root_object["/Pages"].get_object()
        for _level in range(101):
            node = {NameObject("/Type"): NameObject("/Pages"), NameObject("/Kids"): root["/Kids"]}
            node[NameObject("/Count")] = NumberObject(2)
            root[NameObject("/Kids")] = ArrayObject([writer._add_object(DictionaryObject(node))])

    changed(source, deepen)
    with pytest.raises(PyPdfError):
        len(PdfReader(source).pages)
    target = tmp_path / "b.pdf"
    pictures = redact_pdf(source, target, passages, redactions_of(passages, [NAME]))
    assert pictures == {1, 2}
    assert_gone(target)
    assert "økonomi og styring" in pdftotext(target)
