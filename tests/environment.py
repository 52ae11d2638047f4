"""Loaded before Django's settings (`-p tests.environment`): tests keep their state in a folder of their own."""

import os
import tempfile

import pytest

pytest.register_assert_rewrite("tests.contracts.engine")  # So that its failures show their values.

os.environ["SAMLING_VAR"] = tempfile.mkdtemp(prefix="samling-tests-")
os.environ["SAMLING_DEVELOPMENT"] = "1"
