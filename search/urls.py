from django.urls import path

from search import exporting, views
from search.saved import views as saved

urlpatterns = [
    path("sok/", views.search, name="search"),
    path("sok/forslag/", views.suggest, name="suggest"),
    path("sok/lignende/<int:item_pk>/", views.similar, name="similar"),
    path("sok/liste.<str:name>", exporting.export, name="export"),
    path("sok/mine/", saved.saved, name="saved_searches"),
    path("sok/mine/ny/", saved.save, name="save_search"),
    path("sok/mine/<int:pk>/", saved.change, name="change_saved_search"),
    path("sok/stopp/<str:token>/", saved.stop, name="stop_saved_search"),
]
