"""Whatever happens in whatever order, nobody reads what not everyone has agreed to. `docs/consent.md` states it in sentences."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.consent.gate.machine import Machine
from tests.consent.gate.stage import Stage

pytestmark = pytest.mark.django_db

SEQUENCES, STEPS = 20, 30
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("SAMLING_SHRINK") == "1" else [])]
"""With `SAMLING_SHRINK=1` a failure is made as short as possible, which takes minutes."""


def test_nobody_reads_what_not_everyone_has_agreed_to(tmp_path):
    """The same sequences in every run; `python -m bench properties` tries others, and many."""
    chosen = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        phases=PHASES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    before = Machine.sequences
    with Stage(tmp_path) as Machine.stage:
        run_state_machine_as_test(Machine, settings=chosen)
    assert Machine.sequences - before >= SEQUENCES
