"""Abbreviations of the field, however they are written: "ROS-analyse" is "ROS analyse" and "rosanalyse", BPA is spelled out by some."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from search import compounds, language


def writings(word: str) -> tuple[tuple[str, ...], ...]:
    """Other ways to write `word`, each as the words that stand side by side; none for most words."""
    folded = language.fold(word)
    known = _known()
    if folded in known:
        return known[folded]
    parts = compounds.parts(folded)
    return (parts,) if parts and parts[0] in known and "".join(parts) == folded else ()


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[tuple[str, ...], ...]]:
    lines = (Path(__file__).parent / "words" / "abbreviations.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if not line.startswith("#"))
    return {
        language.fold(short): tuple(tuple(language.words(form)) for form in forms.split(",") if form)
        for short, _tab, forms in rows
    }
