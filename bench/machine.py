"""What the figures were taken on, and whether others were using it."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

BUSY = 0.15
"""Share of the processors in use by others from which on figures are not to be believed."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`others` is the share of all processors that other processes used while this one measured."""

    processor: str
    processors: int
    memory_gb: float
    system: str
    python: str
    packages: dict[str, str]
    load: tuple[float, float, float]
    others: float

    @property
    def busy(self) -> bool:
        return self.others > BUSY


@dataclass(frozen=True, slots=True)
class Ticks:
    """Processor time in ticks since the machine started: of everybody, idle or not, and of this process with its children."""

    busy: int
    total: int
    own: float


def describe(packages: Sequence[str], since: Ticks) -> Machine:
    """This machine, and how much of it others used `since` the measuring began."""
    now = ticks()
    others = (now.busy - since.busy) - (now.own - since.own)
    return Machine(
        processor=_field("/proc/cpuinfo", "model name") or platform.machine(),
        processors=len(os.sched_getaffinity(0)),
        memory_gb=round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages={name: version(name) for name in packages},
        load=os.getloadavg(),
        others=round(max(others, 0) / max(now.total - since.total, 1), 3),
    )


def line(machine: Machine) -> str:
    """The machine in the words that stand above a table."""
    packages = ", ".join(f"{name} {number}" for name, number in machine.packages.items())
    load = " ".join(f"{each:.1f}" for each in machine.load)
    told = (
        f"{machine.processors} × {machine.processor}, {machine.memory_gb} GB, {machine.system}, Python {machine.python}; {packages}\n"
        f"load average {load}; others used {machine.others:.0%} of the processors meanwhile"
    )
    return f"{told}. THE MACHINE WAS BUSY: run it again on a quiet one." if machine.busy else told


def ticks() -> Ticks:
    """Up to now. Children count once they have ended (proc(5), /proc/stat; times(2))."""
    spent = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = spent[3] + spent[4]
    return Ticks(sum(spent) - idle, sum(spent), sum(os.times()[:4]) * os.sysconf("SC_CLK_TCK"))


def _field(path: str, name: str) -> str:
    for row in Path(path).read_text().splitlines():
        key, _, value = row.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
