from django.urls import path

from employees.changes import views as changes
from employees.crews import views as crews
from employees.departure import views as departure
from employees.hire import views as hire
from employees.imports import views as imports
from employees.leave import views as leave
from employees.movements import views as movements
from employees.people.views import exports, listing, person, selection

app_name = "employees"
urlpatterns = [
    path("", listing.index, name="index"),
    path("selection/", selection.act_on_selection, name="act_on_selection"),
    path("exporter/", exports.choose_export, name="choose_export"),
    path("export/", exports.export, name="export"),
    path("export-avec-nir/", exports.export_with_nir, name="export_with_nir"),
    path("embauches/nouvelle/", hire.start_hire, name="start_hire"),
    path("embauches/<str:public_id>/doublon/", hire.hire_duplicate, name="hire_duplicate"),
    path("embauches/<str:public_id>/verifier/", hire.review_hire, name="review_hire"),
    path("embauches/<str:public_id>/supprimer/", hire.discard_hire, name="discard_hire"),
    path("embauches/<str:public_id>/<slug:key>/", hire.hire_step, name="hire_step"),
    path("declarations/", movements.movements, name="movements"),
    path("declarations/<str:public_id>/", movements.movement, name="movement"),
    path("declarations/<str:public_id>/recepisse/", movements.receipt, name="receipt"),
    path("declarations/<str:public_id>/corriger/", hire.correct_hire, name="correct_hire"),
    path("declarations/<str:public_id>/annuler/", movements.cancel_hire, name="cancel_hire"),
    path("equipes/", crews.crews, name="crews"),
    path("equipes/nouvelle/", crews.create_crew, name="create_crew"),
    path("equipes/<str:public_id>/", crews.crew, name="crew"),
    path("equipes/<str:public_id>/renommer/", crews.rename_crew, name="rename_crew"),
    path("equipes/<str:public_id>/supprimer/", crews.delete_crew, name="delete_crew"),
    path("equipes/<str:public_id>/ajouter/", crews.add_members, name="add_members"),
    path("equipes/<str:public_id>/retirer/", crews.remove_members, name="remove_members"),
    path("contrats/<str:public_id>/modifier/", changes.change_contract, name="change_contract"),
    path("contrats/<str:public_id>/demander-une-modification/", changes.request_change, name="request_change"),
    path("contrats/<str:public_id>/sortie/", departure.declare_departure, name="declare_departure"),
    path("demandes/<str:public_id>/retirer/", changes.withdraw_request, name="withdraw_request"),
    path("sorties/<str:public_id>/corriger/", departure.correct_departure, name="correct_departure"),
    path("sorties/<str:public_id>/annuler/", departure.cancel_departure, name="cancel_departure"),
    path(
        "sorties/<str:public_id>/demander-une-modification/",
        departure.request_departure_change,
        name="request_departure_change",
    ),
    path(
        "sorties/<str:public_id>/demander-une-annulation/",
        departure.request_departure_cancellation,
        name="request_departure_cancellation",
    ),
    path("imports/", imports.imports, name="imports"),
    path("imports/envoyer/", imports.send_import, name="send_import"),
    path("imports/modele/<str:key>/", imports.import_template, name="import_template"),
    path("imports/<str:public_id>/", imports.import_file, name="import_file"),
    path("imports/<str:public_id>/erreurs/", imports.import_errors, name="import_errors"),
    path("imports/<str:public_id>/confirmer/", imports.confirm_import, name="confirm_import"),
    path("imports/<str:public_id>/enregistrer/", imports.apply_import, name="apply_import"),
    path("imports/<str:public_id>/abandonner/", imports.abandon_import, name="abandon_import"),
    path("renonciations/<str:public_id>/retirer/", leave.withdraw_split_waiver, name="withdraw_split_waiver"),
    path("<str:public_id>/", person.employee, name="employee"),
    path("<str:public_id>/historique/", person.history, name="history"),
    path("<str:public_id>/nir/", person.show_nir, name="show_nir"),
    path("<str:public_id>/modifier/", changes.change_person, name="change_person"),
    path("<str:public_id>/renonciation/", leave.record_split_waiver, name="record_split_waiver"),
    path("<str:public_id>/nouveau-contrat/", hire.hire_again, name="hire_again"),
]
