from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import indexing, standards  # noqa: F401 - they subscribe to events, and tell what means the same.
        from search.engines import checks  # noqa: F401 - what `manage.py check` asks each engine.
