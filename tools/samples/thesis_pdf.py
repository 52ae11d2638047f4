"""Sets a thesis written in a small subset of Markdown as a PDF, and checks the key of planted personal data.

    python tools/samples/thesis_pdf.py                      # samples/files/oppgave-bokmaal.pdf
    python tools/samples/thesis_pdf.py --check              # the same, then the key against what PDFium reads

A thesis is a folder of `*.md` files, read in the order of their names. The first begins with a head of `name: value`
lines between `---`. Understood after that:

    # Chapter            numbered; `{-}` leaves the number out, `{- .referanser}` gives hanging indents
    ## Section  ### Subsection  > quotation  1. list  **bold**  *italic*  a line break by a backslash at the end of a line
    Tabell N: caption    followed by a table of `|` rows, the second of which gives the alignment
    ```figur name        a drawn line chart: caption, head and rows of `label;value;value`
    [[innhold]]          the contents and the list of tables and figures

Pages before the first numbered chapter are labelled i, ii, iii, the others 1, 2, 3. The bytes depend on nothing but the text.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, String
from reportlab.lib.colors import HexColor, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents

ROOT = Path(__file__).parents[2]
MARGIN = 25 * mm
WIDTH = A4[0] - 2 * MARGIN
PADDING = 9.0  # left and right of a table cell together
BLUE, RED, GREY = HexColor("#1f4e79"), HexColor("#a23b2a"), HexColor("#c8c8c8")

BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=12, leading=18, spaceAfter=9, allowWidows=0, allowOrphans=0
)
CHAPTER = ParagraphStyle("chapter", BODY, fontName="Times-Bold", fontSize=20, leading=26, spaceAfter=18, keepWithNext=1)
SECTION = ParagraphStyle(
    "section", BODY, fontName="Times-Bold", fontSize=14, leading=20, spaceBefore=12, spaceAfter=6, keepWithNext=1
)
SUBSECTION = ParagraphStyle("subsection", SECTION, fontName="Times-BoldItalic", fontSize=12, leading=18, spaceBefore=6)
QUOTE = ParagraphStyle("quote", BODY, fontSize=11, leading=15.5, leftIndent=28, rightIndent=20)
LISTED = ParagraphStyle("listed", BODY, leftIndent=24, bulletIndent=6, spaceAfter=4)
REFERENCE = ParagraphStyle("reference", BODY, leftIndent=28, firstLineIndent=-28, spaceAfter=6)
CAPTION = ParagraphStyle(
    "caption", BODY, fontName="Times-Italic", fontSize=11, leading=14, spaceBefore=6, spaceAfter=4, keepWithNext=1
)
CELL = ParagraphStyle("cell", BODY, fontSize=10, leading=12.5, spaceAfter=0)
CELL_RIGHT = ParagraphStyle("cell-right", CELL, alignment=TA_RIGHT)
SOURCE = ParagraphStyle("source", BODY, fontSize=10, leading=13, spaceAfter=12)
CENTRED = ParagraphStyle("centred", BODY, alignment=TA_CENTER)
ENTRY = ParagraphStyle("entry", BODY, fontSize=11, leading=13.5, spaceAfter=1.5, rightIndent=28)
TIGHT = [
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
]
ENTRIES = [
    ParagraphStyle("entry0", ENTRY, fontName="Times-Bold", spaceBefore=3),
    ParagraphStyle("entry1", ENTRY, leftIndent=18),
]
LISTED_ENTRY = ParagraphStyle("listed-entry", ENTRY, leftIndent=18, firstLineIndent=-18)


class Thesis(BaseDocTemplate):
    """A document whose front pages have roman labels and whose body starts again at 1."""

    def __init__(self, target: Path, head: dict[str, str]) -> None:
        super().__init__(
            str(target), pagesize=A4, invariant=1, lang=head.get("language", "nb-NO"), title=head["title"],
            author=head["author"], subject=head["kind"], keywords=head["keywords"], creator="tools/samples/thesis_pdf.py",
        )  # fmt: skip
        self.last_front_page = 0  # known from the first pass on; the contents of the next pass rely on it
        self.front_page = 1
        frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        self.addPageTemplates(
            [
                PageTemplate("title", frame, onPage=self.begin_title),
                PageTemplate("front", frame, onPage=self.begin_front, onPageEnd=self.print_number),
                PageTemplate("body", frame, onPage=self.begin_body, onPageEnd=self.print_number),
            ]
        )

    def label(self, page: int) -> str:
        """What is printed on the page with this number, counted from 1."""
        return str(page - self.last_front_page) if page > self.last_front_page else roman(page)

    def begin_title(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        canvas.addPageLabel(0, "ROMAN_LOWER", 1)
        canvas.showOutline()

    def begin_front(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        self.front_page = canvas.getPageNumber()

    def begin_body(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        if page == self.front_page + 1:
            self.last_front_page = self.front_page
            canvas.addPageLabel(self.last_front_page, "ARABIC", 1)

    def print_number(self, canvas: Any, _doc: BaseDocTemplate) -> None:
        """At the end of a page, so that the number is also the last of the page's text."""
        page = canvas.getPageNumber()
        in_body = self.pageTemplate.id == "body"
        canvas.setFont("Times-Roman", 11)
        canvas.drawCentredString(A4[0] / 2, 14 * mm, self.label(page) if in_body else roman(page))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802, the name is reportlab's
        """Enter headings in the outline and the contents, captions in the list of tables and figures."""
        style = getattr(flowable, "style", None)
        if style is CAPTION:
            self.notify("TOCTable", (0, flowable.getPlainText(), self.page))
        elif style in (CHAPTER, SECTION, SUBSECTION):
            level = (CHAPTER, SECTION, SUBSECTION).index(style)
            text, key = flowable.getPlainText(), f"heading-{self.seq.next('heading')}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level, closed=level > 0)
            if level < 2:
                self.notify("TOCEntry", (level, escape(text), self.page, key))


