"""The site's root: our front page in place of Wagtail's welcome page."""

from django.db import migrations


def make_front_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    FrontPage = apps.get_model("archive", "FrontPage")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")

    Site.objects.all().delete()
    Page.objects.filter(depth=2, content_type__model="page").delete()
    content_type, _ = ContentType.objects.get_or_create(app_label="archive", model="frontpage")
    front = FrontPage.objects.create(
        title="Samling",
        draft_title="Samling",
        slug="samling",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/samling/",
        locale=Locale.objects.get(),
        show_in_menus=False,
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.create(hostname="localhost", site_name="Samling", root_page_id=front.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(make_front_page, migrations.RunPython.noop)]
