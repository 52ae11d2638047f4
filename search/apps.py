from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They subscribe to events, tell where words stand, what the search is, where data about people is kept and how it is
        # erased, and have a daily job.
        from search import erasing, facts, indexing, personal_columns, within  # noqa: F401
        from search.engines import checks  # noqa: F401 - what `manage.py check` asks each engine.
        from search.saved import mails  # noqa: F401
        from search.standards import checks as standards_checks  # noqa: F401
