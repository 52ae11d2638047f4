"""`manage.py work`: a worker. Any number may run, on any number of machines."""

from __future__ import annotations

import itertools
import logging
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from archive import daily, starting
from ingest import recovery

logger = logging.getLogger(__name__)

PAUSE = 30
"""Seconds between two looks for what a killed worker left."""

DAILY_ROUNDS = 20
"""Looks between two askings for what is left of today's daily jobs: ten minutes."""


class Command(BaseCommand):
    help = "Does the work that pages and other commands put off: reading files, making renditions, mail, the index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-done", action="store_true", help="Stop when nothing is left to do.")

    def handle(self, *args: Any, until_done: bool, **options: Any) -> None:
        try:
            starting.check()
        except starting.NotReady as error:
            raise CommandError(str(error)) from error
        stop = threading.Event()
        caretaker = threading.Thread(target=_take_care, args=[stop], name="caretaker", daemon=True)
        caretaker.start()
        try:
            call_command(
                "db_worker", batch=until_done, startup_delay=False, reload=False, verbosity=options["verbosity"]
            )
        finally:
            stop.set()
            caretaker.join()


def _take_care(stop: threading.Event) -> None:
    rounds = itertools.count()
    while True:
        try:
            recovery.recover()
            if next(rounds) % DAILY_ROUNDS == 0:
                daily.run()
        except DatabaseError:
            logger.exception("Could not look for work left behind; trying again in %d s", PAUSE)
        finally:
            connection.close()
        if stop.wait(PAUSE):
            return
