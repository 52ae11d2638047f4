"""What a child process may do, and what comes of it when it does more."""

import os
import subprocess
import sys
import time

import pytest
from django.utils import translation

from ingest.extraction import sandbox
from ingest.extraction.passages import Passage, Word
from ingest.extraction.reasons import Unusable
from tests.ingest.extraction import parsers


def refusal_of(parser, *arguments, **limits) -> str:
    with pytest.raises(Unusable) as caught:
        list(sandbox.stream(parser, *arguments, **limits))
    return caught.value.reason


def is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_passages_come_over_whole():
    sent = Passage(1, "speech", "Blåbær 😀", 0.5, 1.25, "nb", (Word(0, 6, (0.5, 1.0)), Word(7, 8, (1.0, 1.25))))
    assert list(sandbox.stream(parsers.two_passages)) == [sent, Passage(2, "page", "")]


def test_bytes_and_plain_data_come_over():
    assert list(sandbox.stream(parsers.give_back, [1, "å", None])) == [b"\0\xff", [1, "å", None]]


def test_a_refusal_keeps_its_sentence():
    with translation.override("en"), pytest.raises(Unusable, match="Page 7 can't be read"):
        list(sandbox.stream(parsers.refuse))


def test_too_much_memory_is_refused():
    assert refusal_of(parsers.take_memory, memory=2**30) == "too_big"


def test_an_endless_computation_is_stopped():
    assert refusal_of(parsers.spin, seconds=1) == "too_slow"


def test_an_endless_wait_is_stopped():
    assert refusal_of(parsers.sleep, seconds=0.5) == "too_slow"


def test_the_consumers_own_time_is_not_counted():
    received = sandbox.stream(parsers.count, 3, seconds=1)
    assert next(received) == 0
    time.sleep(1.2)
    assert list(received) == [1, 2]


def test_too_much_output_is_refused():
    assert refusal_of(parsers.pour, output=10 * 2**20) == "too_big"


def test_a_crash_is_refused():
    assert refusal_of(parsers.crash) == "crashed"


def test_a_bug_is_refused_and_logged_without_the_files_text(caplog):
    assert refusal_of(parsers.fail, "Kari Nordmann") == "crashed"
    assert "ValueError at parsers.py" in caplog.text
    assert "Kari" not in caplog.text


def test_what_a_library_prints_does_not_disturb():
    assert list(sandbox.stream(parsers.chatter)) == [1]


def test_a_reader_that_stops_early_leaves_no_child():
    received = sandbox.stream(parsers.tell_pid_then_wait)
    child, grandchild = next(received)
    assert is_running(child)
    assert is_running(grandchild)
    received.close()
    assert not is_running(child)
    assert wait_until_gone(grandchild)


def test_a_killed_parent_leaves_no_child():
    program = (
        "import django; django.setup()\n"
        "from ingest.extraction import sandbox\n"
        "from tests.ingest.extraction import parsers\n"
        "received = sandbox.stream(parsers.tell_pid_then_wait)\n"
        "print(*next(received), flush=True)\n"
        "next(received)\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment, cwd=sandbox.ROOT
    )
    assert parent.stdout
    with parent.stdout as output:
        pids = [int(pid) for pid in output.readline().split()]
        parent.kill()
        parent.wait()
    assert len(pids) == 2
    assert all(wait_until_gone(pid) for pid in pids)
