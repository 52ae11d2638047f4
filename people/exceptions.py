"""What can go wrong with a roster, in words for the administrator who sent it."""


class RosterError(Exception):
    """The file, or a row of it, can't be used. `str()` says in the active language why, and what to do next."""
