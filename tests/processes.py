"""Code run in processes of their own, with a database file, as servers and workers are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def run(code: str, var: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `code` with Samling set up and all its state in `var`."""
    others = {name: value for name, value in os.environ.items() if name != "SAMLING_DATABASE"}
    own = {"SAMLING_VAR": str(var), "DJANGO_SETTINGS_MODULE": "archive.settings", "SAMLING_DEVELOPMENT": "1"}
    command = [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=others | own, capture_output=True, text=True)
    if check and done.returncode:
        raise AssertionError(done.stderr)
    return done
