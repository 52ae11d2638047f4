"""The collection as a model that Wagtail indexes."""

from django.db import models
from wagtail.search import index


class Work(index.Indexed, models.Model):  # type: ignore[misc]
    """A work as a site would set it up: title and names weigh most, then keywords, abstract, text."""

    key = models.CharField(max_length=10)
    title = models.TextField()
    keywords = models.TextField()
    abstract = models.TextField()
    names = models.TextField()
    body = models.TextField()

    search_fields = (
        index.SearchField("title", boost=4),
        index.SearchField("keywords", boost=3),
        index.SearchField("names", boost=4),
        index.SearchField("abstract", boost=2),
        index.SearchField("body"),
    )

    class Meta:
        app_label = "wagtail_site"

    def __str__(self) -> str:
        return self.key
