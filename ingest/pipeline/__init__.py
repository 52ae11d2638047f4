"""From a received file to findings: an ordered list of small steps, each run recorded."""

from ingest.pipeline.catalogue import Catalogue
from ingest.pipeline.extraction import Convert, Extract, Identify, Language, Recognise, Transcribe, Watch
from ingest.pipeline.screening import Pictures, Screen
from ingest.pipeline.step import Step

STEPS: tuple[Step, ...] = (
    Identify(),
    Convert(),
    Extract(),
    Recognise(),
    Transcribe(),
    Watch(),
    Language(),
    Catalogue(),
    Pictures(),
    Screen(),
)
"""In this order. A step that fails stops the source there; the others go on."""
