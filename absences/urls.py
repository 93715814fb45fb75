from django.urls import path

from absences.crew_needs import views as crew_needs
from absences.departures import views as departures
from absences.entry.views import absence, entering, previewing
from absences.planning import views as planning
from absences.today import views as today

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("besoins/", crew_needs.crew_needs, name="crew_needs"),
    path("besoins/<str:public_id>/", crew_needs.set_crew_needs, name="set_crew_needs"),
    path("absents/", today.today, name="today"),
    path("apres-sortie/", departures.after_departure, name="after_departure"),
    path("apres-sortie/regler/", departures.resolve_after_departure, name="resolve_after_departure"),
    path("saisir/", entering.enter, name="enter"),
    path("saisir/decompte/", previewing.count, name="count"),
    path("absence/<str:public_id>/", absence.absence, name="absence"),
    path("absence/<str:public_id>/modifier/", absence.change, name="change"),
    path("absence/<str:public_id>/couper/", absence.split, name="split"),
    path("absence/<str:public_id>/annuler/", absence.cancel, name="cancel"),
]
