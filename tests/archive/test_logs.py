"""Nothing of what a file says reaches the log."""

from __future__ import annotations

import logging
import sys

from archive.logs import WithoutMessages


def test_an_exception_is_logged_by_type_and_place_without_its_message():
    try:
        try:
            raise KeyError("Kari Nordmann")
        except KeyError as error:
            raise ValueError("hemmelig tekst") from error
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Step failed", (), sys.exc_info())
    text = WithoutMessages("{message}", style="{").format(record)
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_logs.py" in text
    assert "hemmelig" not in text
    assert "Kari" not in text