def roman(number: int) -> str:
    """Lower-case roman numeral, 1–39."""
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def read(folder: Path) -> tuple[dict[str, str], list[str]]:
    """The head and the blocks of a thesis: what stands between blank lines, fenced blocks whole."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    _, head, body = text.split("---\n", 2)
    named = dict(line.split(": ", 1) for line in head.splitlines())
    return named, [block.strip() for block in re.split(r"\n\s*\n", body) if block.strip()]


def inline(text: str) -> str:
    """Markdown within a paragraph as reportlab's markup."""
    marked = escape(text, quote=False).replace("\\\n", "<br/>").replace("\n", " ")
    marked = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", marked)
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", marked)


def title_page(head: dict[str, str]) -> Iterator[Flowable]:
    def line(name: str, size: float, after: float, font: str = "Times-Roman") -> Paragraph:
        style = ParagraphStyle(
            name,
            CENTRED,
            fontName=font,
            fontSize=size,
            leading=size * 1.3,
            spaceAfter=after,
            leftIndent=30,
            rightIndent=30,
        )
        return Paragraph(inline(head[name]), style)

    yield Spacer(0, 95)
    yield line("title", 26, 14, "Times-Bold")
    yield line("subtitle", 16, 90, "Times-Italic")
    yield line("author", 16, 120)
    yield line("kind", 13, 6)
    yield line("programme", 13, 6)
    yield line("class", 13, 6)
    yield line("supervisor", 13, 6)
    yield line("date", 13, 0)


def contents(thesis: Thesis) -> Iterator[Flowable]:
    lists = (("Innhold", "TOCEntry", ENTRIES), ("Tabeller og figurer", "TOCTable", [LISTED_ENTRY]))
    for number, (title, kind, styles) in enumerate(lists):
        entries = TableOfContents(
            notifyKind=kind, levelStyles=styles, dotsMinLevel=0, formatter=thesis.label, tableStyle=TIGHT
        )
        yield PageBreak() if number == 0 else Spacer(0, 12)
        yield Paragraph(title, ParagraphStyle("contents-title", CHAPTER if number == 0 else SECTION))
        yield entries


