from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsentConfig(AppConfig):
    name = "consent"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # They register conditions, terms, subscribers, pages, where data about people is kept, and how it is erased.
        from consent import (  # noqa: F401
            anchors,
            case_mine,
            closures,
            concerns,
            decisions,
            facts,
            guard,
            invitations,
            ledger,
            mine,
            personal_columns,
            reminders,
            retention,
            ways_out,
        )
        from consent.rights import erasing, exports, office  # noqa: F401
        from consent.voice import views, wishes  # noqa: F401

        post_migrate.connect(guard.after_migrations, sender=self)
