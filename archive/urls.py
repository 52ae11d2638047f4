"""Every address of the site. Wagtail's pages come last: they answer whatever no other pattern did."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from archive.views.cite import cite
from archive.views.contact import contact
from archive.views.files import file
from archive.views.front import NewestFeed
from archive.views.language import set_language
from archive.views.mine import my_items
from archive.views.oai import harvest
from archive.views.pages import privacy
from archive.views.reading import preview_rendition
from archive.views.robots import robots, sitemap

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("people.urls")),  # Before Wagtail's: its sign-in page is ours.
    path("admin/", include(wagtailadmin_urls)),
    path("", include("ingest.urls")),
    path("samtykke/", include("consent.urls")),
    path("jeg-er-i-teksten/", include("consent.concern_urls")),
    path("mine-data/", include("consent.rights.urls")),
    path("", include("search.urls")),
    path("", include("api.urls")),
    path("fil/<int:pk>/<str:name>", file, name="file"),
    path("forhandsvisning/<int:rendition_pk>/", preview_rendition, name="preview_rendition"),
    path("skriv/<int:item_pk>/", contact, name="contact"),
    path("siter/<int:item_pk>.<str:name>", cite, name="cite"),
    path("mine/", my_items, name="my_items"),
    path("nye.atom", NewestFeed(), name="newest_feed"),
    path("personvern/", privacy, name="privacy"),
    path("oai", harvest, name="oai"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("sprak/", set_language, name="set_language"),
    path("", include(wagtail_urls)),
]
