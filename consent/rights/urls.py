"""My data: see, take along, correct, object, erase."""

from django.urls import path

from consent.rights import views

urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("kopi/", views.copy, name="my_data_copy"),
    path("kopi/samling.zip", views.download, name="my_data_download"),
    path("navn/", views.name, name="my_data_name"),
    path("be-om/", views.ask, name="my_data_ask"),
    path("slett/", views.erase, name="my_data_erase"),
    path("slett/logg-inn/", views.sign_in_again, name="my_data_sign_in"),
]
