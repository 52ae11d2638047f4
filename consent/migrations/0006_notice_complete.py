"""A notice is one version in three languages and says what it asks for (third of three): what is no longer needed goes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0005_second_notice")]

    operations = [
        migrations.RemoveField("notice", "language"),
        migrations.RemoveField("notice", "text"),
        migrations.RemoveField("notice", "made_at"),
        migrations.AlterField("notice", "version", models.PositiveIntegerField("version", unique=True)),
        *(
            migrations.AlterField("notice", f"text_{language}", models.TextField(f"text in {name}"))
            for language, name in (("nb", "bokmål"), ("nn", "nynorsk"), ("en", "English"))
        ),
        migrations.RemoveConstraint("request", "asked_once_a_rendition"),
        migrations.AlterField(
            "request",
            "notice",
            models.ForeignKey(
                "consent.Notice", on_delete=django.db.models.deletion.PROTECT, related_name="requests"
            ),
        ),
        migrations.AddConstraint(
            "request",
            models.UniqueConstraint(fields=["contributor", "rendition", "notice"], name="asked_once"),
        ),
        migrations.AlterField(
            "decision",
            "notice",
            models.ForeignKey(
                "consent.Notice", on_delete=django.db.models.deletion.PROTECT, related_name="decisions"
            ),
        ),
    ]
