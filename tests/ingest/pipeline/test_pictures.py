"""From a page with pictures to a rendition: what is in them is flagged, shown, decided and covered."""

import pytest
from django.core.files.storage import storages
from django.utils import translation
from pypdfium2 import PdfDocument

from ingest import renditions, review
from ingest.desk import desk_of
from ingest.extraction.faces import faces
from ingest.extraction.passages import FACE
from ingest.look import look_at
from ingest.models import Finding, FindingDecision
from ingest.pipeline import STEPS, runner
from ingest.redaction.spans import label_for
from tests.factories import make_item, make_student
from tests.ingest.desks import make_officer
from tests.ingest.extraction.pictures import make_page, portrait, screen
from tests.ingest.factories import make_source

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Torgunn Fjellvang"
WANTED = [step for step in STEPS if step.name in ("identify", "extract", "ocr", "language", "screen")]


@pytest.fixture
def source(tmp_path):
    shown = screen([f"Pasient: {NAME}, f. 14.03.1941"])
    path = make_page(tmp_path / "a.pdf", (shown, (72, 330, 450, 180)), (portrait(), (330, 100, 200, 188)))
    author = make_student()
    item = make_item("thesis", authors=[author], owner=author)
    source = make_source(path.read_bytes(), name="a.pdf", by=author, item=item)
    assert runner.run(source, WANTED)
    return source


def test_what_is_in_pictures_is_flagged_shown_and_covered_and_a_second_run_keeps_what_was_decided(source):
    officer, item = make_officer(), source.item
    findings = {finding.text: finding for finding in review.findings_of(item)}
    assert (findings[FACE].type, findings[FACE].triage) == ("FACE", Finding.Triage.TO_DECIDE)
    assert findings[FACE].reason == "A face may be here."
    assert any(NAME in text for text in findings)

    look = look_at(desk_of(item, source), {"finding": str(findings[FACE].pk)})
    assert look.place is not None
    assert look.place.text == translation.gettext("Face")
    (box,) = next(boxes for place, boxes in look.marks if place.pk == findings[FACE].pk)
    assert box[2] > 100
    assert box[3] > 100

    review.decide(review.findings_of(item), FindingDecision.Action.REDACT, "", by=officer)
    runner.rerun(source, WANTED, "extract")
    assert runner.run(source, WANTED)
    assert not review.undecided(item).exists()

    rendition = renditions.make(item, by=officer)
    (redacted,) = rendition.passages.all()
    with translation.override("nb"):
        assert redacted.text.endswith(label_for("FACE"))
    assert NAME not in redacted.text
    assert FACE not in redacted.text
    assert rendition.redactions["FACE"] == 1
    with storages["held"].open(rendition.files.get(kind="document").name) as content:
        picture = PdfDocument(content.read())[0].render(scale=1.5).to_pil()
    assert faces(picture) == []
