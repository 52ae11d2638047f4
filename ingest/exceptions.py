"""What can go wrong with a file, in words for the person who sent it."""

from django.utils.functional import Promise


class Refused(Exception):
    """The file can't be used. `sentence` says why and what to do next; `str()` is that sentence in the active language."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
