import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def screen(*arguments: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("screen", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_file_gives_a_line_a_finding_with_offsets_into_the_raw_text(tmp_path):
    text = "\r\nÅse Berg\r\nringte 905 48 694.\r\n"
    path = tmp_path / "notat.txt"
    path.write_bytes(text.encode())
    findings = screen(str(path), "--json")
    assert {finding["type"] for finding in findings} == {"PERSON", "PHONE_NUMBER"}
    assert all(text[finding["start"] : finding["end"]] == finding["text"] for finding in findings)
    assert set(findings[0]) == {"start", "end", "type", "text", "score", "reason", "triage"}


def test_a_batch_gives_a_line_a_text_also_where_nothing_is_found(tmp_path):
    path = tmp_path / "batch.jsonl"
    lines = [
        {"id": "a", "text": "Ring 905 48 694", "language": "nb"},
        {"id": "b", "text": "Ingenting her.", "language": "nn"},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    first, second = screen("--batch", str(path))
    assert first["id"] == "a"
    assert [(finding["text"], finding["triage"]) for finding in first["findings"]] == [("905 48 694", "certain")]
    assert second == {"id": "b", "findings": []}


def failing(*arguments: str) -> list[dict[str, Any]]:
    """What a command that must fail wrote before it did."""
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("screen", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("line", [b"not json", b"[]", b'{"id": 1}', b'{"id": 1, "text": null}', b"\xff"])
def test_a_broken_line_is_an_error_and_stops_no_other_line(tmp_path, line):
    path = tmp_path / "batch.jsonl"
    good = [json.dumps({"id": name, "text": "Ring Kari Nordmann."}).encode() for name in ("a", "b")]
    path.write_bytes(b"\n".join([good[0], line, good[1]]))
    answers = {answer["id"]: answer for answer in failing("--batch", str(path))}
    assert set(answers) == {"a", 2, "b"}
    assert set(answers[2]) == {"id", "error"}
    assert len(answers["a"]["findings"]) == len(answers["b"]["findings"]) == 1


def test_a_folder_is_read_file_by_file_and_what_cant_be_read_is_an_error(tmp_path):
    (tmp_path / "inni").mkdir()
    (tmp_path / "inni" / "notat.txt").write_text("Kari Nordmann ringte.", encoding="utf-8")
    (tmp_path / "tomt.txt").write_text("Ingenting her.", encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("Åse".encode("latin-1"))
    (tmp_path / "ødelagt.pdf").write_bytes(b"%PDF-1.7 no more")
    answers = {answer.pop("id"): answer for answer in failing("--batch", str(tmp_path), "--counts")}
    assert answers["inni/notat.txt"] == {"counts": {"PERSON": {"to_decide": 1}}}
    assert answers["tomt.txt"] == {"counts": {}}
    assert set(answers["latin.txt"]) == set(answers["ødelagt.pdf"]) == {"error"}


def test_a_batch_that_is_not_there_is_one_sentence():
    assert failing("--batch", "/no/such/batch.jsonl") == []


def test_a_file_that_is_not_there_is_one_sentence():
    with pytest.raises(CommandError):
        screen("/no/such/file.txt")


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("Åse".encode("latin-1"))
    with pytest.raises(CommandError):
        screen(str(path))
