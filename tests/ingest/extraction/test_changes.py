"""What was struck out in Word or Writer doesn't come back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from ingest.extraction import changes
from ingest.extraction.reasons import Unusable

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def rewritten(source: Path, part: str, content: str, target: Path) -> Path:
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as made:
        for entry in given.infolist():
            made.writestr(entry, content if entry.filename == part else given.read(entry))
    return target


def test_deletions_go_and_insertions_stay_in_word(tmp_path):
    plain = tmp_path / "plain.docx"
    docx.Document().save(str(plain))
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Vi </w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>og Rávdná </w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>i teamet </w:t></w:r></w:ins><w:r><w:t>begynte.</w:t></w:r></w:p>'
        '<w:tbl><w:tr><w:trPr><w:del w:id="3"/></w:trPr><w:tc><w:p><w:r><w:t>slettet rad</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
        "</w:body></w:document>"
    )
    source = rewritten(plain, "word/document.xml", body, tmp_path / "a.docx")
    changes.accept(source, tmp_path / "b.docx", ".docx")
    text = zipfile.ZipFile(tmp_path / "b.docx").read("word/document.xml").decode()
    assert "Rávdná" not in text
    assert "slettet rad" not in text
    assert docx.Document(str(tmp_path / "b.docx")).paragraphs[0].text == "Vi i teamet begynte."


def test_deletions_go_from_opendocument_and_the_paragraph_stays(tmp_path):
    source = tmp_path / "a.odt"
    content = (
        f'<office:text xmlns:office="{OFFICE}" xmlns:text="{TEXT}"><text:tracked-changes><text:changed-region>'
        "<text:deletion><text:p>Rávdná</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>Vi <text:change text:change-id="c1"/>begynte.</text:p></office:text>'
    )
    with zipfile.ZipFile(source, "w") as made:
        made.writestr("content.xml", content)
    changes.accept(source, tmp_path / "b.odt", ".odt")
    text = zipfile.ZipFile(tmp_path / "b.odt").read("content.xml").decode()
    assert "Rávdná" not in text
    assert "Vi begynte." in text


def test_other_files_are_copied(tmp_path):
    source = tmp_path / "a.pptx"
    source.write_bytes(b"anything")
    changes.accept(source, tmp_path / "b.pptx", ".pptx")
    assert (tmp_path / "b.pptx").read_bytes() == b"anything"


def test_broken_xml_is_a_damaged_file(tmp_path):
    source = tmp_path / "a.odt"
    with zipfile.ZipFile(source, "w") as made:
        made.writestr("content.xml", "<a><b></a>")
    with pytest.raises(Unusable) as refused:
        changes.accept(source, tmp_path / "b.odt", ".odt")
    assert refused.value.reason == "damaged"
