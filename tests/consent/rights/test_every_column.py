"""Every column of every table is declared; what is declared as personal is shown, taken along and erased."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import storages
from django.db import connection, models

from consent import ledger
from consent.rights import exports
from consent.rights.models import Export
from people import columns, erasure
from people.columns import Fate
from people.models import User
from tests.consent.rights.everything import EMAIL, NAME, OTHERS, PHRASE, make_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(settings, tmp_path: Path) -> User:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "1.log").write_text(f"To: {EMAIL}\n\n{PHRASE}")
    return make_everything()


@pytest.fixture
def _a_column_that_nobody_declared():
    field = models.CharField(max_length=10, default="")
    field.contribute_to_class(User, "nickname")
    yield
    User._meta.local_fields.remove(field)
    User._meta._expire_cache()  # type: ignore[attr-defined]
    del User.nickname  # type: ignore[attr-defined]


def test_every_column_is_declared_as_personal_or_not():
    assert columns.undeclared() == []


@pytest.mark.usefixtures("_a_column_that_nobody_declared")
def test_a_new_column_without_a_declaration_is_named():
    assert columns.undeclared() == ["people.User.nickname"]


def test_labels_are_told_apart():
    """The copy has each value under its label: two of a table by one name would be one."""
    for table in columns.tables():
        labels = [table.label(name) for name in table.columns]
        assert len(set(labels)) == len(labels), table.model
    titles = [(table.group, str(table.title)) for table in columns.tables()]
    assert len(set(titles)) == len(titles)


def test_every_declared_column_is_filled_shown_and_taken_along(person):
    missing = [
        f"{table.model._meta.label}.{name}"
        for table in columns.tables()
        for name in table.columns
        if not any(table.label(name) in table.told(row, person) for row in table.about(person))
    ]
    assert missing == ["people.ErasedAddress.digest"]  # It leads back to nobody.

    export = Export.objects.create(person=person)  # Beside the one that was made before, which is data, too.
    exports.make(export)
    with storages["held"].open(export.name) as content, zipfile.ZipFile(io.BytesIO(content.read())) as archive:
        data = json.loads(archive.read("data.json"))
        names = archive.namelist()
    from django.utils import translation

    with translation.override(person.language):
        for table in columns.tables():
            rows = data[str(table.group.label)][str(table.title)]
            for name in table.columns:
                if f"{table.model._meta.label}.{name}" not in missing:
                    assert any(row.get(table.label(name)) for row in rows), (table.model, name)
    text = json.dumps(data, ensure_ascii=False)
    assert NAME in text
    assert EMAIL in text
    assert {name.split("/")[0] for name in names} == {"README.txt", "data.json", "sent", "versions", "receipts"}


def test_nothing_of_the_person_is_left_but_what_is_declared_to_stay(person, work, django_capture_on_commit_callbacks):
    keys = {
        table.model: [row.pk for row in table.about(person)]
        for table in columns.tables()
        if table.columns
        and all(column.fate in (Fate.DELETED, Fate.SHELL) for column in table.columns.values())
        and any(column.fate == Fate.DELETED for column in table.columns.values())
    }
    assert {PHRASE, OTHERS, NAME, EMAIL} <= {found for found, _place in _everywhere()}

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(person, by=person)
    work()

    for model, pks in keys.items():
        assert not model._default_manager.filter(pk__in=pks).exists(), model
    left = {(found, place) for found, place in _everywhere() if found != OTHERS}
    may_stay = {
        f"{table.model._meta.db_table}.{table.field(name).column}"
        for table in columns.tables()
        for name, column in table.columns.items()
        if column.fate == Fate.WITH_WORK
    }
    assert not {(found, place) for found, place in left if found in (PHRASE, EMAIL)}
    assert {place for found, place in left if found == NAME} <= may_stay | {"held/sources"}
    assert {"ingest_passage.text", "held/sources"} == {place for found, place in left if found == NAME} - {
        "archive_renditionpassage.text",
        "ingest_finding.person",
    }
    assert ledger.verify() is None
    shell = User.objects.get(pk=person.pk)
    assert not shell.is_active
    assert shell.erased_at is not None
    assert [message.to for message in mail.outbox].count([EMAIL]) == 1  # The last mail, and no receipt after it.


def _everywhere() -> set[tuple[str, str]]:
    """Where the words stand: (word, "table.column" or "storage/folder"), in every table of the database and every file."""
    found = set()
    words = (PHRASE, OTHERS, NAME, EMAIL)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = (
                        bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
                    )
                    found |= {(word, f"{table}.{name}") for word in words if word.lower() in text.lower()}
    for alias in ("held", "released", "default"):
        root = Path(storages[alias].path(""))
        for file in root.rglob("*"):
            if file.is_file():
                text = file.read_bytes().decode(errors="replace")
                place = f"{alias}/{file.relative_to(root).parts[0]}"
                found |= {(word, place) for word in words if word.lower() in (text + str(file)).lower()}
    from django.conf import settings

    for file in Path(settings.EMAIL_FILE_PATH).glob("*"):
        found |= {(word, "mail") for word in words if word in file.read_text()}
    return found


def test_all_models_are_walked():
    assert len(apps.get_models(include_auto_created=True)) > 60
