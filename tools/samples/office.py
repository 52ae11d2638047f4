"""The office files: a thesis in DOCX, slides with notes in PPTX, a reading list in ODT."""

import datetime
import io
import re
import shutil
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pptx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from pptx.slide import Slide
from pptx.util import Cm as SlideCm
from pptx.util import Pt as SlidePt

from tools.samples.blocks import TEXTS, Block, SampleText, read

WRITTEN = datetime.datetime(
    2024, 5, 14, 9, 30
)  # Every date inside the files, so that they come out the same each time.
COMMENTER = "Bjørnar Eikeland"
COMMENT = "Fint. Men skriv om Inga Berit Turi slik at hun ikke kan kjennes igjen på yrket, eller ta det ut."
REVISER = "Tor Arne Hætta"
DELETED = " Vikaren het Rávdná Somby, og hun sluttet samme måned."


def build_thesis(target: Path) -> None:
    """The thesis in DOCX: real headings and styles, a table, a supervisor's comment and a tracked deletion left inside."""
    text = read("oppgave-tromso.md")
    document = docx.Document()
    _page_and_styles(document)
    _title_page(document, text)
    for block in text.blocks:
        _add_to_document(document, block)
    _leave_comment(document)
    _leave_tracked_deletion(document)
    properties = document.core_properties
    properties.author = text.head["authors"]
    properties.last_modified_by = REVISER
    properties.title = text.head["title"]
    properties.created = properties.modified = WRITTEN
    packed = io.BytesIO()
    document.save(packed)
    repack(packed, target)


