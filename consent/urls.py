from django.urls import path

from consent import views
from consent.receipts import views as receipts
from consent.voice.views import voice

app_name = "consent"

urlpatterns = [
    path("lenke/<str:token>/", views.link, name="link"),
    path("svar/<str:token>/", views.way_out, name="way_out"),
    path("kvittering/", receipts.verify, name="verify"),
    path("kvittering/<int:decision_pk>.json", receipts.file, name="receipt_file"),
    path("kvittering/<int:decision_pk>.pdf", receipts.document, name="receipt"),
    path("<int:item_pk>/", views.answer, name="answer"),
    path("<int:item_pk>/velg/", views.choose, name="choose"),
    path("<int:item_pk>/ferdig/", views.done, name="done"),
    path("<int:item_pk>/begrens/", views.limit, name="limit"),
    path("<int:item_pk>/stemme/", voice, name="voice"),
    path("<int:item_pk>/trekk/", views.withdraw, name="withdraw"),
]
