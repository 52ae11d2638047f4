"""Pages a second: our reading of a PDF, in the sandbox and with the place of every word, beside the bare readers."""

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pypdfium2
from pypdf import PdfReader, PdfWriter

from bench.sizes import Size
from bench.table import Row, part
from bench.timing import best, seconds
from ingest.extraction import document, identify, language, layout, pdf, sandbox

PACKAGES = ("pypdfium2", "pypdf", "lingua-language-detector")
THESIS = Path(__file__).resolve().parent.parent / "samples" / "files" / "oppgave-bokmaal.pdf"


def run(size: Size) -> list[Row]:
    """The sample thesis, and the same thesis bound several times into one, where starting counts less."""
    rows = compared(THESIS, "the sample thesis", size.repeats)
    with tempfile.TemporaryDirectory() as folder:
        long = bound(THESIS, size.copies, Path(folder) / "long.pdf")
        return rows + compared(long, f"the same, {size.copies} times in one file", max(size.repeats // 2, 1))


def compared(path: Path, name: str, repeats: int) -> list[Row]:
    """Rows for the PDF at `path`."""
    count = len(pypdfium2.PdfDocument(path))
    read = partial(sandbox.stream, pdf.read_pages, path)
    for warm in (read, partial(bare_pdfium, path), partial(document.extract, path)):
        exhaust(warm)
    ours = best(lambda: exhaust(read), repeats)
    pdfium = best(lambda: exhaust(partial(bare_pdfium, path)), repeats)
    pypdf = seconds(lambda: exhaust(partial(bare_pypdf, path)))
    whole = best(lambda: exhaust(partial(document.extract, path)), repeats)
    identifying = best(lambda: identify.identify(path), repeats)
    telling = _telling_languages(path, repeats)
    pages = f"{count} pages of {name}"
    return [
        Row(f"text and words, {pages}", count / ours, "pages/s", "pypdfium2, text only, no sandbox", count / pdfium),
        *_parts(path, ours, pdfium, repeats),
        Row(f"text and words, {pages}", count / ours, "pages/s", "pypdf, text only, no sandbox", count / pypdf),
        Row(f"the whole of extract(), {pages}", count / whole, "pages/s", "pypdfium2, text only", count / pdfium),
        part("text and words", ours, "s", whole),
        part("identifying the file", identifying, "s", whole, "in a child of its own"),
        part("telling the language of each page", telling, "s", whole, "lingua"),
        part("pages one by one, pages without text", whole - ours - identifying - telling, "s", whole, "what is left"),
    ]


def _parts(path: Path, ours: float, pdfium: float, repeats: int) -> list[Row]:
    """Where the time of one reading goes, each part timed for itself; the last is what the others leave."""
    start = best(lambda: exhaust(partial(sandbox.stream, pdf.read_pages, path, [1])), repeats)
    text = best(lambda: exhaust(partial(pieces, path, boxes=False)), repeats)
    everything = best(lambda: exhaust(partial(pieces, path, boxes=True)), repeats)
    inside = best(lambda: exhaust(partial(pdf.read_pages, path)), repeats)
    return [
        part("starting the child, first page", start, "s", ours, "a page of the same file read alone in the sandbox"),
        part("PDFium's text", pdfium, "s", ours, "the bare reading"),
        part("cleaning the text, words", text - pdfium, "s", ours, "layout.assemble without places"),
        part("places of the words", everything - text, "s", ours, "two calls of FPDFText_GetLooseCharBox a word"),
        part("annotations drawn in", inside - everything, "s", ours, "pdf.opened_page"),
        part("sending to the parent", ours - start - inside, "s", ours, "what is left"),
    ]


def _telling_languages(path: Path, repeats: int) -> float:
    passages = list(pdf.read_pages(path))
    return best(lambda: exhaust(partial(language.mark, passages)), repeats)


def bare_pdfium(path: Path) -> Iterator[str]:
    """The text of each page as anyone would get it."""
    opened = pypdfium2.PdfDocument(path)
    for page in opened:
        textpage = page.get_textpage()
        yield textpage.get_text_range()
        textpage.close()
        page.close()
    opened.close()


def bare_pypdf(path: Path) -> Iterator[str]:
    for page in PdfReader(path).pages:
        yield page.extract_text()


def pieces(path: Path, *, boxes: bool) -> Iterator[object]:
    """What `pdf.read_pages` does with each page, but for its annotations, with the places of the words or without."""
    with pdf.opened(path) as opened:
        for page in opened:
            textpage = page.get_textpage()
            locate = pdf._locator(page, textpage) if boxes else lambda first, last: (0.0, 0.0, 1.0, 1.0)
            yield layout.assemble(pdf._raw_text(textpage), locate)
            textpage.close()
            page.close()


def bound(path: Path, copies: int, target: Path) -> Path:
    """The PDF at `path` that many times in one file."""
    writer = PdfWriter()
    for _ in range(copies):
        writer.append(path)
    writer.write(target)
    return target


def exhaust(make: Callable[[], Iterator[object]]) -> None:
    deque(make(), maxlen=0)
