"""Well and badly behaved parsers for the sandbox to run."""

import ctypes
import os
import subprocess
import time

from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable


def two_passages():
    yield Passage(1, "speech", "Blåbær 😀", 0.5, 1.25, "nb", (Word(0, 6, (0.5, 1.0)), Word(7, 8, (1.0, 1.25))))
    yield Passage(2, "page", "")


def give_back(value):
    yield b"\0\xff"
    yield value


def refuse():
    raise Unusable("bad_page", page=7)
    yield


def take_memory():
    yield len(bytearray(2 * 2**30))


def spin():
    while True:
        pass
    yield


def sleep():
    time.sleep(60)
    yield


def count(number):
    yield from range(number)


def pour():
    while True:
        yield b"x" * 2**20


def crash():
    yield ctypes.string_at(0)


def fail(text):
    raise ValueError(text)
    yield


def chatter():
    os.write(1, b"warning: strange file\n" * 1000)
    print("more of it")  # noqa: T201
    yield 1


def tell_pid_then_wait():
    other = subprocess.Popen(["sleep", "60"])
    yield [os.getpid(), other.pid]
    time.sleep(60)
    yield []
