"""What was seen in a picture and stands in the text as a sign."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from presidio_analyzer.nlp_engine import NlpArtifacts

from ingest.extraction.passages import FACE as SIGN
from ingest.personal_data.detections import FACE
from ingest.personal_data.recognizers.hits import Hit

ENTITIES = (FACE,)

_SIGN = re.compile(rf"^{SIGN}$", re.MULTILINE)


def picture(text: str, artifacts: NlpArtifacts) -> Iterator[Hit]:
    """Faces. Extraction puts the sign on a line of its own at a page's end; a text may have the same sign within a line."""
    for match in _SIGN.finditer(text):
        yield Hit(*match.span(), FACE, 0.6, _("A face may be here."))
