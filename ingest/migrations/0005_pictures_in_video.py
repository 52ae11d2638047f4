from django.db import migrations, models
from django.utils import timezone

AFTER = ("language", "catalogue", "pictures", "screen")


def let_videos_be_watched(apps, schema_editor):
    """What was read before the step existed: videos are taken up again from there, other files don't need it."""
    runs = apps.get_model("ingest", "StepRun").objects
    read = apps.get_model("ingest", "Source").objects.filter(
        runs__step="transcribe", runs__stale=False, runs__outcome__in=["done", "skipped"]
    )
    now = timezone.now()
    for source in read.distinct().iterator():
        if source.media_type.startswith("video/"):
            runs.filter(source=source, step__in=AFTER).update(stale=True)
        else:
            runs.create(source=source, step="watch", outcome="skipped", started_at=now, beat_at=now, ended_at=now)


def forget(apps, schema_editor):
    apps.get_model("ingest", "StepRun").objects.filter(step="watch").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('ingest', '0004_not_personal'),
    ]

    operations = [
        migrations.AlterField(
            model_name='passage',
            name='kind',
            field=models.CharField(choices=[('title', 'title'), ('abstract', 'abstract'), ('keywords', 'keywords'), ('page', 'page'), ('speech', 'speech'), ('section', 'section'), ('picture', 'picture')], max_length=10),
        ),
        migrations.RunPython(let_videos_be_watched, forget),
    ]
