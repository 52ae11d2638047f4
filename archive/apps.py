from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register what they know, daily jobs, where data about people is kept, and how it is erased.
        from archive import erasing, house_facts, looking, personal_columns, retention  # noqa: F401
