"""`manage.py import_roster`."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from people.models import User

pytestmark = pytest.mark.django_db

ROSTER = "email,name,cohort,class,start\nkari@example.org,Kari Moen,2021,Oslo 1,2021-08-20\n"


def run(capsys, tmp_path: Path, content: str, *options):
    file = tmp_path / "roster.csv"
    file.write_text(content)
    with translation.override("en"):
        call_command("import_roster", str(file), *options)
    return capsys.readouterr().out


def test_a_dry_run_says_what_would_happen_and_does_not_do_it(capsys, tmp_path):
    out = run(capsys, tmp_path, ROSTER, "--dry-run")
    assert "Line 2: Would add Kari Moen to Oslo 1 2021." in out
    assert "Would add 1, change 0, leave 0 as they are." in out
    assert not User.objects.exists()


def test_it_imports_and_counts(capsys, tmp_path):
    assert "1 added, 0 changed, 0 as they were." in run(capsys, tmp_path, ROSTER)
    assert "0 added, 0 changed, 1 as they were." in run(capsys, tmp_path, ROSTER)
    assert User.objects.get().email == "kari@example.org"


def test_refused_rows_are_named_and_make_it_fail_without_stopping_the_others(capsys, tmp_path):
    with pytest.raises(CommandError, match="1 row was refused"):
        run(capsys, tmp_path, ROSTER + "ola,Ola,2021,Oslo 1,2021-08-20\n")
    assert "Line 3: “ola” isn't an e-mail address." in capsys.readouterr().out
    assert User.objects.count() == 1


def test_a_file_that_cant_be_used_gets_one_sentence(capsys, tmp_path):
    with pytest.raises(CommandError, match=r"roster\.csv: The file is empty\.$"):
        run(capsys, tmp_path, "")
    with pytest.raises(CommandError, match="can't be opened: No such file or directory"), translation.override("en"):
        call_command("import_roster", str(tmp_path / "none.csv"))
