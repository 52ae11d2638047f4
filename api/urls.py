from django.urls import path

from api import problems, views
from api.v1 import api

urlpatterns = [
    path("min-side/nokler/", views.my_keys, name="my_keys"),
    path("min-side/nokler/<int:pk>/slett/", views.delete_key, name="delete_key"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", problems.no_such_address),
]
