"""What can go wrong with a file, in words for the person who sent it."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The file can't be used. `str()` says in the active language why, and what to do next."""


class OriginalDeleted(Refused):
    """Its time was over (`ingest.retention`): the version for readers stays, and no other can be made."""

    def __init__(self) -> None:
        super().__init__(
            _("The original file was deleted when its time was over. To change more, send the work again.")
        )