def table(caption: str, rows: list[str]) -> Flowable:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    head, alignment, *body = cells
    styles = [CELL_RIGHT if mark.endswith(":") else CELL for mark in alignment]
    data = [[Paragraph(f"<b>{inline(cell)}</b>", style) for cell, style in zip(head, styles, strict=True)]]
    data += [[Paragraph(inline(cell), style) for cell, style in zip(row, styles, strict=True)] for row in body]
    rules = [
        ("LINEABOVE", (0, 0), (-1, 0), 1, black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, black),
        ("LINEBELOW", (0, 1), (-1, -2), 0.25, GREY),
        ("LINEBELOW", (0, -1), (-1, -1), 1, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING / 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING * 2 / 3),
    ]
    widths = column_widths(cells)
    set_table = Table(data, colWidths=widths, repeatRows=1, style=rules, spaceAfter=12, hAlign="LEFT")
    return KeepTogether([Paragraph(inline(caption), CAPTION), set_table]) if caption else set_table


def column_widths(cells: list[list[str]]) -> list[float]:
    """As wide as each column's longest cell, where that fits; else between that and its longest word."""

    def widest(column: int, *, words: bool) -> float:
        texts = [text for row in cells for text in (row[column].split() if words else [row[column]])]
        return float(max(stringWidth(text, "Times-Bold", CELL.fontSize) for text in texts)) + PADDING

    least = [widest(column, words=True) for column in range(len(cells[0]))]
    ideal = [widest(column, words=False) for column in range(len(cells[0]))]
    if sum(ideal) <= WIDTH:
        return [width * WIDTH / sum(ideal) for width in ideal]
    share = (WIDTH - sum(least)) / (sum(ideal) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, ideal, strict=True)]


def figure(lines: list[str]) -> Flowable:
    """A line chart: caption, head `x;series;series`, rows `label;value;value` with decimal commas."""
    caption, head, *rows = lines
    names = head.split(";")[1:]
    labels = [row.split(";")[0] for row in rows]
    series = [[float(row.split(";")[n + 1].replace(",", ".")) for row in rows] for n in range(len(names))]
    left, bottom, width, height, top = 32.0, 34.0, WIDTH - 110, 180.0, 16
    drawing = Drawing(WIDTH, bottom + height + 14)

    def at(index: int, value: float) -> tuple[float, float]:
        return left + 14 + index * (width - 28) / (len(rows) - 1), bottom + value / top * height

    for value in range(0, top + 1, 4):
        y = at(0, value)[1]
        drawing.add(Line(left, y, left + width, y, strokeColor=black if value == 0 else GREY, strokeWidth=0.5))
        drawing.add(String(left - 6, y - 3, str(value), textAnchor="end", fontName="Times-Roman", fontSize=10))
    for index, label in enumerate(labels):
        quarter, year = label.rsplit(" ", 1)
        for drop, text in ((13, quarter), (25, year)):
            x = at(index, 0)[0]
            drawing.add(String(x, bottom - drop, text, textAnchor="middle", fontName="Times-Roman", fontSize=9))
    for name, values, colour in zip(names, series, (BLUE, RED), strict=True):
        points = [at(index, value) for index, value in enumerate(values)]
        drawing.add(PolyLine(points, strokeColor=colour, strokeWidth=1.6))
        for point in points:
            drawing.add(Circle(*point, 2.4, fillColor=colour, strokeColor=None))
        x, y = points[-1]
        last = f"{name} {values[-1]}".replace(".", ",")
        drawing.add(String(x + 8, y - 3, last, fontName="Times-Bold", fontSize=10, fillColor=colour))
    return KeepTogether([Spacer(0, 6), drawing, Paragraph(inline(caption), CAPTION)])


