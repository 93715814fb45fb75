from django.urls import path

from absences.entry.views import absence, entering, previewing
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("saisir/", entering.enter, name="enter"),
    path("saisir/decompte/", previewing.count, name="count"),
    path("absence/<str:public_id>/", absence.absence, name="absence"),
    path("absence/<str:public_id>/modifier/", absence.change, name="change"),
    path("absence/<str:public_id>/couper/", absence.split, name="split"),
    path("absence/<str:public_id>/annuler/", absence.cancel, name="cancel"),
]
