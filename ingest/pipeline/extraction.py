"""The steps from a file to its text: identify, convert, extract, recognise, transcribe, watch, language."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from archive.models import State
from ingest import files
from ingest.extraction import captions, identify, language, ocr, office, pdf, sandbox, slides, speech
from ingest.extraction.reasons import ConverterMissing, Unusable
from ingest.models import Passage, Source
from ingest.pipeline import store
from ingest.pipeline.screening import picture_name
from ingest.pipeline.step import Progress, Step

PDF = "application/pdf"


def is_media(source: Source) -> bool:
    return source.media_type.startswith(("audio/", "video/"))


class Identify(Step):
    """Finds out what the file is, by its content and never by its name."""

    name = "identify"
    label = _("finding out what kind of file it is")
    state = State.RECEIVED

    def run(self, source: Source, progress: Progress) -> None:
        has_captions = source.companions.filter(purpose=Source.Purpose.CAPTIONS).exists()
        with files.local(source.stored_name) as path:
            found = identify.identify(path, has_captions=has_captions)
        if found.family == "captions" and source.purpose == Source.Purpose.MAIN:
            raise Unusable("unknown")
        source.media_type = found.mime
        source.save(update_fields=["media_type"])


class Convert(Step):
    """Turns an office or text file into the PDF that readers will get.

    Without LibreOffice the step passes: the text is read all the same, and the item stays held with a sentence that says so.
    """

    name = "convert"
    label = _("making a PDF")
    state = State.RECEIVED

    def needed(self, source: Source) -> bool:
        return source.media_type != PDF and not is_media(source)

    def run(self, source: Source, progress: Progress) -> None:
        with files.local(source.stored_name) as path, tempfile.TemporaryDirectory() as folder:
            try:
                made = office.to_pdf(path, Path(folder), source.media_type)
            except ConverterMissing:
                return
            files.put(made, f"derived/{source.sha256}/readable.pdf")


class Extract(Step):
    """Reads the text of each page, or of each section where no PDF could be made."""

    name = "extract"
    label = _("reading the text")
    state = State.RECEIVED

    def needed(self, source: Source) -> bool:
        return not is_media(source)

    def run(self, source: Source, progress: Progress) -> None:
        name = files.readable_name(source)
        with files.local(name) as path:
            if source.media_type == PDF or name != source.stored_name:
                found = identify.identify(path)
                count = store.put(source, sandbox.stream(pdf.read_pages, path), progress, found.pages)
                store.remove_beyond(source, ["page"], count)
                store.remove_beyond(source, ["section"], 0)
            else:
                count = store.put(source, office.text_of_office(path, source.media_type), progress, 0)
                store.remove_beyond(source, ["section"], count)


class Recognise(Step):
    """Reads pages that are pictures, and looks for text and faces in the pictures of the others."""

    name = "ocr"
    label = _("looking at pictures")
    state = State.RECEIVED

    def needed(self, source: Source) -> bool:
        return source.passages.filter(kind=Passage.Kind.PAGE).exists()

    def run(self, source: Source, progress: Progress) -> None:
        pages = source.passages.filter(kind=Passage.Kind.PAGE).order_by("number")
        with files.local(files.readable_name(source)) as path:
            found = list(sandbox.stream(ocr.find_pictures, path, list(pages.values_list("number", flat=True))))
            for done, passage in enumerate(ocr.read_found(path, found), start=1):
                store.put_one(source, passage)
                progress(done, len(found))


class Transcribe(Step):
    """Takes the teacher's captions, or else listens to the recording."""

    name = "transcribe"
    label = _("writing down what is said")
    state = State.RECEIVED

    def needed(self, source: Source) -> bool:
        return is_media(source)

    def run(self, source: Source, progress: Progress) -> None:
        companion = source.companions.filter(purpose=Source.Purpose.CAPTIONS).order_by("-pk").first()
        if companion is not None:
            with files.local(companion.stored_name) as path:
                count = store.put(source, captions.read(path), progress, 0)
        else:
            with files.local(source.stored_name) as path:
                spoken = speech.transcribe(
                    path,
                    seconds=identify.identify(path).seconds,
                    progress=lambda done, total: progress(int(done), int(total)),
                )
                count = store.put(source, spoken, lambda done, total: None, 0)
        store.remove_beyond(source, ["speech"], count)


class Watch(Step):
    """Reads what is seen in a video, and keeps the pictures for the privacy officer."""

    name = "watch"
    label = _("reading what is seen")
    state = State.RECEIVED

    def needed(self, source: Source) -> bool:
        return source.media_type.startswith("video/")

    def run(self, source: Source, progress: Progress) -> None:
        count = 0
        with files.local(source.stored_name) as path, tempfile.TemporaryDirectory() as folder:
            seconds = identify.identify(path, has_captions=True).seconds
            for passage, picture in slides.read(path, seconds):
                count += 1
                kept = Path(folder) / "picture.webp"
                kept.write_bytes(picture)
                files.put(kept, picture_name(source, passage.number))
                store.put_one(source, passage)
                progress(int(passage.end or 0), max(int(seconds), int(passage.end or 0)))
        store.remove_beyond(source, ["picture"], count)


class Language(Step):
    """Tells which language each passage is in: bokmål, nynorsk or English."""

    name = "language"
    label = _("telling the language")
    state = State.RECEIVED

    def run(self, source: Source, progress: Progress) -> None:
        rows = source.passages.exclude(kind__in=Passage.METADATA).order_by("number")
        if not any(text.strip() for text in rows.values_list("text", flat=True).iterator()):
            raise Unusable("no_text")
        languages = language.detect(rows.values_list("text", flat=True).iterator())
        for key, found in zip(list(rows.values_list("pk", flat=True)), languages, strict=True):
            Passage.objects.filter(pk=key).update(language=found)
