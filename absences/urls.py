from django.urls import path

from absences.calendars import views as calendars
from absences.collective import views as collective
from absences.crew_needs import views as crew_needs
from absences.declarations import views as declarations
from absences.departures import views as departures
from absences.entry.views import absence, entering, previewing
from absences.exports import views as exports
from absences.leave_order import views as leave_order
from absences.planning import views as planning
from absences.today import views as today

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("besoins/", crew_needs.crew_needs, name="crew_needs"),
    path("besoins/<str:public_id>/", crew_needs.set_crew_needs, name="set_crew_needs"),
    path("conges/", declarations.leave_to_declare, name="leave_to_declare"),
    path("conges/declarer/", declarations.declare, name="declare"),
    path("conges/<str:public_id>/", declarations.declaration, name="declaration"),
    path("conges/<str:public_id>/recepisse/", declarations.receipt, name="receipt"),
    path("conges/<str:public_id>/retirer/", declarations.withdraw, name="withdraw"),
    path("conges/<str:public_id>/garder/", declarations.keep, name="keep"),
    path("absents/", today.today, name="today"),
    path("apres-sortie/", departures.after_departure, name="after_departure"),
    path("apres-sortie/regler/", departures.resolve_after_departure, name="resolve_after_departure"),
    path("saisir/", entering.enter, name="enter"),
    path("saisir/decompte/", previewing.count, name="count"),
    path("absence/<str:public_id>/", absence.absence, name="absence"),
    path("absence/<str:public_id>/modifier/", absence.change, name="change"),
    path("absence/<str:public_id>/couper/", absence.split, name="split"),
    path("absence/<str:public_id>/couper/decompte/", previewing.count_split, name="count_split"),
    path("absence/<str:public_id>/annuler/", absence.cancel, name="cancel"),
    path("calendriers/", calendars.calendars, name="calendars"),
    path("calendriers/nouveau/", calendars.subscribe, name="subscribe"),
    path("calendriers/<str:public_id>/retirer/", calendars.revoke_calendar, name="revoke_calendar"),
    path("collectives/", collective.collectives, name="collectives"),
    path("collectives/nouvelle/", collective.start_collective, name="start_collective"),
    path("collectives/<str:public_id>/", collective.collective, name="collective"),
    path("collectives/<str:public_id>/recompter/", collective.count_again, name="count_again"),
    path("collectives/<str:public_id>/laisser/", collective.leave_out, name="leave_out"),
    path("collectives/<str:public_id>/saisir/", collective.apply_collective, name="apply_collective"),
    path("collectives/<str:public_id>/annuler/", collective.undo_collective, name="undo_collective"),
    path("collectives/<str:public_id>/abandonner/", collective.discard_collective, name="discard_collective"),
    path("imprimer/", exports.print_or_export, name="print_or_export"),
    path("imprimer/planning/", exports.print_planning, name="print_planning"),
    path("imprimer/feuilles/", exports.print_sheets, name="print_sheets"),
    path("exporter/", exports.export, name="export"),
    path("ordre-des-departs/", leave_order.leave_order, name="leave_order"),
    path("ordre-des-departs/communiquer/", leave_order.tell_leave, name="tell_leave"),
    path("ordre-des-departs/imprimer/", leave_order.print_leave_order, name="print_leave_order"),
]
