"""Whether what was redacted comes back: from documents by any reader, from recordings by listening."""

from bench import redaction_files, redaction_media
from bench.sizes import Size
from bench.table import Row

PACKAGES = (*redaction_files.PACKAGES, *redaction_media.PACKAGES)


def run(size: Size) -> list[Row]:
    return [*redaction_files.run(size), *redaction_media.run(size)]
