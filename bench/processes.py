"""How much memory a process and its children take, sampled from /proc while they work (Linux)."""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

PAGE = os.sysconf("SC_PAGE_SIZE")
PAUSE = 0.02
MB = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident memory in bytes at `at` (seconds since 1970): of all processes of the tree together, and of the largest one.

    Pages that processes share count once for each, so `together` is an upper bound.
    """

    at: float
    together: int
    largest: int


@dataclass(slots=True)
class Watch:
    """Samples the process `pid` and all that descend from it, for as long as the block lasts."""

    pid: int
    samples: list[Sample] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Watch":
        self.samples.append(sample(self.pid))
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        assert self._thread is not None
        self._thread.join()

    def wait(self) -> None:
        """Let some time pass in which samples are taken."""
        self._ended.wait(5 * PAUSE)

    def _go_on(self) -> None:
        while not self._ended.wait(PAUSE):
            self.samples.append(sample(self.pid))

    def together(self, since: float = 0.0, until: float = float("inf")) -> float:
        """The most memory, in MB, of all together between two moments; 0 where no sample was taken."""
        return max((each.together for each in self.samples if since <= each.at <= until), default=0) / MB

    def largest(self) -> float:
        """The most memory, in MB, of any one process."""
        return max(each.largest for each in self.samples) / MB


def sample(pid: int) -> Sample:
    sizes = [size for process in tree(pid) if (size := _resident(process))]
    return Sample(time.time(), sum(sizes), max(sizes, default=0))


def tree(pid: int) -> list[int]:
    """`pid` and its descendants, in whatever session or group they are."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _parent(int(entry.name))) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _parent(pid: int) -> int | None:
    """None if the process ended meanwhile."""
    try:
        # The second field is the command in brackets, and may hold blanks and brackets itself (proc(5)).
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def _resident(pid: int) -> int:
    """Bytes; 0 if the process ended meanwhile."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0
