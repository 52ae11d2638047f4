"""The log's form: what failed and where, without what was said, and without the secret part of a personal link.

An exception's message can hold a piece of the file that was read, so it is left out; its type and the lines of code stay.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_LINK = re.compile(r"(/samtykke/(?:lenke|svar)/|/sok/stopp/)[^/\s'\"]+")
"""The address of a personal link, which opens or stops something for whoever has it."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutMessages(logging.Formatter):
    """Formats exceptions as types and places in the code, each cause with its own; personal links are cut."""

    def format(self, record: logging.LogRecord) -> str:
        return _LINK.sub(r"\1…", super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name.
        lines = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines.append(type(error).__qualname__)
            lines += [
                f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