def _page_and_styles(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(12)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.5, Pt(8)


def _title_page(document: Document, text: SampleText) -> None:
    head = text.head
    document.add_paragraph(head["title"], style="Title")
    document.add_paragraph(head["subtitle"], style="Subtitle")
    lines = [
        head["authors"],
        "Prosjektoppgave, nasjonal lederutdanning for primærhelsetjenesten",
        f"Kull {head['cohort']}, klasse {head['class']}",
        f"Veileder: {head['supervisor']}",
        head["date"],
        f"Nøkkelord: {', '.join(text.many('keywords'))}",
    ]
    for line in lines:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.LEFT
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_to_document(document: Document, block: Block) -> None:
    if block.kind in ("h1", "h2", "h3"):
        document.add_heading(block.text, level=int(block.kind[1]))
    elif block.kind == "table":
        table = document.add_table(rows=0, cols=len(block.rows[0]), style="Light Grid Accent 1")
        for row in block.rows:
            for cell, content in zip(table.add_row().cells, row, strict=True):
                cell.text = content
    else:
        style = {"quote": "Intense Quote", "caption": "Caption"}.get(block.kind, "Normal")
        _runs(document.add_paragraph(style=style), block.text)


def _runs(paragraph: Paragraph, text: str) -> None:
    for number, part in enumerate(text.split("*")):
        if part:
            paragraph.add_run(part).italic = True if number % 2 else None


def _paragraph_with(document: Document, phrase: str) -> Paragraph:
    return next(paragraph for paragraph in document.paragraphs if phrase in paragraph.text)


def _leave_comment(document: Document) -> None:
    runs = _paragraph_with(document, "internatskole").runs
    comment = document.add_comment(runs, text=COMMENT, author=COMMENTER, initials="BE")
    comment._comment_elm.set(qn("w:date"), WRITTEN.isoformat() + "Z")


def _leave_tracked_deletion(document: Document) -> None:
    deletion = OxmlElement("w:del")
    for name, value in (("id", "901"), ("author", REVISER), ("date", WRITTEN.isoformat() + "Z")):
        deletion.set(qn(f"w:{name}"), value)
    run, words = OxmlElement("w:r"), OxmlElement("w:delText")
    words.text = DELETED
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    deletion.append(run)
    _paragraph_with(document, "Ordet han sa, var")._p.append(deletion)


def build_slides(target: Path) -> None:
    """The conversation tool in PPTX, with what the teacher says in the notes."""
    text = read("verktoy-samtale.md")
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = SlideCm(33.867), SlideCm(19.05)
    slide: Slide | None = None
    for block in text.blocks:
        if block.kind == "h1":
            slide = presentation.slides.add_slide(presentation.slide_layouts[5])
            title = slide.shapes.title
            assert title is not None, "layout 5 has a title only"
            _place(title, 1.5, 1.2, 30.8, 2.6)
            title.text_frame.text = block.text
        elif slide is not None:
            _add_to_slide(slide, block)
    properties = presentation.core_properties
    properties.author = properties.last_modified_by = text.head["authors"]
    properties.title = text.head["title"]
    properties.created = properties.modified = WRITTEN
    packed = io.BytesIO()
    presentation.save(packed)
    repack(packed, target)


def _add_to_slide(slide: Slide, block: Block) -> None:
    top = 4.6 + sum(3.4 for shape in slide.shapes if shape != slide.shapes.title)
    if block.kind == "note":
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None, "python-pptx's notes page has a place for text"
        notes.text = block.text
    elif block.kind == "table":
        rows, columns = len(block.rows), len(block.rows[0])
        frame = slide.shapes.add_table(rows, columns, SlideCm(1.5), SlideCm(top), SlideCm(30.8), SlideCm(2 * rows))
        frame.table.columns[0].width, frame.table.columns[1].width = SlideCm(8.8), SlideCm(22)
        frame.table.first_row = False
        for number, row in enumerate(block.rows):
            for column, content in enumerate(row):
                frame.table.cell(number, column).text = content
                frame.table.cell(number, column).text_frame.paragraphs[0].font.size = SlidePt(22)
    else:
        lines = [f"•  {text}" for (text,) in block.rows] or [block.text]
        box = slide.shapes.add_textbox(SlideCm(1.5), SlideCm(top), SlideCm(30.8), SlideCm(3))
        box.text_frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
            paragraph.text, paragraph.space_after = line, SlidePt(14)
            paragraph.font.size, paragraph.font.italic = SlidePt(28), block.kind == "quote"


def _place(shape: object, left: float, top: float, width: float, height: float) -> None:
    for name, value in (("left", left), ("top", top), ("width", width), ("height", height)):
        setattr(shape, name, SlideCm(value))


def build_reading_list(target: Path) -> None:
    """The reading list in ODT, written part by part: odfpy's output differs from call to call."""
    body = "".join(_odt_block(block) for block in read("pensumliste.md").blocks)
    parts = {
        "mimetype": ODT,
        "META-INF/manifest.xml": MANIFEST,
        "content.xml": CONTENT.format(namespaces=NAMESPACES, styles=ODT_STYLES, body=body),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    repack(packed, target)


ODT = "application/vnd.oasis.opendocument.text"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
NAMESPACES = (
    f'xmlns:office="{OASIS}:office:1.0" xmlns:text="{OASIS}:text:1.0" xmlns:style="{OASIS}:style:1.0" '
    f'xmlns:fo="{OASIS}:xsl-fo-compatible:1.0"'
)
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces} office:version="1.2">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)
ODT_STYLES = (
    '<style:style style:name="h1" style:family="paragraph"><style:text-properties fo:font-size="20pt" fo:font-weight="bold"/>'
    '</style:style><style:style style:name="h2" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.4cm" '
    'fo:margin-bottom="0.15cm"/><style:text-properties fo:font-size="14pt" fo:font-weight="bold"/></style:style>'
    '<style:style style:name="paragraph" style:family="paragraph"><style:paragraph-properties fo:margin-top="0.1cm" '
    'fo:margin-bottom="0.1cm"/><style:text-properties fo:font-size="11pt"/></style:style>'
    '<style:style style:name="italic" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
)


def _odt_block(block: Block) -> str:
    if block.kind == "list":
        items = [f"<text:list-item>{_odt_paragraph(entry)}</text:list-item>" for (entry,) in block.rows]
        return f"<text:list>{''.join(items)}</text:list>"
    if block.kind in ("h1", "h2"):
        level = block.kind[1]
        return f'<text:h text:style-name="h{level}" text:outline-level="{level}">{escape(block.text)}</text:h>'
    return _odt_paragraph(block.text)


def _odt_paragraph(text: str) -> str:
    marked = re.sub(r"\*(.+?)\*", r'<text:span text:style-name="italic">\1</text:span>', escape(text))
    return f'<text:p text:style-name="paragraph">{marked}</text:p>'


def build_week_plan(target: Path) -> None:
    """The week plan: plain text, as it was written."""
    shutil.copyfile(TEXTS / "ukeplan.txt", target)


def repack(packed: io.BytesIO, target: Path | io.BytesIO) -> None:
    """Write a ZIP file again with one fixed time, so that the same content gives the same bytes."""
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            method = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(entry.filename, (2024, 5, 14, 9, 30, 0)), source.read(entry), method)
