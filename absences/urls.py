from django.urls import path

from absences.departures import views as departures
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("apres-sortie/", departures.after_departure, name="after_departure"),
    path("apres-sortie/regler/", departures.resolve_after_departure, name="resolve_after_departure"),
]
