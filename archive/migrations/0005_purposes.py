from django.db import migrations, models


def as_first_agreed(apps, schema_editor):
    """The first notice asked for reading in the archive, which had a search."""
    apps.get_model("archive", "Release").objects.update(purposes=["reading", "search"])


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_outcomes")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="purposes",
            field=models.JSONField(default=list, help_text="What all agreed to (`Purpose`)."),
        ),
        migrations.AddField(
            model_name="release",
            name="contacts",
            field=models.JSONField(default=list, help_text="The contributors who may be written to (keys)."),
        ),
        migrations.RunPython(as_first_agreed, migrations.RunPython.noop),
    ]
