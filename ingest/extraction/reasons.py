"""Every reason why a file can't be used, with the sentence for the person who sent it.

A parser in the sandbox has no translations and no settings: it raises `Unusable` by the reason's name, the name crosses to
the parent, and the sentence is rendered there in the language of whoever reads it.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ingest.exceptions import Refused

SENTENCES = {
    "missing": _("There is no file at this address. Check the name and try again."),
    "not_a_file": _("This is a folder or a link, not a file. Send the file itself."),
    "empty": _("The file is empty. Save it again and send the new one."),
    "truncated": _("The file is cut off: its end is missing. Send it again, or make a new copy of it first."),
    "damaged": _("The file is damaged and can't be opened. Save it again and send the new one."),
    "unknown": _(
        "Samling can't read this kind of file. Send a PDF, Word, PowerPoint, OpenDocument or text file, or a recording."
    ),
    "spreadsheet": _("Spreadsheets can't be received. Save it as a PDF and send that."),
    "old_office": _("This is an old Word or PowerPoint file or RTF. Save it as DOCX, PPTX or PDF and send that."),
    "image": _("A single picture can't be received. Put it in a PDF and send that."),
    "encrypted": _("The file is protected with a password. Remove the password and send the file again."),
    "bomb": _("The file unpacks to far more than it should and may be harmful. Save it again, or send a PDF."),
    "entities": _("The file defines its own text entities, as harmful files do. Save it again, or send a PDF."),
    "too_many_pages": _("The file has {pages} pages; at most {limit} can be received. Divide it into several files."),
    "no_pages": _("The file has no pages. Save it again and send the new one."),
    "bad_page": _("Page {page} can't be read: the file is damaged. Save it again as a PDF and send the new one."),
    "page_loop": _("The file's list of pages leads back to itself. Save it again as a PDF and send the new one."),
    "not_text": _("The file isn't readable text. Save it as UTF-8 text or as a PDF and send that."),
    "no_text": _("No text was found in the file. Check that it is the right one."),
    "too_much_text": _("The file holds more than {limit} characters of text. Divide it into several files."),
    "no_sound": _("The recording has no sound. Send one with sound, or a caption file beside the video."),
    "too_long": _("The recording lasts {hours} hours; at most {limit} can be received. Divide it into several files."),
    "bad_captions": _("The caption file can't be read (line {line}). Correct it, or send WebVTT or SRT."),
    "no_captions": _("The caption file has no captions with text. Correct it, or leave it out."),
    "crashed": _("The file made its reader fail, so it is probably damaged. Save it again, preferably as a PDF."),
    "too_slow": _("Reading the file took more than {seconds} seconds and was stopped. Save it again, or divide it."),
    "too_big": _("Reading the file took more memory than allowed. Save it again in a simpler form, or divide it."),
    "still_there": _("The check found redacted text in the result (pages: {pages}), so it was thrown away."),
    "not_converted": _("The file couldn't be turned into a PDF. Save it as a PDF yourself and send that."),
    "no_libreoffice": _(
        "LibreOffice is missing, so office files can't be turned into PDF. Send a PDF, or install LibreOffice: "
        "apt-get install libreoffice-writer-nogui libreoffice-impress-nogui"
    ),
    "no_tesseract": _(
        "Tesseract with Norwegian is missing, so scanned pages can't be read. Install it: "
        "apt-get install tesseract-ocr tesseract-ocr-nor"
    ),
    "no_face_model": _("The model that finds faces is missing, so pictures can't be checked. Run “make setup”."),
    "no_speech_model": _(
        "The speech model is missing, so recordings can't be transcribed. Run “make setup”, set SAMLING_SPEECH_MODEL, "
        "or send a caption file beside the recording."
    ),
}


class Unusable(Refused):
    """A refusal by name: `reason` is a key of `SENTENCES`, `details` fill its sentence."""

    def __init__(self, reason: str, **details: str | int | float) -> None:
        super().__init__(format_lazy(SENTENCES[reason], **details))
        self.reason = reason
        self.details = details


class ToolMissing(Unusable):
    """A program or model that this step needs isn't installed; the file itself may be fine, so try again afterwards."""


class ConverterMissing(ToolMissing):
    """LibreOffice isn't installed."""

    def __init__(self) -> None:
        super().__init__("no_libreoffice")


class OcrMissing(ToolMissing):
    """Tesseract or its Norwegian data isn't installed."""

    def __init__(self) -> None:
        super().__init__("no_tesseract")


class FaceModelMissing(ToolMissing):
    """The model that finds faces isn't there."""

    def __init__(self) -> None:
        super().__init__("no_face_model")


class SpeechModelMissing(ToolMissing):
    """The speech model isn't there."""

    def __init__(self) -> None:
        super().__init__("no_speech_model")
