"""A notice is one version in three languages and says what it asks for (first of three: room for that)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_purposes"), ("consent", "0003_ledger_chain")]

    operations = [
        migrations.RemoveConstraint("notice", "notice_once"),
        migrations.AlterModelOptions(
            "notice", {"ordering": ["-version"], "verbose_name": "notice", "verbose_name_plural": "notices"}
        ),
        *(
            migrations.AddField("notice", f"text_{language}", models.TextField(f"text in {name}", default=""))
            for language, name in (("nb", "bokmål"), ("nn", "nynorsk"), ("en", "English"))
        ),
        migrations.AddField(
            "notice",
            "purposes",
            models.JSONField(
                "purposes", default=list, help_text="What is asked for: `archive.models.Purpose`."
            ),
        ),
        migrations.AddField(
            "notice", "used_from", models.DateTimeField("in use from", null=True, editable=False)
        ),
        migrations.AddField(
            "decision",
            "language",
            models.CharField(max_length=2, default="nb", help_text="The language in which the notice was read."),
        ),
        migrations.AddField(
            "decision",
            "purposes",
            models.JSONField(
                "purposes", default=list, help_text="What the person ticked (`archive.models.Purpose`)."
            ),
        ),
        migrations.AddField(
            "request",
            "notice",
            models.ForeignKey(
                "consent.Notice", on_delete=django.db.models.deletion.PROTECT, related_name="requests", null=True
            ),
        ),
    ]
