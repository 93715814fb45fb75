from django.urls import path

from stoppages.exports import views as exports
from stoppages.final.views import amending, certification, estimation, hours, people, resumption, wages
from stoppages.followup import acting
from stoppages.followup import views as followup
from stoppages.reimbursements import views as reimbursements
from stoppages.sick_leave.views import returning, sending, writing
from stoppages.weather import views as weather
from stoppages.worksites import views as worksites

app_name = "stoppages"
urlpatterns = [
    path("", followup.index, name="index"),
    path("dossiers/<str:ref>/", followup.case, name="case"),
    path("chantiers/", worksites.worksites, name="worksites"),
    path("chantiers/ajouter/", worksites.add_worksite, name="add_worksite"),
    path("chantiers/<str:public_id>/", worksites.change_worksite, name="change_worksite"),
    path("chantiers/<str:public_id>/fermer/", worksites.close_worksite, name="close_worksite"),
    path("saisir/", weather.start, name="start"),
    path("intemperies/", weather.start_weather, name="start_weather"),
    path("dossiers/<str:ref>/arret/", weather.change_weather, name="change_weather"),
    path("dossiers/<str:ref>/provisoire/", weather.provisional, name="provisional"),
    path("dossiers/<str:ref>/provisoire/envoyer/", weather.send_provisional, name="send_provisional"),
    path("declarations/<str:public_id>/recepisse/", weather.receipt, name="receipt"),
    path("dossiers/<str:ref>/heures-et-montants/", followup.case_hours, name="case_hours"),
    path("dossiers/<str:ref>/versions/", followup.compare, name="compare"),
    path("dossiers/<str:ref>/repondre/", acting.answer, name="answer"),
    path("dossiers/<str:ref>/abandonner/", acting.drop, name="drop"),
    path("pieces/<str:ref>/", followup.file, name="file"),
    path("remboursements/", reimbursements.reimbursements, name="reimbursements"),
    path("exports/", exports.choose_export, name="choose_export"),
    path("exports/remboursements/", exports.export_reimbursements, name="export_reimbursements"),
    path("exports/campagne/", exports.campaign_export, name="campaign_export"),
    path("exports/paie/", exports.payroll_export, name="payroll_export"),
    path("attestations/<str:ref>/", exports.certificate, name="certificate"),
    path("travail/", writing.start_sick_leave, name="start_sick_leave"),
    path("dossiers/<str:ref>/travail/", writing.change_sick_leave, name="change_sick_leave"),
    path("dossiers/<str:ref>/travail/relire/", sending.review_sick_leave, name="review_sick_leave"),
    path("dossiers/<str:ref>/prolonger/", writing.extend, name="extend"),
    path("dossiers/<str:ref>/reprise/", returning.resume, name="resume"),
    path("dossiers/<str:ref>/lettre/", returning.return_letter, name="return_letter"),
    path("dossiers/<str:ref>/lettre/recue/", returning.letter_received, name="letter_received"),
    path("dossiers/<str:ref>/lettre/pdf/", returning.print_return_letter, name="print_return_letter"),
    path("dossiers/<str:ref>/reprise-du-travail/", resumption.work_resumed, name="work_resumed"),
    path("dossiers/<str:ref>/salaries/", people.people, name="people"),
    path("dossiers/<str:ref>/heures/", hours.hours, name="hours"),
    path("dossiers/<str:ref>/salaires/", wages.wages, name="wages"),
    path("dossiers/<str:ref>/certifier/", certification.certify, name="certify"),
    path("dossiers/<str:ref>/estimation/", estimation.estimate, name="estimate"),
    path("dossiers/<str:ref>/modifier/", amending.amend, name="amend"),
]
