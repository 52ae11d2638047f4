"""The file of inflected words in both standards that `manage.py learn_forms` makes, and every process reads at its first question.

Lines in UTF-8: a word in bokmål, a tab, the same in nynorsk. The last line tells how many there are, so that half a file is known.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

Pair = tuple[str, str]
"""A word in bokmål and the same in nynorsk."""


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """What stands beside each word in `path`, in both directions; nothing, and a line in the log, where it can't be read."""
    try:
        pairs = _pairs(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        logger.info("There is no %s; searches go on without it. manage.py learn_forms makes it", path)
        return {}
    except (OSError, ValueError) as error:
        logger.warning(
            "%s can't be read (%s); searches go on without it. manage.py learn_forms makes it anew", path, error
        )
        return {}
    forms: dict[str, tuple[str, ...]] = {}
    for bokmaal, nynorsk in pairs:
        forms[bokmaal] = (*forms.get(bokmaal, ()), nynorsk)
        forms[nynorsk] = (*forms.get(nynorsk, ()), bokmaal)
    return forms


def write(path: Path, pairs: Sequence[Pair]) -> None:
    """Put `pairs` into `path`, whole or not at all, for everybody to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=path.name, delete=False) as file:
        new = Path(file.name)
        try:
            file.writelines(f"{bokmaal}\t{nynorsk}\n" for bokmaal, nynorsk in pairs)
            file.write(f"# {len(pairs)}\n")
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.replace(new, path)
        except BaseException:
            new.unlink()
            raise


def _pairs(text: str) -> list[Pair]:
    *lines, end = text.splitlines() or [""]
    if end != f"# {len(lines)}":
        raise ValueError("it is not whole")
    pairs = []
    for line in lines:
        bokmaal, nynorsk = line.split("\t")
        pairs.append((bokmaal, nynorsk))
    return pairs
