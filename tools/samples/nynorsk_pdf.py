"""`oppgave-nynorsk.pdf`: the thesis in nynorsk, set the way students set them (Times, 12 points, line and a half)."""

from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from tools.samples.blocks import Block, SampleText, italics, read

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=12, leading=18, spaceAfter=9, alignment=TA_JUSTIFY)
QUOTE = ParagraphStyle("quote", BODY, leftIndent=1 * cm, rightIndent=1 * cm, fontSize=11, leading=16, spaceBefore=2)
REFERENCE = ParagraphStyle("ref", BODY, leftIndent=1 * cm, firstLineIndent=-1 * cm, leading=15, alignment=0)
CAPTION = ParagraphStyle("caption", BODY, fontName="Times-Italic", fontSize=10, leading=13, spaceAfter=14)
CELL = ParagraphStyle("cell", BODY, fontSize=10, leading=13, spaceAfter=0, alignment=0)
CELL_HEAD = ParagraphStyle("cell-head", CELL, fontName="Times-Bold")
HEADINGS = {
    "h1": ParagraphStyle("h1", BODY, fontName="Times-Bold", fontSize=18, leading=24, spaceAfter=12, alignment=0),
    "h2": ParagraphStyle("h2", BODY, fontName="Times-Bold", fontSize=14, leading=19, spaceBefore=10, alignment=0),
    "h3": ParagraphStyle("h3", BODY, fontName="Times-BoldItalic", leading=17, spaceBefore=6, spaceAfter=4, alignment=0),
}
CENTRED = ParagraphStyle("centred", BODY, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", CENTRED, fontName="Times-Bold", fontSize=24, leading=30, spaceAfter=14)
SUBTITLE = ParagraphStyle("subtitle", CENTRED, fontSize=14, leading=20)
CHAPTERS_ON_A_NEW_PAGE = ("Forord", "Samandrag", "1 ", "Litteratur", "Vedlegg 1")


class ThesisTemplate(BaseDocTemplate):
    """Numbers the pages, and tells the contents and the outline about the headings as they are placed."""

    def __init__(self, target: Path, text: SampleText) -> None:
        super().__init__(
            str(target),
            pagesize=A4,
            margin=0,
            title=text.head["title"],
            author=text.head["authors"],
            subject=text.head["subtitle"],
            lang="nn-NO",
            invariant=1,
        )
        frame = Frame(2.5 * cm, 2.3 * cm, A4[0] - 5 * cm, A4[1] - 4.8 * cm, id="page")
        self.addPageTemplates(PageTemplate("page", [frame], onPage=_page_number))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab's name)
        level = {"h1": 0, "h2": 1}.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is None or not isinstance(flowable, Paragraph):
            return
        text = flowable.getPlainText()
        key = f"{self.page}-{text}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level)
        self.notify("TOCEntry", (level, text, self.page, key))


def _page_number(canvas: Canvas, document: Any) -> None:
    if document.page > 1:
        canvas.setFont("Times-Roman", 10)
        canvas.drawCentredString(A4[0] / 2, 1.3 * cm, str(document.page))


def build(target: Path) -> None:
    """Write the thesis to `target`."""
    text = read("oppgave-nynorsk.md")
    story = [*_front(text), *_contents_after_abstract(text)]
    ThesisTemplate(target, text).multiBuild(story)


def _front(text: SampleText) -> list[Flowable]:
    head = text.head
    return [
        Spacer(1, 4 * cm),
        Paragraph(head["title"], TITLE),
        Paragraph(head["subtitle"], SUBTITLE),
        Spacer(1, 3 * cm),
        *(Paragraph(author, SUBTITLE) for author in text.many("authors")),
        Spacer(1, 4 * cm),
        Paragraph("Prosjektoppgåve, nasjonal leiarutdanning for primærhelsetenesta", CENTRED),
        Paragraph(f"Kull {head['cohort']}, klasse {head['class']}", CENTRED),
        Paragraph(f"Rettleiar: {head['supervisor']}", CENTRED),
        Paragraph(head["date"], CENTRED),
    ]


def _contents_after_abstract(text: SampleText) -> list[Flowable]:
    story: list[Flowable] = []
    for block in text.blocks:
        if block.kind == "h1" and block.text.startswith("1 "):
            story += [Paragraph(f"<b>Nykelord:</b> {', '.join(text.many('keywords'))}", BODY), PageBreak()]
            story += [Paragraph("Innhald", ParagraphStyle("contents", HEADINGS["h1"])), _contents()]
        if block.kind == "h1":
            new_page = block.text.startswith(CHAPTERS_ON_A_NEW_PAGE)
            story.append(PageBreak() if new_page else Spacer(1, 14))
        story.append(_flowable(block))
    return story


def _contents() -> TableOfContents:
    contents = TableOfContents(dotsMinLevel=0)
    contents.tableStyle = TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])
    contents.levelStyles = [
        ParagraphStyle("toc1", BODY, fontName="Times-Bold", spaceBefore=3, spaceAfter=0, leading=15),
        ParagraphStyle("toc2", BODY, leftIndent=0.8 * cm, spaceAfter=0, leading=14),
    ]
    return contents


def _flowable(block: Block) -> Flowable:
    styles = {"paragraph": BODY, "quote": QUOTE, "caption": CAPTION, "ref": REFERENCE, **HEADINGS}
    if block.kind == "list":
        items = [ListItem(Paragraph(italics(text), BODY)) for (text,) in block.rows]
        return ListFlowable(items, bulletType="bullet", bulletFontSize=8, leftIndent=18, start="•")
    if block.kind == "table":
        return KeepTogether([_table(block), Spacer(1, 6)])
    style = styles[block.kind]
    if block.kind in HEADINGS:
        style = ParagraphStyle(block.kind, style, keepWithNext=1)
    return Paragraph(italics(block.text), style)


def _table(block: Block) -> Table:
    columns = max(len(row) for row in block.rows)
    rows = [[*row, *[""] * (columns - len(row))] for row in block.rows]
    cells = [
        [Paragraph(italics(cell), CELL if number else CELL_HEAD) for cell in row] for number, row in enumerate(rows)
    ]
    width = A4[0] - 5.4 * cm
    widths = [width * 0.3, width * 0.7] if columns == 2 else [width / columns] * columns
    table = Table(cells, colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    if block.rows[0][1:] in ((), ("",)):
        table.setStyle(TableStyle([("SPAN", (0, 0), (-1, 0))]))
    return table
