"""Sampling the memory of a process and its descendants."""

import subprocess
import sys

from bench.processes import Watch

CHILD = "memory = bytearray(150 * 2**20); input()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}], start_new_session=True)"


def test_a_childs_memory_counts_though_it_leads_a_session_of_its_own() -> None:
    with (
        subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE) as process,
        Watch(process.pid) as watch,
    ):
        for _ in range(200):
            if watch.largest() > 150:
                break
            watch.wait()
        process.communicate(b"\n")
    assert 150 < watch.largest() < 220
    assert watch.together() > watch.largest()
    assert watch.together(until=0) == 0
