from django.urls import path

from absences.departures import views as departures
from absences.entry.views import absence, entering
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("apres-sortie/", departures.after_departure, name="after_departure"),
    path("apres-sortie/regler/", departures.resolve_after_departure, name="resolve_after_departure"),
    path("saisir/", entering.enter, name="enter"),
    path("absence/<str:public_id>/", absence.absence, name="absence"),
    path("absence/<str:public_id>/modifier/", absence.change, name="change"),
    path("absence/<str:public_id>/couper/", absence.split, name="split"),
    path("absence/<str:public_id>/annuler/", absence.cancel, name="cancel"),
]
