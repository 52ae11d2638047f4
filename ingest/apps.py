from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register what other apps ask for.
        from ingest import conditions, erasing, facts, mine, personal_columns, retention  # noqa: F401
