from django.apps import AppConfig, apps


class PeopleConfig(AppConfig):
    name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from people import personal_columns  # noqa: F401 - it declares where data about people is kept.

        # Wagtail's own pages for users ask for passwords and first names; it looks here for others.
        apps.get_app_config("wagtailusers").user_viewset = "people.viewsets.UserViewSet"  # type: ignore[attr-defined]
