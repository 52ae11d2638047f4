"""A group for each role, with what it may do in the Wagtail admin; and the table in which sign-in attempts are counted."""

from django.core.management import call_command
from django.db import migrations

# Teachers work on the site's own pages and have no access to the Wagtail admin.
PERMISSIONS = {
    "teacher": [],
    "privacy_officer": [("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")],
    "administrator": [
        ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
        *[
            ("people", model, f"{action}_{model}", f"Can {action} {model}")
            for model in ("user", "class", "cohort")
            for action in ("add", "change", "view")
        ],
    ],
}
PAGE_PERMISSIONS = {
    "administrator": [
        ("add_page", "Can add page"),
        ("change_page", "Can change page"),
        ("publish_page", "Publish any page"),
    ]
}


def _permission(apps, app_label, model, codename, name):
    """Permissions are otherwise made after all migrations have run."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    return Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for role, permissions in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*[_permission(apps, *permission) for permission in permissions])
        for codename, name in PAGE_PERMISSIONS.get(role, []):
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=_permission(apps, "wagtailcore", "page", codename, name)
            )


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_roster_upload"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
