"""One form for texts that must be found in each other whichever reader extracted them."""

import re
import unicodedata

# Hyphens and dashes (category Pd), blanks, and what has no width: soft hyphen, joiners, controls, PDFium's U+FFFE.
_PASSED_OVER = re.compile(
    r"[\s\u002d\u00ad\u058a\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u200b-\u200f\u2060\ufeff\ufffe\x00-\x1f]+"
)


def squeezed(text: str) -> str:
    """`text` with case folded, ligatures resolved (NFKC) and no blanks, hyphens or invisible characters.

    So a name broken over two lines, "Nord-\\nmann", is found as "Nordmann", and "91 23 45 67" as "91234567".
    """
    return _PASSED_OVER.sub("", unicodedata.normalize("NFKC", text).casefold())
