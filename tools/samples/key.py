"""The keys in `samples/key/`: which personal data were planted in which file, and what should become of each.

A key is JSON: `file`; `authors` (names); `planted`, each with `text`, `type` (as in `ingest.personal_data.detections`),
`expect` (the triage) and `count`; `phrases.unique`, a phrase that stands in the file exactly once; and `hidden`, words that lie
in the file where no reader looks (notes, comments, deleted text, attachments), which no rendition may hold.

`count` is how often the text stands in the file as whole words, case as given, runs of white space being one blank. A longer
planted text counts for a shorter one within it.
"""

import json
import re
from pathlib import Path
from typing import Any

import docx
import pptx
import pypdfium2

from tools.samples.blocks import TEXTS, plain, read
from tools.samples.script import sentences

KEYS = TEXTS.parent / "key"


def read_all() -> list[dict[str, Any]]:
    """Every key, by its file's name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(KEYS.glob("*.json"))]


def text_of(path: Path) -> str:
    """What a reader of the sample sees or hears, white space made one blank.

    From the file itself where that is quick; speech and scanned pages are taken from the text they were made from.
    """
    if path.suffix == ".pdf" and not path.name.startswith("skannet"):
        with pypdfium2.PdfDocument(path) as document:
            text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    elif path.suffix == ".docx":
        text = "\n".join(_word_texts(path))
    elif path.suffix == ".pptx":
        text = "\n".join(_slide_texts(path))
    elif path.suffix == ".txt":
        text = path.read_text(encoding="utf-8")
    else:
        text = "\n".join(_written(path.stem))
    return " ".join(text.split())


def _word_texts(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def _slide_texts(path: Path) -> list[str]:
    texts = []
    for slide in pptx.Presentation(str(path)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            elif shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return texts


def _written(stem: str) -> list[str]:
    text = read(f"{stem}.md")
    if "voices" in text.head:
        return [sentence.text for sentence in sentences(text)]
    return [
        *text.head.values(),
        *(plain(part) for block in text.blocks for part in (block.text, *(cell for row in block.rows for cell in row))),
    ]


def count(sought: str, text: str) -> int:
    """How often `sought` stands in `text` as whole words."""
    return len(re.findall(rf"(?<!\w){re.escape(sought)}(?!\w)", text))


def untrue(key: dict[str, Any], path: Path) -> list[str]:
    """What the key says about the file at `path` that isn't so, in words."""
    text = text_of(path)
    wrong = [
        f"{path.name}: “{planted['text']}” stands there {found} times, not {planted['count']}"
        for planted in key["planted"]
        if (found := count(planted["text"], text)) != planted["count"]
    ]
    if count(key["phrases"]["unique"], text) != 1:
        wrong.append(f"{path.name}: “{key['phrases']['unique']}” isn't unique")
    return wrong + [f"{path.name}: “{hidden}” isn't hidden" for hidden in key.get("hidden", ()) if count(hidden, text)]
