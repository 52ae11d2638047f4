import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0005_purposes")]

    operations = [
        migrations.CreateModel(
            name="DailyRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=100)),
                ("day", models.DateField(default=datetime.date.today)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("job", "day"), name="daily_job_once")],
            },
        ),
    ]
