from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They subscribe to events, say what means the same, what the search is, and where data about people is kept.
        from search import facts, indexing, personal_columns, standards  # noqa: F401
        from search.saved import mails  # noqa: F401 - it has a daily job.
        from search.engines import checks  # noqa: F401 - what `manage.py check` asks each engine.
