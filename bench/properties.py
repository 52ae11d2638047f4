"""The gate of consent as properties: random sequences of all operations, judged through real requests, in the thousands.

The machine itself is that of `tests/consent/gate`; a part of its sequences runs with the tests, the same ones each time. Here every
process has other seeds, a database in memory and storages of its own.
"""

import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from bench.sizes import Size
from bench.table import Row

PACKAGES = ("hypothesis", "Django", "wagtail", "tantivy")
STEPS = 30
BATCH = 25
"""Sequences for one seed. Hypothesis varies what it has tried, so new seeds bring more that is new."""


def run(size: Size) -> list[Row]:
    started = time.perf_counter()
    seed = random.SystemRandom().randrange(2**32)
    processes = len(os.sched_getaffinity(0))
    share = -(-size.sequences // processes)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.properties", str(seed + 100_000 * number), str(share)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "SAMLING_DATABASE": "sqlite://:memory:"},
        )
        for number in range(processes)
    ]
    told = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    seconds = time.perf_counter() - started
    counts = {name: sum(each[name] for each in told) for name in ("sequences", "steps", "reads", "met")}
    violations = sum(each["violations"] for each in told)
    return [
        Row("violations", violations, "", limit=0, note=f"first seed {seed}"),
        Row("sequences", counts["sequences"], "", note=f"of {STEPS} operations"),
        Row("operations", counts["steps"], ""),
        Row("reads", counts["reads"], "", note="requests by readers of every kind, each compared with the model"),
        Row("  that showed something", counts["met"], ""),
        Row("time", seconds, "s", note=f"{processes} processes"),
    ]


def _part(seed: int, sequences: int) -> dict[str, Any]:
    """`sequences` of the machine from `seed` on; stops at the third violation."""
    from django.core.management import call_command
    from django.db import transaction
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import run_state_machine_as_test

    from tests.consent.gate.machine import Machine
    from tests.consent.gate.stage import Stage

    call_command("migrate", verbosity=0)
    violations = 0
    chosen = settings(
        max_examples=BATCH,
        stateful_step_count=STEPS,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic(), Stage(Path(folder)) as Machine.stage:
        while Machine.sequences < sequences and violations < 3:
            seed += 1
            try:
                run_state_machine_as_test(seeded(seed)(Machine), settings=chosen, _min_steps=STEPS - 1)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told with the sequence that led there.
                violations += 1
                print(
                    f"seed {seed}: {traceback.format_exc()}",
                    *getattr(error, "__notes__", []),
                    sep="\n",
                    file=sys.stderr,
                )
            print(f"seed {seed}: {Machine.sequences} sequences, {violations} violations", file=sys.stderr)
    counts = {"sequences": Machine.sequences, "steps": Machine.steps, "reads": Machine.reads, "met": Machine.met}
    return {**counts, "violations": violations}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_part(int(sys.argv[1]), int(sys.argv[2]))))
