"""The table and the file of what was measured."""

import json
from pathlib import Path

import pytest

from bench import machine, table
from bench.table import Row, part
from bench.timing import percentile


def test_a_ratio_says_how_many_times_the_peers_cost_ours_is() -> None:
    assert Row("reading", 50, "pages/s", "bare", 200).ratio == 4
    assert Row("a request", 30, "ms", "bare", 10).ratio == 3
    assert Row("a request", 30, "ms").ratio is None


def test_a_row_over_its_limit_shows_it() -> None:
    described = machine.describe(("pytest",), machine.ticks())
    kept, exceeded = Row("small", 299, "MB", limit=300), Row("large", 301, "MB", limit=300)
    assert kept.kept
    assert not exceeded.kept
    shown = table.shown("memory", described, [kept, exceeded, part("half", 150, "MB", 301)])
    assert shown.count("EXCEEDED") == 1
    assert "50%" in shown
    assert f"pytest {pytest.__version__}" in shown


def test_others_work_is_seen_and_ours_is_not() -> None:
    before = machine.ticks()
    sum(number * number for number in range(3_000_000))
    alone = machine.ticks()
    assert alone.own > before.own
    others = machine.describe((), machine.Ticks(before.busy, before.total, alone.own)).others
    assert others > machine.describe((), before).others


def test_results_are_kept_by_date_and_subject(tmp_path: Path) -> None:
    described = machine.describe((), machine.ticks())
    path = table.save("search", "tiny", described, [Row("a request", 30, "ms", "bare", 10, limit=50)], tmp_path)
    assert path.name.endswith("-search.json")
    saved = json.loads(path.read_text())
    assert saved["rows"][0] | {"ratio": 3, "kept": True} == saved["rows"][0]


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 1)) == (50, 95, 100)
    assert percentile([7.0], 0.95) == 7
