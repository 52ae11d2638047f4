"""The ledger becomes a chain of hashes; what it held so far is taken over, in order."""

import base64
import datetime
import hashlib
import json
import secrets
import uuid

import django.db.models.deletion
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.db import migrations, models

import consent.models


def chain(apps, schema_editor):
    """The hashes as `consent.ledger.hash_of` makes them at the time of this migration."""
    old, new = apps.get_model("consent", "UnchainedEntry"), apps.get_model("consent", "LedgerEntry")
    persons = apps.get_model("consent", "LedgerPerson").objects
    before = "0" * 64
    for number, entry in enumerate(old.objects.order_by("pk").select_related("by").iterator(), start=1):
        person, sealed = None, b""
        if entry.by:
            person = persons.get_or_create(user=entry.by)[0]
            nonce = secrets.token_bytes(12)
            clear = json.dumps({"name": entry.by.name, "email": entry.by.email}).encode()
            sealed = nonce + ChaCha20Poly1305(bytes(person.key)).encrypt(nonce, clear, str(number).encode())
        content = {
            "number": number,
            "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "event": entry.event,
            "item": entry.item_id,
            "by": str(person.reference) if person else None,
            "details": entry.details,
            "sealed": base64.b64encode(sealed).decode(),
            "previous": before,
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        found = hashlib.sha256(text.encode()).hexdigest()
        new.objects.create(
            number=number, at=entry.at, event=entry.event, item_id=entry.item_id, details=entry.details,
            by=person.reference if person else None, sealed=sealed, previous=before, hash=found,
        )
        before = found


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_initial"),
        ("consent", "0002_first_notice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("LedgerEntry", "UnchainedEntry"),
        migrations.AlterField(
            model_name="unchainedentry",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="archive.itempage"
            ),
        ),
        migrations.CreateModel(
            name="LedgerPerson",
            fields=[
                ("reference", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.BinaryField(default=consent.models.new_key, help_text="ChaCha20-Poly1305, 32 bytes.")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ledger_person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "person in the ledger", "verbose_name_plural": "persons in the ledger"},
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "number",
                    models.BigIntegerField(help_text="1, 2, 3 … without a gap.", primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("event", models.CharField(max_length=40)),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="archive.itempage",
                    ),
                ),
                (
                    "by",
                    models.UUIDField(help_text="Who did it: `LedgerPerson.reference`. Empty: the system.", null=True),
                ),
                (
                    "details",
                    models.JSONField(default=dict, help_text="Keys, digests and counts; never a name or a text."),
                ),
                (
                    "sealed",
                    models.BinaryField(
                        default=bytes, help_text="Name and address of `by` at the time, under the person's key."
                    ),
                ),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"verbose_name": "ledger entry", "verbose_name_plural": "ledger", "ordering": ["number"]},
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.DeleteModel("UnchainedEntry"),
    ]