def heading(block: str, chapters: list[int]) -> tuple[str, ParagraphStyle]:
    """The heading's text with its number, and its style; `chapters` counts [chapter, section, subsection]."""
    marks, text = block.split(" ", 1)
    level = len(marks) - 1
    style = (CHAPTER, SECTION, SUBSECTION)[level]
    if text.endswith("}"):
        return text[: text.index("{")].strip(), style
    chapters[level] += 1
    chapters[level + 1 :] = [0] * (2 - level)
    number = ".".join(map(str, chapters[: level + 1]))
    return (f"{number}\u2002{text}" if level < 2 else text), style


def flowables(thesis: Thesis, head: dict[str, str], blocks: list[str]) -> Iterator[Flowable]:
    yield from title_page(head)
    yield NextPageTemplate("front")
    chapters, paragraph, caption = [0, 0, 0], BODY, ""
    for block in blocks:
        lines = block.splitlines()
        if block.startswith("#"):
            text, style = heading(block, chapters)
            if style is CHAPTER:
                paragraph = REFERENCE if ".referanser" in block else BODY
                if chapters[:2] == [1, 0]:
                    yield NextPageTemplate("body")
                yield PageBreak()
            yield Paragraph(inline(text), style)
        elif block == "[[innhold]]":
            yield from contents(thesis)
        elif block.startswith("```"):
            yield figure(lines[1:-1])
        elif block.startswith("|"):
            yield table(caption, lines)
            caption = ""
        elif re.match(r"Tabell \d+: ", block):
            caption = block
        elif block.startswith("> "):
            yield Paragraph(inline(block[2:]), QUOTE)
        elif re.match(r"1\. ", block):
            for line in lines:
                number, text = line.split(" ", 1)
                yield Paragraph(inline(text), LISTED, bulletText=number)
            yield Spacer(0, 5)
        else:
            yield Paragraph(inline(block), SOURCE if block.startswith("Kilde: ") else paragraph)


def build(folder: Path, target: Path) -> None:
    """Write the thesis in `folder` to `target`; the same text gives the same bytes."""
    head, blocks = read(folder)
    doubled = [block for block, times in Counter(blocks).items() if times > 1 and len(block) > 40]
    assert not doubled, f"repeated: {doubled}"
    target.parent.mkdir(parents=True, exist_ok=True)
    thesis = Thesis(target, head)
    thesis.multiBuild(list(flowables(thesis, head, blocks)))


def pages(path: Path) -> list[str]:
    """Each page's text as PDFium reads it, runs of white space made one blank."""
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def occurrences(text: str, read_pages: list[str]) -> list[int]:
    """Page numbers, counted from 1, on which the text stands as whole words, once per time."""
    pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
    return [number for number, page in enumerate(read_pages, 1) for _ in pattern.finditer(page)]


def check(path: Path, key: dict[str, Any]) -> list[str]:
    """What in the key isn't true of the file, in words."""
    read_pages = pages(path)
    wrong = [
        f"{planted['text']}: {found} times, the key says {planted['count']}"
        for planted in key["planted"]
        if (found := len(occurrences(planted["text"], read_pages))) != planted["count"]
    ]
    unique = occurrences(key["phrases"]["unique"], read_pages)
    if len(unique) != 1 or unique[0] <= 30:
        wrong.append(f"the unique phrase stands on pages {unique}")
    if len(read_pages) < 40:
        wrong.append(f"{len(read_pages)} pages")
    return wrong


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Set the bokmål thesis as a PDF.")
    parser.add_argument("--text", type=Path, default=ROOT / "samples/texts/oppgave-bokmaal")
    parser.add_argument("--out", type=Path, default=ROOT / "samples/files/oppgave-bokmaal.pdf")
    parser.add_argument("--check", action="store_true", help="compare the file with samples/key/oppgave-bokmaal.json")
    chosen = parser.parse_args(arguments)
    build(chosen.text, chosen.out)
    print(f"{chosen.out.name}: {len(pages(chosen.out))} pages, {chosen.out.stat().st_size:,} bytes")
    if not chosen.check:
        return 0
    wrong = check(chosen.out, json.loads((ROOT / "samples/key/oppgave-bokmaal.json").read_text(encoding="utf-8")))
    print("\n".join(wrong) or "The key holds.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
