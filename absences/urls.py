from django.urls import path

from absences.calendars import views as calendars
from absences.departures import views as departures
from absences.exports import views as exports
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("calendriers/", calendars.calendars, name="calendars"),
    path("calendriers/nouveau/", calendars.subscribe, name="subscribe"),
    path("calendriers/<str:public_id>/retirer/", calendars.revoke_calendar, name="revoke_calendar"),
    path("imprimer/", exports.print_or_export, name="print_or_export"),
    path("imprimer/planning/", exports.print_planning, name="print_planning"),
    path("imprimer/feuilles/", exports.print_sheets, name="print_sheets"),
    path("exporter/", exports.export, name="export"),
    path("ordre-des-departs/", departures.departures, name="departures"),
    path("ordre-des-departs/communiquer/", departures.tell_departures, name="tell_departures"),
    path("ordre-des-departs/imprimer/", departures.print_departures, name="print_departures"),
]
