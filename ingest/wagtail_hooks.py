"""What `ingest` adds to the Wagtail admin: "Review" for privacy officers, "Pipeline" for them and administrators."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from ingest import review as rules
from ingest.views import originals, pipeline, review
from people import access


class ReviewMenuItem(access.OfficersItem):
    """Shows how many items wait."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = rules.waiting_items().count()
        label = f"{self.label} ({count})" if count else self.label
        return LinkMenuItem(
            self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs
        )


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern]:
    return [
        path("review/", review.queue, name="review_queue"),
        path("review/<int:pk>/", review.item, name="review_item"),
        path("review/<int:pk>/decide/", review.decide, name="review_decide"),
        path("review/<int:pk>/ask/", review.ask, name="review_ask"),
        path("review/<int:pk>/accept/", review.accept, name="review_accept"),
        path("review/<int:pk>/mark/", review.mark, name="review_mark"),
        path("review/<int:pk>/make/", review.make, name="review_make"),
        path("review/<int:pk>/making/", review.making_progress, name="review_making"),
        path("review/<int:pk>/page/<int:number>/", originals.picture, name="review_picture"),
        path("review/<int:pk>/words/<int:number>/", originals.words, name="review_words"),
        path("review/<int:pk>/recording/", originals.recording, name="review_recording"),
        path("pipeline/", pipeline.pipeline, name="pipeline"),
        path("pipeline/<int:pk>/", pipeline.source, name="pipeline_source"),
        path("pipeline/<int:pk>/again/", pipeline.again, name="pipeline_again"),
    ]


@hooks.register("register_admin_menu_item")
def register_review() -> MenuItem:
    return ReviewMenuItem(_("Review"), reverse_lazy("review_queue"), name="review", icon_name="view", order=110)


@hooks.register("register_admin_menu_item")
def register_pipeline() -> MenuItem:
    return access.CaretakersItem(_("Pipeline"), reverse_lazy("pipeline"), name="pipeline", icon_name="tasks", order=120)
