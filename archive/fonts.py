"""The font of what is drawn here and not by a browser: labels on pages, receipts."""

from pathlib import Path

LETTERS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "dejavu" / "DejaVuSans.ttf"
"""DejaVu Sans: the letters of Sámi, Vietnamese and all other names in Latin script, which the fonts of a PDF reader lack."""
