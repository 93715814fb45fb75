from django.urls import path

from documents.attestations import views as attestations
from documents.certificates import views as certificates
from documents.listing import views as listing
from documents.searching import views as searching
from documents.sending import views as sending
from documents.taking import views as taking

app_name = "documents"
urlpatterns = [
    path("rechercher/", searching.search, name="search"),
    path("", listing.index, name="index"),
    path("attestations/", attestations.attestations, name="attestations"),
    path("envoyer/", sending.send, name="send"),
    path("envoyer/salarie/", sending.choose_person, name="choose_person"),
    path("envois/", sending.sent, name="sent"),
    path("envois/fichiers/<str:ref>/", sending.sent_file, name="sent_file"),
    path("envois/<str:ref>/", sending.sending, name="sending"),
    path("<str:ref>/certificat/", certificates.certificate, name="certificate"),
    path("<str:ref>/certificat/verifier/", certificates.check_certificate, name="check_certificate"),
    path("<str:ref>/certificat/exemplaires/", certificates.print_copies, name="print_copies"),
    path("<str:ref>/certificat/remettre/", certificates.hand_over, name="hand_over"),
    path("<str:ref>/certificat/erreur/", certificates.report_error, name="report_error"),
    path("archive/", taking.zip, name="zip"),
    path("telechargements/", taking.downloads, name="downloads"),
    path("<str:ref>/telecharger/", taking.download, name="download"),
]
