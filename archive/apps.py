from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archive import house_facts, retention  # noqa: F401 - they register what they know, and a daily job.
