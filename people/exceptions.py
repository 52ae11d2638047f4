"""What can go wrong with a roster, in words for the administrator who sent it."""

from django.utils.functional import Promise


class RosterError(Exception):
    """The file, or a row of it, can't be used. `str()` says in the active language why, and what to do next."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
