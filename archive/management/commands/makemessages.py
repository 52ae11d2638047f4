"""Django's `makemessages` without guesses: a new sentence has no translation, rather than that of a sentence like it."""

from __future__ import annotations

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    msgmerge_options = ["--quiet", "--backup=none", "--no-fuzzy-matching", "--update"]
