from django.urls import path

from consent import concern_views as views

urlpatterns = [
    path("", views.concern, name="concern"),
    path("sendt/", views.sent, name="concern_sent"),
]
