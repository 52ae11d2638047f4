"""A sample's text as written in `samples/texts/*.md`: a head of `name: value` lines, then blocks.

The notation is a small part of Markdown, so that the texts are pleasant to write and to correct:

    # heading, ## heading, ### heading        - list item        > quotation
    | cell | cell |                           caption: text under a table
    ref: an entry of the reference list       note: what a speaker says (slides)
    ---                                       a new page

Blocks are separated by empty lines; headings, list items, table rows and `name:` lines may follow each other directly.
Within a block, *stars* mean italics.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).resolve().parents[2] / "samples" / "texts"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of text. `kind` is h1, h2, h3, paragraph, quote, list, table, caption, ref, note or break."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # a table's cells, or a list's items as rows of one cell


@dataclass(frozen=True, slots=True)
class SampleText:
    """A whole text: the head's values by name, and the blocks in order."""

    head: dict[str, str]
    blocks: tuple[Block, ...]

    def many(self, name: str) -> list[str]:
        """A head value that lists several things with semicolons."""
        return [part.strip() for part in self.head[name].split(";")]


def read(name: str) -> SampleText:
    """Read `samples/texts/NAME`. Raises OSError where there is no such text."""
    head_lines, _, body = (TEXTS / name).read_text(encoding="utf-8").partition("\n\n")
    head = dict(line.split(": ", 1) for line in head_lines.splitlines())
    return SampleText(head, tuple(_blocks(body)))


def _blocks(body: str) -> Iterator[Block]:
    for chunk in re.split(r"\n{2,}", body.strip()):
        pending: list[tuple[str, str]] = []
        for line in chunk.splitlines():
            kind, text = _kind(line)
            if pending and pending[0][0] != kind:
                yield _block(pending)
                pending = []
            pending.append((kind, text))
        yield _block(pending)


def _kind(line: str) -> tuple[str, str]:
    if line == "---":
        return "break", ""
    if heading := re.match(r"(#{1,3}) (.+)", line):
        return f"h{len(heading[1])}", heading[2]
    if named := re.match(r"(caption|ref|note): (.+)", line):
        return named[1], named[2]
    for mark, kind in (("- ", "list"), ("> ", "quote"), ("| ", "table")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "paragraph", line


def _block(lines: list[tuple[str, str]]) -> Block:
    kind = lines[0][0]
    if kind == "list":
        return Block(kind, rows=tuple((text,) for _, text in lines))
    if kind == "table":
        return Block(kind, rows=tuple(tuple(c.strip() for c in text.rstrip("| ").split(" | ")) for _, text in lines))
    return Block(kind, " ".join(text for _, text in lines))


def italics(text: str) -> str:
    """The text as reportlab's paragraph markup."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", escaped)


def plain(text: str) -> str:
    """The text without the stars that mean italics."""
    return re.sub(r"\*(.+?)\*", r"\1", text)
