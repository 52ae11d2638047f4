from django.urls import path

from ingest.views import questions, uploads

urlpatterns = [
    path("last-opp/", uploads.upload, name="upload"),
    path("fil-inn/<int:pk>/", uploads.source, name="source"),
    path("fil-inn/<int:pk>/igjen/", uploads.again, name="source_again"),
    path("opplysninger/<int:item_pk>/", uploads.details, name="details"),
    path("sporsmal/<int:item_pk>/", questions.page, name="questions"),
    path("sporsmal/<int:item_pk>/svar/", questions.answer, name="questions_answer"),
]
