from django.urls import path

from adherents.changes import views as changes
from adherents.declarations import views as declarations
from adherents.identity import views as identity

app_name = "adherents"
urlpatterns = [
    path("", identity.index, name="index"),
    path("etablissements/<str:public_id>/", identity.site, name="site"),
    path("declarations/", declarations.declarations, name="declarations"),
    path("declarations/<slug:key>/", declarations.declaration, name="declaration"),
    path("taux/", declarations.rates, name="rates"),
    path("demandes/", changes.changes, name="changes"),
    path("demandes/adresse/<str:public_id>/", changes.request_address_change, name="request_address_change"),
    path(
        "demandes/vendredi-saint/<str:public_id>/",
        changes.request_good_friday_change,
        name="request_good_friday_change",
    ),
    path("demandes/contact/<slug:key>/", changes.request_contact_change, name="request_contact_change"),
    path("demandes/compte-bancaire/", changes.request_bank_change, name="request_bank_change"),
    path("demandes/<str:public_id>/", changes.change, name="change"),
    path("demandes/<str:public_id>/retirer/", changes.withdraw_change, name="withdraw_change"),
    path("justificatifs/<str:public_id>/", changes.proof, name="proof"),
]
